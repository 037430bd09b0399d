"""Why a file, or one page of it, could not be read."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The key of a sentence that the site says about a file (`repository.files.reasons`)."""

    DAMAGED = "damaged"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    NO_TEXT_LAYER = "no_text_layer"
    TIMEOUT = "timeout"
    TOO_LARGE_UNPACKED = "too_large_unpacked"
    TOO_LONG = "too_long"
    UNSAFE = "unsafe"
    UNSUPPORTED_TYPE = "unsupported_type"


class Unreadable(Exception):
    """The file cannot be read (any further); pages given before this was raised are good."""

    def __init__(self, reason: Reason):
        super().__init__(reason.value)
        self.reason = reason
