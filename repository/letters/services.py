"""Writing a letter, and what people decide about letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from repository.letters.kinds import DIGEST, KINDS, LetterKind, Shown
from repository.letters.languages import FALLBACK, language_of
from repository.letters.models import Letter, LetterChoice, LetterSettings
from repository.letters.rendering import LONGEST_SUBJECT, Value, absolute, one_line, render
from repository.letters.tokens import Subscription, token_of
from repository.letters.wordings import wording_of
from repository.outputs.models import Output
from repository.people.models import User

Delivery = LetterChoice.Delivery

# So many of a kind come to one person at once; what follows within the hour is gathered, for it is a flood.
MOST_AT_ONCE = 5
FLOOD = timedelta(hours=1)
DAILY_AT = time(7, 0)
LONGEST_ADDRESS = 254  # of a mail server (RFC 5321, 4.5.3.1)
LONGEST_KEY = 200
NO_ADDRESS = "This is not an e-mail address."  # stands beside what mail servers say, which is English, too


@dataclass(frozen=True, slots=True)
class Recipient:
    """``language`` is the recipient's own where they have chosen none, such as that of the page they wrote from."""

    address: str
    display_name: str = ""
    language: str = ""
    user: User | None = None

    @classmethod
    def of(cls, user: User) -> Recipient:
        return cls(user.email, user.get_full_name(), user=user)

    @property
    def line(self) -> str:
        """The address as it is kept. One too long is cut so that it is none: its beginning may be somebody else's."""
        address = one_line(self.address)
        return address if len(address) <= LONGEST_ADDRESS else f"{address[: LONGEST_ADDRESS - 2]} …"


def letter_send(
    *, name: str, recipient: Recipient, context: Mapping[str, Value], output: Output | None = None, key: str = ""
) -> Letter:
    """Writes a letter into the queue, in the caller's transaction: it goes if, and only if, its cause is committed.

    ``context`` gives the placeholders of the kind; what is lazy among it is put into words in the language of the
    letter. With a ``key`` the same cause writes to the same address once, and
    the letter of the first time is returned. Nobody is written to whose account is closed or who declined; the row
    says so. An address that is none makes a failed letter and no exception: its cause has happened all the same.
    """
    kind = KINDS[name]
    address = recipient.line
    if key and (known := Letter.objects.filter(name=name, key=key, address=address).first()):
        return known
    letter = letter_compose(kind, recipient, context)
    letter.output, letter.key = output, key
    _decide(letter, kind)
    letter.full_clean(exclude=("user", "output"), validate_constraints=False)
    try:
        with transaction.atomic():
            letter.save()
    except IntegrityError:
        if known := Letter.objects.filter(name=name, key=key, address=address).exclude(key="").first():
            return known
        raise
    return letter


def letter_note(*, name: str, recipient: Recipient, subject: str, key: str) -> Letter:
    """Notes a mail of ``WORDED_ELSEWHERE`` that the mail server has taken. Without its words: they are the reader's."""
    values = {
        "subject": one_line(subject)[:LONGEST_SUBJECT],
        "display_name": one_line(recipient.display_name)[:200],
        "user": recipient.user,
        "language": language_for(recipient),
        "state": Letter.State.SENT,
        "attempts": 1,
        "sent_at": timezone.now(),
    }
    letter, _created = Letter.objects.get_or_create(
        name=name, key=key[:LONGEST_KEY], address=recipient.line, defaults=values
    )
    return letter


def letter_compose(kind: LetterKind, recipient: Recipient, context: Mapping[str, Value]) -> Letter:
    """The letter as it will be read, not yet saved."""
    language = language_for(recipient)
    display_name = one_line(recipient.display_name)[:200]
    address = recipient.line
    footer = footer_of(kind, Subscription(kind, recipient.user, "" if recipient.user else address.lower()), language)
    rendered = render(kind, wording_of(kind, language), {"name": display_name} | dict(context), language, footer)
    link = absolute(str(context.get(kind.main_link, ""))) if kind.shown is Shown.WHOLE else ""
    return Letter(
        name=kind.name,
        address=address,
        display_name=display_name,
        user=recipient.user,
        language=language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        link=link[:1000],
        next_try_at=timezone.now(),
    )


def language_for(recipient: Recipient) -> str:
    """What they chose; else what the caller knows; else English."""
    chosen = LetterSettings.objects.filter(user=recipient.user).first() if recipient.user else None
    return language_of(chosen.language if chosen else recipient.language or FALLBACK)


def stop_url(subscription: Subscription) -> str:
    return absolute(reverse("letters:stop", args=[token_of(subscription)]))


def footer_labels(language: str) -> tuple[str, str]:
    """The words of the two links that no wording can leave out."""
    choose, stop = get_template(f"repository/letters/footer/{language}.txt").template.source.strip().split("\n")
    return choose, stop


def footer_of(kind: LetterKind, subscription: Subscription, language: str) -> list[tuple[str, str]]:
    """Where the recipient decides about letters: on a page of the account, or by one click."""
    choose, stop = footer_labels(language)
    links = []
    if subscription.user:
        links.append((choose, absolute(reverse("letters:choices"))))
    if kind.may_stop:
        links.append((stop, stop_url(subscription)))
    return links


