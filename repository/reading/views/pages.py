"""One page, slide or caption of a file: where a hit of the search leads."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from repository.files.models import OutputFile
from repository.reading.pages import PageView, page_url
from repository.reading.selectors import file_to_open


@require_safe
def page(request: HttpRequest, code: str, number: int, page_number: int) -> HttpResponse:
    """Text and picture side by side. `q` is what to mark; `go` comes from the field that asks for another page."""
    try:
        file = file_to_open(request.user, code, number)
    except OutputFile.DoesNotExist:
        raise Http404 from None
    view = PageView(request.user, file, page_number, request.GET.get("q", ""))
    if not view.exists:
        raise Http404
    if wanted := request.GET.get("go"):
        return redirect(_nearest(view, wanted))
    response = render(request, "repository/page.html", {"page": view, "file": file, "output": file.output})
    response["X-Robots-Tag"] = "noindex"
    return response


def _nearest(view: PageView, wanted: str) -> str:
    """The page of that number, or the last or first one when there is none so high or low; this one if it is none."""
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else view.number
    return page_url(view.file, min(max(number, 1), view.count), view.query)
