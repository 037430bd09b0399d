"""Addresses of the site beside its pages."""

from django.urls import path

from home import views

app_name = "home"
urlpatterns = [
    path("theme/", views.theme_choose, name="theme"),
]
