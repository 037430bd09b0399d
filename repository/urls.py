"""Addresses of the catalogue."""

from django.urls import include, path

urlpatterns = [
    path("", include("repository.copies.urls")),
    path("", include("repository.claims.urls")),
    path("", include("repository.withdrawal.urls")),
    path("deposit/", include("repository.deposit.urls")),
    path("", include("repository.approval.urls")),
    path("letters/", include("repository.letters.urls")),
    path("", include("repository.reading.urls")),
]
