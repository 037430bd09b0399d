"""News and events among the results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

STORY_KINDS = {"news": _("news"), "event": _("event")}


@dataclass(frozen=True, slots=True)
class Story:
    kind: str
    title: str
    language: str
    summary: str
    url: str
    date: object

    @property
    def kind_label(self) -> str:
        return str(STORY_KINDS[self.kind])


def stories_by_key(keys: Sequence[str]) -> dict[str, Story]:
    return {}
