"""Which requests somebody is to answer, and for which files one may ask."""

from __future__ import annotations

from django.db.models import QuerySet

from repository.access.policies import can_download, can_edit_deposit
from repository.access.selectors import deposits_of, visible_outputs
from repository.copies.models import CopyRequest, place_of
from repository.files.models import Place


def file_to_ask_for(user, code: str, number: int) -> Place | None:
    """A file that the page of a work lists for this reader as closed; None for any other, as if it did not exist."""
    output = visible_outputs(user).filter(code=code).first()
    file = output and place_of(output, number)
    if not file or can_download(user, file) or can_edit_deposit(user, output):
        return None
    return file


def requests_to_answer(*, user) -> QuerySet[CopyRequest]:
    """Those about the user's own works; what waits first."""
    own = CopyRequest.objects.filter(output__in=deposits_of(user).order_by().values("pk"))
    return own.select_related("output").prefetch_related("messages").order_by("-pk")
