"""Addresses of the search."""

from django.urls import path

from search import feeds, views
from search.alerts import views as alerts
from search.export import views as exports

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/in/<slug:code>/", views.in_work, name="in_work"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("search/help/", views.search_help, name="help"),
    path("search/facets/<slug:name>/", views.facet, name="facet"),
    path("search/feed/", feeds.SearchFeed(), name="feed"),
    path("search/saved/", alerts.saved, name="saved"),
    path("search/saved/new/", alerts.save, name="save"),
    path("search/saved/<int:pk>/", alerts.edit, name="saved_edit"),
    path("search/saved/<int:pk>/pause/", alerts.pause, name="saved_pause"),
    path("search/saved/<int:pk>/resume/", alerts.resume, name="saved_resume"),
    path("search/saved/<int:pk>/delete/", alerts.delete, name="saved_delete"),
    path("search/saved/<int:pk>/restore/", alerts.restore, name="saved_restore"),
    path("search/unsubscribe/<str:token>/", alerts.unsubscribe, name="unsubscribe"),
    path("search/export/<slug:format_name>/", exports.export, name="export"),
    path("search/exports/<uuid:pk>/", exports.progress, name="export_progress"),
    path("search/exports/<uuid:pk>/cancel/", exports.cancel, name="export_cancel"),
    path("search/exports/<uuid:pk>/download/", exports.download, name="export_download"),
    path("healthz", views.health, name="health"),
]
