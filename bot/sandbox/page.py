"""The chat page: its files from the package, and the files in messages that it shows."""

from __future__ import annotations

from importlib import resources
from typing import Final
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.gate import came_from_elsewhere
from bot.sandbox.media import PHOTO_BYTES, Upload, keep_file
from bot.sandbox.pictures import picture_of
from bot.sandbox.world import World

TYPES: Final = {
    "css": "text/css",
    "html": "text/html",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
# Nothing from anywhere else, nothing inline: a text in a message can never become a script.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Page:
    """The routes, for one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        folder = resources.files("bot.sandbox").joinpath("static")
        self._files = {file.name: file for file in folder.iterdir() if file.name.rpartition(".")[2] in TYPES}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/", self._page)
        router.add_get("/chat/{name}", self._page)
        router.add_get("/static/{file}", self._static)
        router.add_get("/sandbox/files/{file_id}", self._file)
        router.add_post("/sandbox/files", self._upload)

    async def _page(self, request: web.Request) -> web.Response:
        """The page; a deep link on somebody else's site opens the chat, but the person presses Start."""
        if "start" in request.query and came_from_elsewhere(request):
            raise web.HTTPSeeOther(f"{request.path}?offer={quote(request.query['start'], safe='')}")
        return self._answer("index.html")

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["file"]
        return self._answer(name) if name in self._files else web.Response(status=404)

    def _answer(self, name: str) -> web.Response:
        kind = TYPES[name.rpartition(".")[2]]
        return web.Response(body=self._files[name].read_bytes(), content_type=kind, charset="utf-8", headers=HEADERS)

    async def _file(self, request: web.Request) -> web.Response:
        """A file by its id: a picture to be shown, anything else only to be saved."""
        file = self._world.state.file(request.match_info["file_id"])
        content = None if file is None else self._world.state.file_content(file["file_path"])
        if file is None or content is None:
            return web.Response(status=404)
        picture = picture_of(content)
        if picture is not None:
            return web.Response(body=content, content_type=picture.mime, headers=HEADERS)
        saved_as = f"attachment; filename*=UTF-8''{quote(file['name'], safe='')}"
        headers = HEADERS | {"Content-Disposition": saved_as}
        return web.Response(body=content, content_type="application/octet-stream", headers=headers)

    async def _upload(self, request: web.Request) -> web.Response:
        """Keep the body as a file (`kind` photo or document, `name`) that a person's acts name by the id."""
        kind, name = request.query.get("kind"), request.query.get("name", "")
        if kind not in ("photo", "document") or not name:
            return _refused("a file needs kind=photo or kind=document, and a name")
        content = await request.read()
        if not content:
            return _refused("the file is empty")
        if kind == "photo" and (picture_of(content) is None or len(content) > PHOTO_BYTES):
            return _refused("a photo is a PNG or JPEG of 10 MB at most")
        with self._world.act():
            file = keep_file(self._world, kind, Upload(name, request.content_type, content))
        return web.json_response({"file_id": file["file_id"]})


def _refused(why: str) -> web.Response:
    return web.json_response({"error": why}, status=400)
