"""What every page's frame asks of the site itself."""

from allauth.account.adapter import get_adapter
from django import template
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from home import themes
from home.models import LibraryContact
from home.selectors import guides
from home.selectors import menu_pages as pages_in_menu

register = template.Library()


@register.simple_tag
def site_name() -> str:
    return settings.WAGTAIL_SITE_NAME


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """The reader's choice, so that the very first paint is right; pages without a request follow the system."""
    request: HttpRequest | None = context.get("request")
    return themes.chosen(request) if request else themes.SYSTEM


@register.simple_tag
def menu_pages() -> QuerySet:
    """News, events and whatever else editors have put into the menu."""
    return pages_in_menu()


@register.simple_tag
def guide_pages() -> QuerySet:
    """Where a reader finds help, whether or not editors have put it into the menu."""
    return guides()


@register.simple_tag(takes_context=True)
def registration_is_open(context: template.Context) -> bool:
    """Whether strangers may make themselves an account here."""
    request = context["request"]
    return get_adapter(request).is_open_for_signup(request)


@register.inclusion_tag("components/library_contact.html")
def library_contact() -> dict:
    """``{% library_contact %}``: how to reach a librarian; nothing as long as no administrator has said so."""
    return {"contact": LibraryContact.objects.first()}
