"""Somebody says “I am this author”; nothing changes by that but what editors have to look at."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from factory import Sequence

from repository.claims.likeness import Likeness, likeness_of
from repository.claims.services import MOST, claim_take_back, claims_make
from repository.letters.kinds import KINDS
from repository.letters.wordings import default_wording, wording_check
from repository.models import Claim, Contribution, Output, User
from repository.outputs.choices import Access
from tests.factories import ClaimFactory, ContributionFactory, PersonFactory, UserFactory
from tests.repository.claims.conftest import claimed, first, letters, published

pytestmark = pytest.mark.django_db
State = Claim.State
SITE = "https://repository.example"


@pytest.fixture(autouse=True)
def address(settings):
    settings.WAGTAILADMIN_BASE_URL = SITE


def test_a_claim_is_kept_and_told_to_the_editors_and_changes_nothing_of_the_work(editor, account, work):
    before = work.serializable_data()
    claim = claimed(work, account, " I wrote\x00 it. ")
    assert (claim.name, claim.role, claim.words, claim.state) == ("M. Novak", "author", "I wrote it.", State.OPEN)
    assert Output.objects.get(pk=work.pk).serializable_data() == before
    [letter] = letters("claim-made")
    assert letter.user == editor
    assert letter.subject == "Maria Novak says: I am this author"
    assert letter.text.startswith(
        f"""Maria Novak says to be the author of:
> On the heart: M. Novak

They add:
> I wrote it.

Compare the account with the names on the works, and decide:
{SITE}/cms/claims/{claim.pk}/
"""
    )


def test_many_at_once_are_one_letter_and_the_same_again_is_the_one_that_waits(editor, account):
    works = [published(f"Work {number}") for number in range(3)]
    entries = [first(work) for work in works]
    made = claims_make(entries=entries, user=account)
    assert len(made) == 3
    [letter] = letters("claim-made")
    assert "> Work 0: M. Novak\n> Work 1: M. Novak\n> Work 2: M. Novak\n" in letter.text
    assert f"{SITE}/cms/claims/\n" in letter.text
    assert set(claims_make(entries=entries, user=account)) == set(made)
    assert Claim.objects.count() == 3 and len(letters("claim-made")) == 1


def test_somebody_may_be_author_and_editor_of_one_work(account, work):
    ContributionFactory(output=work, family_name="Novak", given_name="M.", role="editor")
    entries = Contribution.objects.filter(output=work, family_name="Novak").select_related("person")
    assert len(claims_make(entries=entries, user=account)) == 2


def test_a_hidden_work_cannot_be_claimed_and_nothing_of_the_others_is(account, work):
    hidden = published("Hidden")
    Output.objects.filter(pk=hidden.pk).update(access=Access.HOME)
    with pytest.raises(PermissionDenied):
        claims_make(entries=[first(work), first(hidden)], user=account)
    assert not Claim.objects.exists()
    assert claimed(hidden, hidden.owner)  # who sees their own deposit whatever its access


def test_a_closed_account_claims_nothing(account, work):
    User.objects.filter(pk=account.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        claimed(work, account)


def test_who_is_somebody_already_cannot_be_claimed(account, work):
    Contribution.objects.filter(output=work).update(person=PersonFactory(user=UserFactory()))
    with pytest.raises(ValidationError, match="belongs to another account here"):
        claimed(work, account)
    Contribution.objects.filter(output=work).update(person=PersonFactory(user=account))
    with pytest.raises(ValidationError, match="is you already"):
        claimed(work, account)


def test_too_many_within_an_hour_are_refused_as_a_whole(account, work):
    ClaimFactory.create_batch(MOST - 1, user=account, output=published("Other"), given_name=Sequence(str))
    entries = list(work.contributions.select_related("person"))
    with pytest.raises(ValidationError, match="more than 60 claims within an hour"):
        claims_make(entries=entries, user=account)
    assert Claim.objects.count() == MOST - 1
    assert claims_make(entries=entries[:1], user=account)


def test_a_claim_is_taken_back_by_its_account_as_long_as_nobody_decided(account, work, editor):
    claim = claimed(work, account)
    with pytest.raises(PermissionDenied):
        claim_take_back(claim=claim, user=editor)
    assert claim_take_back(claim=claim, user=account).state == State.TAKEN_BACK
    with pytest.raises(ValidationError, match="decided already"):
        claim_take_back(claim=claim, user=account)
    assert claimed(work, account) != claim


@pytest.mark.parametrize(
    ("account_name", "named", "expected"),
    [
        (("Maria", "Novak"), ("Maria", "Novak"), Likeness.SAME),
        (("Maria", "Novak"), ("Мария", "Новак"), Likeness.SAME),
        (("Novak", "Maria"), ("Maria", "Novak"), Likeness.SAME),
        (("Maria", "Novak"), ("M.", "Novak"), Likeness.INITIALS),
        (("M. K.", "Novak"), ("Maria Karla", "Novák"), Likeness.INITIALS),
        (("Maria", "Novak"), ("Karla", "Novak"), Likeness.FAMILY),
        (("Maria", "Novak"), ("", "Novak"), Likeness.FAMILY),
        (("Maria", "Novak"), ("Maria", "Reyes"), Likeness.OTHER),
        (("Maria", ""), ("Maria", "Novak"), Likeness.UNKNOWN),
    ],
)
def test_how_alike_two_names_are(account_name, named, expected):
    user = User(first_name=account_name[0], last_name=account_name[1])
    assert likeness_of(user, Contribution(given_name=named[0], family_name=named[1])) is expected


@pytest.mark.parametrize("name", ["claim-made", "claim-confirmed", "claim-declined", "claim-undone"])
@pytest.mark.parametrize("language", ["en", "ru", "be"])
def test_every_text_fills_in_what_its_kind_knows_and_has_its_link(name, language):
    wording = default_wording(KINDS[name], language)
    wording_check(KINDS[name], wording.subject)
    wording_check(KINDS[name], wording.body)
    assert "{link}" in wording.body
