"""Buttons of the people step that bring people in: a pasted list, and what ORCID says of one person."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from repository.deposit.forms.author_list import authors_added, authors_undone, row_completed
from repository.deposit.models import Step
from repository.deposit.services import deposit_input_keep
from repository.imports.authors import authors_in
from repository.imports.lookups import LookUpFailed, orcid_person
from repository.outputs.models import Output
from repository.people.models import normalise_orcid

PEOPLE_ACTION = re.compile(r"authors:(?P<verb>append|replace|undo)|contributors-(?P<index>\d{1,3}):orcid")


def people_brought(request: HttpRequest, output: Output, action: str) -> HttpResponse:
    """Does what the button says with what was typed; the draft changes when the step is saved."""
    match = PEOPLE_ACTION.fullmatch(action)
    data, row = request.POST, "paste"
    try:
        if match["index"]:
            row = f"contributors-{match['index']}"
            data = _completed(request.POST, int(match["index"]))
        elif match["verb"] == "undo":
            data = _undone(request.POST)
        else:
            data, row = _pasted(request.POST, replace=match["verb"] == "replace"), "pasted"
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    except LookUpFailed as failed:
        messages.warning(request, str(failed))
    deposit_input_keep(output=output, user=request.user, step=Step.PEOPLE, data=data)
    return redirect(reverse("deposit:people", args=[output.code]) + f"?row={row}#row-{row}")


def _pasted(data: QueryDict, *, replace: bool) -> QueryDict:
    people = authors_in(data.get("author_list", ""))
    if not people:
        raise ValidationError(
            _("No name was recognised in the list. It is still in the box: write one name on a line.")
        )
    return authors_added(data, people, replace=replace)


def _undone(data: QueryDict) -> QueryDict:
    try:
        return authors_undone(data)
    except (ValueError, AttributeError):
        raise BadRequest("authors:undo") from None


def _completed(data: QueryDict, index: int) -> QueryDict:
    orcid = normalise_orcid(data.get(f"contributors-{index}-orcid", ""))
    return row_completed(data, index, orcid_person(orcid))
