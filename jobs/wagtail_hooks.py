"""The place of background jobs in the admin: among the reports."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from jobs.views import PERMISSION


class JobsMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [path("jobs/", include("jobs.urls"))]


@hooks.register("register_reports_menu_item")
def register_reports_menu_item():
    return JobsMenuItem(_("Background jobs"), reverse("jobs:list"), name="jobs", icon_name="tasks", order=900)
