"""Addresses of the search."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/facets/<slug:name>/", views.facet, name="facet"),
    path("healthz", views.health, name="health"),
]
