"""What others have to say before a work is published: asked in one place, ``Output.publish``, whoever publishes.

``completeness`` looks at the work alone. What hinders here lies beside it (a partner's word, a co-author's objection)
in packages that know outputs and are not known by them, so these register what they look for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from repository.outputs.completeness import Problem
    from repository.outputs.models import Output

Look = Callable[["Output"], Iterator["Problem"]]
_LOOKS: list[Look] = []


class PublicationHindered(ValidationError):
    """The work cannot be published now; every sentence says whose word stands in the way, and what to do."""

    def __init__(self, problems: list[Problem]):
        super().__init__([problem.sentence for problem in problems], "hindered")
        self.problems = problems


def hinders_publication(look: Look) -> Look:
    """Registers what looks at a draft. Import its module in ``AppConfig.ready``."""
    _LOOKS.append(look)
    return look


def publication_hindrances(draft: Output) -> list[Problem]:
    """What others' words put between this version of the work and its readers; empty when nothing does."""
    return [problem for look in _LOOKS for problem in look(draft)]
