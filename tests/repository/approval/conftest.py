"""A joint work on its way: a depositor, a co-author with an address, a partner with a contact person, an editor."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from repository.deposit.services import deposit_submit, deposit_take_back
from repository.models import Approval, Confirmation, Letter, Output, Partner, User
from repository.outputs.choices import Kind
from repository.partners.models import Word
from tests.factories import (
    ContributionFactory,
    ContributorAddressFactory,
    OutputFactory,
    PartnerContactFactory,
    PartnerFactory,
    UserFactory,
)

COAUTHOR = "coauthor0001"
ADDRESS = "erika@example.net"


@pytest.fixture
def faculty(db) -> User:
    return UserFactory(groups=["faculty"], first_name="Maria", last_name="Novak")


@pytest.fixture
def editor(db) -> User:
    return UserFactory(groups=["editors"], first_name="Olga", last_name="Editor")


@pytest.fixture
def partner(db) -> Partner:
    return PartnerFactory(name="Partner University", word=Word.REQUIRED)


@pytest.fixture
def contact(partner) -> User:
    return speaker_for(partner)


def speaker_for(partner: Partner) -> User:
    user = UserFactory(institution=partner, first_name="Erika", last_name=f"Contact {partner.pk}")
    PartnerContactFactory(partner=partner, user=user)
    return user


def make_draft(owner: User, *partners: Partner) -> Output:
    output = OutputFactory(owner=owner, title="A joint report", kind=Kind.REPORT, issued="2026-01")
    ContributionFactory(output=output, family_name="Novak", given_name="Maria")
    ContributionFactory(output=output, family_name="Beispiel", given_name="Erika", key=COAUTHOR, partners=partners)
    output.save_revision(user=owner)
    return Output.objects.get(pk=output.pk)


@pytest.fixture
def solo(faculty) -> Output:
    """Nobody is asked but the co-author."""
    output = make_draft(faculty)
    ContributorAddressFactory(output=output, contributor=COAUTHOR, address=ADDRESS)
    return output


@pytest.fixture
def joint(faculty, partner, contact) -> Output:
    """Nobody is asked but the partner."""
    return make_draft(faculty, partner)


def submit(output: Output) -> Output:
    deposit_submit(output=output, user=output.owner)
    return Output.objects.get(pk=output.pk)


def take_back(output: Output) -> Output:
    deposit_take_back(output=output, user=output.owner)
    return Output.objects.get(pk=output.pk)


def change(output: Output, **fields) -> Output:
    """What the depositor does to the draft."""
    draft = output.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=output.owner)
    return Output.objects.get(pk=output.pk)


def asked_coauthor(output: Output) -> Confirmation:
    return output.confirmations.current().get()


def asked_partner(output: Output) -> Approval:
    return output.approvals.current().get()


def letters(name: str = "") -> list[Letter]:
    found = Letter.objects.order_by("pk")
    return list(found.filter(name=name) if name else found)


def link_in(letter: Letter) -> str:
    """The path of the link that a letter carries."""
    return re.search(r"https?://[^/\s]+(/confirm/[^\s]+)", letter.text)[1]


def let_days_pass(asked: Confirmation | Approval, days: int) -> None:
    """Moves the question into the past, in the database."""
    moved = timezone.timedelta(days=days)
    values = {
        name: getattr(asked, name) - moved
        for name in ("asked_at", "expires_at", "consent_at", "reminded_at")
        if getattr(asked, name, None)
    }
    type(asked).objects.filter(pk=asked.pk).update(**values)
