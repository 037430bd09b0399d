"""The page of a work, what is left of one that is gone, and its reference for a reference manager."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from repository.access.policies import can_know_of_deletion, can_see_tombstone
from repository.access.selectors import visible_outputs
from repository.interop.describe import record_of, with_descriptions
from repository.interop.formats import FORMATS, vancouver
from repository.outputs.models import Output
from repository.reading.versions import output_of_version, version_to_read

GONE = 410  # tells a crawler what the page tells people: it was here, and will not be again


@require_safe
def landing(request: HttpRequest, code: str) -> HttpResponse:
    """The template asks for the rest, so that the preview of a draft in the admin is this very page."""
    output = with_descriptions(visible_outputs(request.user)).filter(code=code).first()
    if output is None:
        return _tombstone(request, code)
    return render(request, "repository/landing.html", {"object": output})


@require_safe
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """An earlier version at an address of its own; the one that stands has the address of the work."""
    found = version_to_read(request.user, code, number)
    if found is None:
        return _tombstone(request, code)
    if found.content is None:
        return redirect(found.output)
    response = render(request, "repository/version.html", {"object": output_of_version(found)})
    response["X-Robots-Tag"] = "noindex"
    return response


def _tombstone(request: HttpRequest, code: str) -> HttpResponse:
    """410 with what its former readers may still know, 404 for everyone else: they cannot tell it from nothing."""
    output = with_descriptions(Output.objects.all()).filter(code=code).first()
    if output and can_see_tombstone(request.user, output):
        context = {"object": output, "reference": vancouver.serialise(record_of(output))}
        return render(request, "repository/tombstone.html", context, status=GONE)
    if output and can_know_of_deletion(request.user, output):
        return render(request, "410.html", status=GONE)
    raise Http404


@require_safe
def cite(request: HttpRequest, code: str, format_name: str) -> HttpResponse:
    """A file that reference managers open."""
    written = FORMATS.get(format_name)
    if written is None:
        raise Http404
    output = get_object_or_404(with_descriptions(visible_outputs(request.user)), code=code)
    response = HttpResponse(written.serialise(record_of(output)), content_type=f"{written.media_type}; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{code}.{written.extension}")
    response["X-Robots-Tag"] = "noindex"
    return response
