"""For the page of a work: others like it."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from repository.outputs.models import Output
from repository.reading.landing import Landing
from search.answering.related import related_outputs

register = template.Library()


@register.simple_tag
def related_works(landing: Landing) -> Sequence[Output]:
    """``{% related_works landing as related %}``: nothing for a draft that was never saved."""
    return related_outputs(landing.user, landing.output) if landing.output.pk else []
