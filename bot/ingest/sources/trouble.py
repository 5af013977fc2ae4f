"""What can be wrong with a source that is polled."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """Why a source that is polled gives nothing, as an admin is told it."""

    NOBODY = "nobody"  # nothing has this name: deleted, renamed, or made private
    TAKEN = "taken"  # the name is another channel's now
    NO_PREVIEW = "no_preview"  # the channel is there, but Telegram shows no preview of it
    GROUP = "group"
    PERSON = "person"
    CHECK = "check"  # something in between wants consent, or a proof of being human
    EMPTIED = "emptied"  # it has no posts, and had some
    SHAPE = "shape"  # the page is not as it used to be: nothing could be read
    UNREACHABLE = "unreachable"  # no answer, or one that cannot be used
    SILENT = "silent"  # all is well but for its silence
    # of feeds only
    NO_FEED = "no_feed"  # a web page that names no feed
    FORBIDDEN = "forbidden"  # the address leads into a private network
    REFUSED = "refused"  # the site does not want to be asked
    TOO_LARGE = "too_large"


class NotFetched(Exception):
    """There is no usable answer. `host_wide` says that the host, and not only this address, gives none.

    `reason` is fit for a log; `why` is what an admin is told.
    """

    def __init__(self, reason: str, *, host_wide: bool, why: Trouble = Trouble.UNREACHABLE) -> None:
        super().__init__(reason)
        self.reason = reason
        self.host_wide = host_wide
        self.why = why
