"""Addresses of the search."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/in/<slug:code>/", views.in_work, name="in_work"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("search/facets/<slug:name>/", views.facet, name="facet"),
    path("healthz", views.health, name="health"),
]
