"""Forms that came when nobody was signed in, or with a token of an earlier sign-in: kept until their author is back.

The form says, signed, whose it is. It waits in the session of that browser, for a few hours, and is shown to nobody but
the same person, who must still be allowed to change the work. Nothing is saved by it: they see it again and send it.
"""

from __future__ import annotations

import time

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.crypto import salted_hmac

from repository.deposit.forms.start import author_of
from repository.deposit.models import Step, StepInput, as_sent
from repository.outputs.models import Output
from repository.people.models import User

SALT = "repository.deposit.kept_forms"
PLACE = "kept_forms"  # in the session
KEPT_FOR = 4 * 60 * 60  # seconds
MOST = 8
FIRST = "first"
NOT_TYPED = ("csrfmiddlewaretoken", "action", "author")


def author_token(user: User, code: str) -> str:
    """Goes into each form of a deposit; says whose the form is without saying it to others."""
    return signing.dumps([user.pk, code], salt=SALT)


def browser_key(user: User) -> str:
    """What this person's unsent words are encrypted with in a browser that others may use after them."""
    return salted_hmac(f"{SALT}.browser", str(user.pk), algorithm="sha256").hexdigest()


def form_keep(request: HttpRequest, *, code: str, step: str) -> bool:
    """Keeps what was typed when the form is one of ours; says whether it did."""
    try:
        author, work = signing.loads(request.POST.get("author", ""), salt=SALT, max_age=30 * 86_400)
    except signing.BadSignature:
        return False
    if work != code or step not in Step.values or "fingerprint" not in request.POST:
        return False
    _keep(request, f"{code}/{step}", author)
    return True


def first_form_keep(request: HttpRequest) -> bool:
    """The same for the first page, where no work has begun yet: its token says whose it is."""
    author = author_of(request.POST.get("token", ""))
    if author is not None:
        _keep(request, FIRST, author)
    return author is not None


def first_form_kept(request: HttpRequest) -> dict[str, str]:
    """What the person who is signed in now typed on the first page before, by the names of its inputs."""
    return {name: values[-1] for name, values in _typed_by(request, FIRST).items() if values}


def first_form_release(request: HttpRequest) -> None:
    """Keeps it no longer: it has come again."""
    if first_form_kept(request):
        _release(request, FIRST)


def _keep(request: HttpRequest, place: str, author: int) -> None:
    typed = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
    kept = {name: form for name, form in _kept(request).items() if form["at"] > time.time() - KEPT_FOR}
    kept[place] = {"author": author, "at": time.time(), "data": typed}
    request.session[PLACE] = dict(list(kept.items())[-MOST:])


def _release(request: HttpRequest, place: str) -> None:
    request.session[PLACE] = {name: form for name, form in _kept(request).items() if name != place}


def _typed_by(request: HttpRequest, place: str) -> dict[str, list[str]]:
    """What was kept there of the person who is signed in now, if it is not too old."""
    kept = _kept(request).get(place)
    is_theirs = kept and kept["author"] == request.user.pk and kept["at"] >= time.time() - KEPT_FOR
    return kept["data"] if is_theirs else {}


def form_kept(request: HttpRequest, output: Output, step: str) -> StepInput | None:
    """What the person who is signed in now typed here before; it is in no database."""
    typed = _typed_by(request, f"{output.code}/{step}")
    return StepInput(output=output, user=request.user, step=step, data=typed) if typed else None


def form_release(request: HttpRequest, output: Output, step: str) -> QueryDict | None:
    """Gives back what was kept, and keeps it no longer: it has come again, or is decided upon now."""
    typed = form_kept(request, output, step)
    if _kept(request):
        _release(request, f"{output.code}/{step}")
    return typed and as_sent(typed)


def _kept(request: HttpRequest) -> dict[str, dict]:
    return request.session.get(PLACE, {})
