"""Reads of the site's pages. What is behind a password, a group or a login is in none of them."""

from wagtail.models import Page
from wagtail.query import PageQuerySet


def menu_pages() -> PageQuerySet:
    """The sections that editors show in the menu: public children of the home page, in the order of the page tree."""
    return Page.objects.live().public().in_menu().filter(depth=3).order_by("path")
