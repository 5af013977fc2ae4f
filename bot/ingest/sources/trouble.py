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
