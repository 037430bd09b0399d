"""Several letters in one, for those who want one a day, and for everybody in a flood."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from jobs.duties import duty
from repository.letters.kinds import DIGEST
from repository.letters.models import Letter
from repository.letters.rendering import Entry
from repository.letters.services import Recipient, language_for, letter_compose
from repository.people.models import User

MOST_READERS = 500  # in one run of the duty
MOST_GATHERED = 200  # in one letter


@duty(every=30)
def letters_gather() -> int:
    """Writes one letter to everybody for whom gathered ones have waited long enough; returns how many it wrote."""
    due = Letter.objects.gathered().filter(next_try_at__lte=timezone.now())
    users = due.order_by("user").values_list("user", flat=True).distinct()
    return sum(_gather(user_pk) for user_pk in users[:MOST_READERS])


def _gather(user_pk: int | None) -> bool:
    """All that wait for one person, due or not: who is written to now need not be written to again soon.

    Decides on the rows under the lock: another worker may have been quicker.
    """
    with transaction.atomic():
        waiting = Letter.objects.gathered().filter(user=user_pk).order_by("pk")
        letters = list(waiting.select_for_update(of=("self",))[:MOST_GATHERED])
        if len(letters) < 2 or user_pk is None:
            # Alone it goes as it is; and an account that is gone has nobody to gather for.
            waiting.update(state=Letter.State.WAITING, next_try_at=timezone.now())
            return bool(letters)
        digest = _digest_of(User.objects.get(pk=user_pk), letters)
        digest.full_clean(exclude=("user",))
        digest.save()
        Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(
            state=Letter.State.IN_DIGEST, digest=digest, next_try_at=None
        )
    return True


def _digest_of(user: User, letters: list[Letter]) -> Letter:
    recipient = Recipient.of(user)
    recipient = Recipient(recipient.address, recipient.display_name, language_for(recipient), user)
    entries = [Entry(letter.subject, letter.link) for letter in letters]
    return letter_compose(DIGEST, recipient, {"entries": entries, "count": str(len(letters))})
