"""Bot API methods about files: photos, documents, albums, and getFile."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.messages import Parameters, caption_content, reachable, send
from bot.sandbox.pictures import landscape, picture_of
from bot.sandbox.refusal import bad_request
from bot.sandbox.world import World

DOWNLOAD_BYTES: Final = 20 * 1024 * 1024
PHOTO_BYTES: Final = 10 * 1024 * 1024
ALBUM: Final = range(2, 11)
FOLDERS: Final[Mapping[str, tuple[str, str, str]]] = {  # kind: (folder, ending, MIME type)
    "photo": ("photos", "png", "image/png"),
    "video": ("videos", "mp4", "video/mp4"),
    "document": ("documents", "bin", "application/octet-stream"),
}
# What people's made-up videos and documents hold.
MADE_UP: Final = b"made up in the sandbox\n"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart request."""

    name: str
    mime: str
    content: bytes


Uploads = Mapping[str, Upload]


def keep_file(world: World, kind: str, upload: Upload) -> dict[str, Any]:
    """Store a file and return its record: file_id, file_unique_id, file_size, file_path, name, mime, kind."""
    folder, ending, _ = FOLDERS[kind]
    number = world.state.next("file")
    extension = upload.name.rpartition(".")[2] if "." in upload.name else ending
    file: dict[str, Any] = {
        "file_id": f"sandbox-{kind}-{uuid.uuid4().hex}",
        "file_unique_id": f"u{hashlib.sha256(upload.content + str(number).encode()).hexdigest()[:14]}",
        "file_size": len(upload.content),
        "file_path": f"{folder}/file_{number}.{extension}",
        "name": upload.name,
        "mime": upload.mime,
        "kind": kind,
    }
    picture = picture_of(upload.content)
    if picture is not None:
        file |= {"width": picture.width, "height": picture.height}
    world.state.put_file(file, upload.content)
    return file


def media_fields(file: dict[str, Any]) -> dict[str, Any]:
    """The message fields (`photo`, `video` or `document`) of a stored file."""
    base = {name: file[name] for name in ("file_id", "file_unique_id", "file_size")}
    if file["kind"] == "photo":
        return {"photo": [base | {"width": file.get("width", 800), "height": file.get("height", 450)}]}
    named = base | {"file_name": file["name"], "mime_type": file["mime"]}
    if file["kind"] == "video":
        return {"video": named | {"width": 1280, "height": 720, "duration": 30}}
    return {"document": named}


def made_up(world: World, kind: str) -> dict[str, Any]:
    """Message fields of a photo, video or document that a person sends from nowhere."""
    _, ending, mime = FOLDERS[kind]
    content = landscape(str(world.state.get("file", 1))) if kind == "photo" else MADE_UP
    return media_fields(keep_file(world, kind, Upload(f"file.{ending}", mime, content)))


def _given(world: World, kind: str, value: str, uploads: Uploads, part: str) -> dict[str, Any]:
    """The media fields of what a request names: a part, `attach://part`, or a known file_id."""
    name = value.removeprefix("attach://") if value.startswith("attach://") else part
    upload = uploads.get(name)
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        if kind == "photo" and len(upload.content) > PHOTO_BYTES:
            raise bad_request("file is too big for a photo")
        return media_fields(keep_file(world, kind, upload))
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    file = world.state.file(value)
    if file is None:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    return media_fields(file | {"kind": kind})


def send_photo(world: World, parameters: Parameters, uploads: Uploads) -> dict[str, Any]:
    return _send_media(world, "photo", parameters, uploads)


def send_document(world: World, parameters: Parameters, uploads: Uploads) -> dict[str, Any]:
    return _send_media(world, "document", parameters, uploads)


def _send_media(world: World, kind: str, parameters: Parameters, uploads: Uploads) -> dict[str, Any]:
    chat = reachable(world, parameters["chat_id"])
    caption = caption_content(parameters)
    return send(world, chat, parameters, _given(world, kind, parameters[kind], uploads, kind) | caption)


def send_media_group(world: World, parameters: Parameters, uploads: Uploads) -> list[dict[str, Any]]:
    chat = reachable(world, parameters["chat_id"])
    items = parameters["media"]
    if len(items) not in ALBUM:
        raise bad_request("group send failed: an album has 2-10 items")
    group = str(world.state.next("media_group", 13_000_000_000_001))
    sent = []
    for item in items:
        kind = item.get("type", "")
        if kind not in FOLDERS:
            raise bad_request(f'can\'t parse InputMedia: type "{kind}" is not known to the sandbox')
        media = str(item.get("media", ""))
        content = _given(world, kind, media, uploads, media) | caption_content(item)
        sent.append(send(world, chat, parameters, content | {"media_group_id": group}))
    return sent


def get_file(world: World, parameters: Parameters) -> dict[str, Any]:
    file = world.state.file(parameters["file_id"])
    if file is None:
        raise bad_request("invalid file_id")
    if file["file_size"] > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {name: file[name] for name in ("file_id", "file_unique_id", "file_size", "file_path")}
