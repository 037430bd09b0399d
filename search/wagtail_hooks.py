"""The place of the search in the admin: its state among the reports, the synonyms in the menu."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.reports import PERMISSION
from search.viewsets import SynonymViewSet


class SearchMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [path("search-index/", include("search.admin_urls"))]


@hooks.register("register_admin_viewset")
def register_synonyms():
    return SynonymViewSet()


@hooks.register("register_reports_menu_item")
def register_reports_menu_item():
    return SearchMenuItem(
        _("Search"), reverse("search_index:report"), name="search-index", icon_name="search", order=890
    )
