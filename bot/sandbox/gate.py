"""Who is let in: this machine, under its own name, and no web page but the sandbox's own.

Browsers can reach loopback on behalf of any page. A name rebound to 127.0.0.1 is told by its Host; a page of
another origin by the Origin and Sec-Fetch-Site headers, which scripts cannot forge (Fetch Standard, Fetch
Metadata). Programs that are no browsers send neither.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

OWN_SITES = ("same-origin", "none")


@web.middleware
async def loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse with 403 who is not let in."""
    local = is_loopback(request.remote or "") and is_loopback(urlsplit(f"//{request.host}").hostname)
    if not local or not (_from_own_page(request) or _is_link_to_page(request)):
        return web.json_response({"error": "this machine only"}, status=403)
    return await handler(request)


def came_from_elsewhere(request: web.Request) -> bool:
    """Whether another site's page led here (typed addresses and links in a terminal are not elsewhere)."""
    return request.headers.get("Sec-Fetch-Site", "none") not in OWN_SITES


def is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _from_own_page(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    return origin in (None, f"http://{request.host}") and not came_from_elsewhere(request)


def _is_link_to_page(request: web.Request) -> bool:
    """A link on some page may open the chat page, as any site may be linked to."""
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and (request.path == "/" or request.path.startswith("/chat/"))
    )
