"""What the admin shows and never edits: a list, and for each row a page, which may have buttons that act."""

from __future__ import annotations

from django.urls import path, reverse
from django.views.generic import DetailView
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet


class ReadOnlyIndexView(IndexView):
    page_url_name = ""

    def page_of(self, row) -> str:
        return reverse(self.page_url_name, args=[row.pk])


class ReadOnlyView(PermissionCheckedMixin, WagtailAdminTemplateMixin, DetailView):
    permission_required = "view"
    index_url_name = ""
    index_label = ""

    def get_breadcrumbs_items(self):
        trail = [
            {"url": reverse(self.index_url_name), "label": self.index_label},
            {"url": "", "label": self.get_page_subtitle()},
        ]
        return [*super().get_breadcrumbs_items(), *trail]


class ReadOnlyViewSet(ModelViewSet):
    add_to_admin_menu = True
    add_to_reference_index = False
    list_per_page = 50
    form_fields = []
    page_view_class: type[ReadOnlyView]

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.construct_view(self.page_view_class), name="page"),
        ]

    def get_common_view_kwargs(self, **kwargs):
        absent = dict.fromkeys(("add_url_name", "edit_url_name", "delete_url_name", "copy_url_name"))
        return super().get_common_view_kwargs(page_url_name=self.get_url_name("page"), **kwargs) | absent
