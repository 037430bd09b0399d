"""What the site answers beside its pages."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from home import themes


@csrf_exempt
@require_POST
def theme_choose(request: HttpRequest) -> HttpResponse:
    """Remembers light or dark and goes back to where the reader was.

    Without a CSRF token: the choice harms nobody, and a token on every page would give every anonymous reader a cookie.
    """
    theme = request.POST.get("theme")
    if theme not in themes.THEMES:
        return HttpResponseBadRequest(_("There is no such appearance: choose system, light or dark."))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    themes.remember(response, theme)
    return response
