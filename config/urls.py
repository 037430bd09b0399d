"""Every address of the site. Wagtail's pages come last: they answer whatever nothing else does."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.api import api, nothing_here

# One way in and one to a new password: Wagtail's own pages count no tries, and send mail past the queue of letters.
sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
reset_password = RedirectView.as_view(pattern_name="account_reset_password")

handler500 = "config.errors.server_error"

urlpatterns = [
    path("cms/login/", sign_in),
    path("_util/login/", sign_in),
    path("cms/password_reset/", reset_password),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", nothing_here),
    path("api/v1/", api.urls),
    path("api/<path:rest>", nothing_here),
    path("", include("repository.urls")),
    path("", include("home.urls")),
    path("", include("search.urls")),
    path("", include(wagtail_urls)),
]
