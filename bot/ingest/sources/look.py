"""One look at a channel: its page, or why there is none."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from bot.ingest.sources.fetch import Fetcher
from bot.ingest.sources.preview import PageKind, PreviewPage, read_page
from bot.ingest.sources.trouble import NotFetched, Trouble

_MEANS = {
    PageKind.CHANNEL: Trouble.NO_PREVIEW,
    PageKind.GROUP: Trouble.GROUP,
    PageKind.PERSON: Trouble.PERSON,
    PageKind.NOBODY: Trouble.NOBODY,
    PageKind.CHECK: Trouble.CHECK,
    PageKind.UNKNOWN: Trouble.SHAPE,
}


async def look(fetcher: Fetcher, base: str, name: str, before: int | None = None) -> PreviewPage | Trouble:
    """The newest page of a channel, or the one of posts before an id; or what stands in its place.

    `base` is the root of the preview's addresses. Raises NotFetched when the host itself gives no answer.
    """
    address = f"{base}/s/{name}" + ("" if before is None else f"?before={before}")
    try:
        fetched = await fetcher.get(address)
        if fetched.status in {301, 302, 303, 307, 308}:
            # Who has no preview is sent to their landing page. Only its path is taken from the redirect: the
            # address that is asked next is ours.
            path = urlsplit(urljoin(address, fetched.location)).path.strip("/")
            if path.lower() != name.lower():
                return Trouble.CHECK
            fetched = await fetcher.get(f"{base}/{name}")
    except NotFetched as error:
        if error.host_wide:
            raise
        return Trouble.UNREACHABLE
    except ValueError:  # a Location that is no address
        return Trouble.CHECK
    if fetched.status == 404:
        return Trouble.NOBODY
    if fetched.status != 200:
        return Trouble.UNREACHABLE
    page = read_page(fetched.body)
    return _MEANS.get(page.kind, page)
