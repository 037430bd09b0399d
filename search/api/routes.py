"""The one address of the search for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from ninja import Query, Router
from wagtail.api.v3.errors import PROBLEM_JSON, ProblemDetail

from search.answering.results import results_page
from search.api.answer import SearchAnswer, answer_of
from search.api.parameters import SearchParameters, facet_parameters
from search.asking.state import SearchState

router = Router(tags=["search"])

REFUSED = {
    "description": "A parameter is of the wrong form; `errors` says which.",
    "content": {PROBLEM_JSON: {"schema": ProblemDetail.model_json_schema()}},
}


@router.get(
    "/search",
    response=SearchAnswer,
    url_name="search",
    operation_id="search",
    summary="Search works, their pages, news and events",
    description="The same as the results page: what the reader of the request may see, and nothing else.",
    openapi_extra={"parameters": facet_parameters(), "responses": {422: REFUSED}},
)
def search(request: HttpRequest, response: HttpResponse, parameters: Query[SearchParameters]) -> SearchAnswer:
    """Answers as the page does; ``parameters`` are read by SearchState once their form is known to be right."""
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True)
    return answer_of(request, results_page(request.user, SearchState.of(request.GET)))
