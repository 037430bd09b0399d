"""Every address of the site. Wagtail's pages come last: they answer whatever nothing else does."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
    path("", include("repository.urls")),
    path("", include("home.urls")),
    path("", include("search.urls")),
    path("", include(wagtail_urls)),
]
