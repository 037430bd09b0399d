"""What templates ask about works beyond what these say themselves."""

from __future__ import annotations

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language

from repository.access.openness import Openness, openness_of
from repository.files.models import OutputFile, PageText
from repository.languages import direction, language_name
from repository.outputs.models import Output
from repository.reading.countries import country_name
from repository.reading.landing import Landing
from repository.reading.pages import page_label, page_url
from repository.reading.versions import VersionLanding

register = template.Library()

register.filter("country_name", country_name)
register.filter("direction", direction)


@register.filter("language_name")
def name_of_language(tag: str) -> str:
    """``ru`` → “Russian”, in the language of the page."""
    return language_name(tag, get_language() or "en")


@register.simple_tag(takes_context=True)
def landing_of(context: template.Context, output: Output) -> Landing:
    """``{% landing_of object as landing %}``: what the page of a work says to the reader of this request."""
    request = context.get("request")
    user = getattr(request, "user", None) or AnonymousUser()
    return VersionLanding(output, user) if hasattr(output, "earlier_version") else Landing(output, user)


@register.simple_tag(name="openness_of")
def openness(output: Output) -> Openness:
    return openness_of(output)


@register.simple_tag
def label_of_page(file: OutputFile, page: PageText) -> str:
    """“page 37”, “slide 12”, “12:40”."""
    return page_label(file.stored_file.unit, page.number, page.label, page.start_ms)


@register.simple_tag
def url_of_page(file: OutputFile, page: PageText, query: str = "") -> str:
    return page_url(file, page.number, query)
