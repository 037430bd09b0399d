"""Forms that came when nobody was signed in, or with a token of an earlier sign-in: kept until their author is back.

The form says, signed, whose it is. It waits in the session of that browser, for a few hours, and is shown to nobody but
the same person, who must still be allowed to change the work. Nothing is saved by it: they see it again and send it.
"""

from __future__ import annotations

import time

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.crypto import salted_hmac

from repository.deposit.models import Step, StepInput, as_sent
from repository.outputs.models import Output
from repository.people.models import User

SALT = "repository.deposit.kept_forms"
PLACE = "kept_forms"  # in the session
KEPT_FOR = 4 * 60 * 60  # seconds
MOST = 8
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
    typed = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
    kept = {name: form for name, form in _kept(request).items() if form["at"] > time.time() - KEPT_FOR}
    kept[f"{code}/{step}"] = {"author": author, "at": time.time(), "data": typed}
    request.session[PLACE] = dict(list(kept.items())[-MOST:])
    return True


def form_kept(request: HttpRequest, output: Output, step: str) -> StepInput | None:
    """What the person who is signed in now typed here before; it is in no database."""
    kept = _kept(request).get(f"{output.code}/{step}")
    if not kept or kept["author"] != request.user.pk or kept["at"] < time.time() - KEPT_FOR:
        return None
    return StepInput(output=output, user=request.user, step=step, data=kept["data"])


def form_release(request: HttpRequest, output: Output, step: str) -> QueryDict | None:
    """Gives back what was kept, and keeps it no longer: it has come again, or is decided upon now."""
    typed = form_kept(request, output, step)
    if kept := _kept(request):
        request.session[PLACE] = {name: form for name, form in kept.items() if name != f"{output.code}/{step}"}
    return typed and as_sent(typed)


def _kept(request: HttpRequest) -> dict[str, dict]:
    return request.session.get(PLACE, {})
