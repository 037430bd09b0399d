"""What was asked is not asked again soon: for courtesy to the registers, and because people go back and forth.

Only what was read is kept, as JSON, never the bytes that a register sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache as once
from typing import TypeVar

from django.core.cache import cache
from pydantic import TypeAdapter, ValidationError

from repository.imports.lookups.failures import NotKnown

FOUND_FOR = 24 * 3600  # seconds
NOT_KNOWN_FOR = 3600

Answer = TypeVar("Answer")


def remembered(shape: type[Answer], subject: str, value: str, ask: Callable[[], Answer]) -> Answer:
    """What was answered before about this, else what ``ask`` answers, which is kept.

    Raises what ``ask`` does. That something is not known is kept too; that a register was not reachable is not.
    """
    key = f"lookups:{subject}:{hashlib.sha256(value.encode()).hexdigest()}"
    kept = cache.get(key, {})
    if "not_known" in kept:
        raise NotKnown(*kept["not_known"], value=value)
    try:
        return _json_of(shape).validate_json(kept.get("found", ""))
    except ValidationError:  # nothing, or of the shape that an earlier release gave it
        pass
    try:
        answer = ask()
    except NotKnown as failure:
        cache.set(key, {"not_known": failure.registers}, NOT_KNOWN_FOR)
        raise NotKnown(*failure.registers, value=value) from None
    cache.set(key, {"found": _json_of(shape).dump_json(answer)}, FOUND_FOR)
    return answer


@once
def _json_of(shape: object) -> TypeAdapter:
    return TypeAdapter(shape)
