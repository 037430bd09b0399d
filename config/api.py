"""The interface for programs, version 1: each part of the site offers a router, all are described together."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer
from wagtail.api.v3.errors import problem_response, register_exception_handlers

from search.api import router as search_router


class ReadableJSONRenderer(JSONRenderer):
    """Letters of every script as they are: half of what is answered is not in Latin letters."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Conjoint",
    version="1.0.0",
    description="Joint works of a university and its partners. Every answer is what the reader of the request may see.",
    urls_namespace="api",
    renderer=ReadableJSONRenderer(),
    docs_url=None,  # its page would need scripts of another host; docs/api.md says the same in prose
)
register_exception_handlers(api)
api.add_router("", search_router)


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An unknown address below the interface's is told to a program as one."""
    return problem_response(status=404, detail="Nothing is at this address. /api/v1/openapi.json lists what there is.")