def _decide(letter: Letter, kind: LetterKind) -> None:
    """At once, gathered, or not at all."""
    if _hinder(letter):
        return
    delivery = delivery_of(kind, letter.user, letter.address)
    if delivery == Delivery.NEVER:
        _not_sent(letter, Letter.State.UNWANTED)
    elif delivery == Delivery.DAILY:
        letter.state, letter.next_try_at = Letter.State.GATHERED, next_daily(timezone.now())
    elif kind.may_gather and letter.user:
        _stem_flood(letter)


def _hinder(letter: Letter) -> bool:
    """Is there a reason, whatever was chosen, why it cannot go? Then the row says so."""
    if letter.user and not letter.user.is_active:
        _not_sent(letter, Letter.State.CLOSED)
    elif not is_address(letter.address):
        letter.last_error = NO_ADDRESS
        _not_sent(letter, Letter.State.FAILED)
    return letter.state != Letter.State.WAITING


def _not_sent(letter: Letter, state: str) -> None:
    letter.state, letter.next_try_at = state, None


def is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _stem_flood(letter: Letter) -> None:
    """Many of a kind within an hour are a flood: those after the first few come together at the end of it."""
    alike = Letter.objects.filter(user=letter.user, name=letter.name)
    if gathering := alike.gathered().order_by("next_try_at").first():
        letter.state, letter.next_try_at = Letter.State.GATHERED, gathering.next_try_at
        return
    recent = alike.filter(created_at__gt=letter.created_at - FLOOD)
    if recent.count() >= MOST_AT_ONCE:
        letter.state, letter.next_try_at = Letter.State.GATHERED, letter.created_at + FLOOD


def next_daily(now: datetime) -> datetime:
    """The next morning of this place, in whose time people live."""
    here = timezone.localtime(now)
    today = datetime.combine(here.date(), DAILY_AT, tzinfo=here.tzinfo)
    return today if today > now else datetime.combine(here.date() + timedelta(days=1), DAILY_AT, tzinfo=here.tzinfo)


def delivery_of(kind: LetterKind, user: User | None, address: str = "") -> str:
    """What the recipient chose, as far as the kind leaves it to them."""
    own = LetterChoice.objects.filter(name=kind.name)
    choice = (own.filter(user=user) if user else own.filter(address=address.lower())).first()
    chosen = choice.delivery if choice else Delivery.AT_ONCE
    allowed = {Delivery.NEVER: kind.may_stop, Delivery.DAILY: kind.may_gather}.get(chosen, True)
    return chosen if allowed else Delivery.AT_ONCE


def letters_stop(*, subscription: Subscription) -> list[LetterChoice]:
    """No more letters of this kind. Of the one that gathers others: of all those in it that may be stopped.

    Those of them that wait in the queue do not go, either.
    """
    kinds = _stopped_together(subscription.kind)
    with transaction.atomic():
        choices = [_choose(kind, subscription.user, subscription.address, Delivery.NEVER) for kind in kinds]
        letters = Letter.objects.filter(name__in=[kind.name for kind in kinds], state__in=Letter.TO_COME)
        if subscription.user:
            letters = letters.filter(user=subscription.user)
        else:
            letters = letters.filter(user=None, address__iexact=subscription.address)
        letters.update(state=Letter.State.UNWANTED, next_try_at=None)
    return choices


def _stopped_together(kind: LetterKind) -> list[LetterKind]:
    return [each for each in KINDS.values() if each.may_stop and each.may_gather] if kind is DIGEST else [kind]


def letters_resume(*, subscription: Subscription) -> list[LetterChoice]:
    """The undo of ``letters_stop``: they come at once again."""
    with transaction.atomic():
        return [
            _choose(kind, subscription.user, subscription.address, Delivery.AT_ONCE)
            for kind in _stopped_together(subscription.kind)
        ]


def choices_save(*, user: User, language: str, deliveries: Mapping[str, str]) -> list[LetterChoice]:
    """What is chosen on the page of the account: the language, and how each kind shall come."""
    with transaction.atomic():
        row = LetterSettings(user=user, language=language)
        row.full_clean(validate_unique=False)
        LetterSettings.objects.update_or_create(user=user, defaults={"language": language})
        return [_choose(KINDS[name], user, "", delivery) for name, delivery in deliveries.items()]


def _choose(kind: LetterKind, user: User | None, address: str, delivery: str) -> LetterChoice:
    whose = {"user": user} if user else {"address": address.lower()}
    choice, _created = LetterChoice.objects.update_or_create(name=kind.name, **whose, defaults={"delivery": delivery})
    return choice


def letter_retry(*, letter: Letter) -> Letter:
    """*Try again* of somebody who looks after the queue: a failed letter starts over."""
    with transaction.atomic():
        row = Letter.objects.select_for_update().get(pk=letter.pk)
        if row.state != Letter.State.FAILED:
            raise ValidationError(_("Only a letter that failed can be sent again."))
        row.state, row.next_try_at, row.attempts = Letter.State.WAITING, timezone.now(), 0
        row.full_clean(exclude=("user", "output"))
        row.save()
    return row
