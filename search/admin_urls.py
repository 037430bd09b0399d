"""Addresses of the search in the admin."""

from django.urls import path

from search import reports

app_name = "search_index"
urlpatterns = [
    path("", reports.report, name="report"),
    path("rebuild/", reports.rebuild, name="rebuild"),
    path("reconcile/", reports.reconcile, name="reconcile"),
    path("retry/<str:key>/", reports.retry, name="retry"),
]
