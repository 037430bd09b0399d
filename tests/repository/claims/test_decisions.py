"""An editor confirms, declines or undoes a claim: the work names the account's person, in its row and its draft."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from wagtail.models import ModelLogEntry

from repository.access.selectors import visible_outputs
from repository.claims.decisions import claim_confirm, claim_decline, claim_undo
from repository.claims.services import claim_take_back, claims_make
from repository.models import Claim, Contribution, LetterSettings, Output, Person, User
from repository.outputs.choices import Access
from repository.outputs.services import output_publish
from search.models import IndexedObject
from tests.drafts import draft_now
from tests.factories import LetterSettingsFactory, PartnerFactory, PersonFactory, UserFactory
from tests.repository.claims.conftest import claimed, first, letters, published

pytestmark = pytest.mark.django_db
State = Claim.State
SITE = "https://repository.example"
ORCID = "0000-0002-1825-0097"


@pytest.fixture(autouse=True)
def address(settings):
    settings.WAGTAILADMIN_BASE_URL = SITE


def confirm(claim: Claim, editor: User, **kwargs) -> Claim:
    return claim_confirm(claim=claim, user=editor, **{"entry": first(claim.output).pk} | kwargs)


def drafted(output: Output) -> Contribution:
    return next(iter(draft_now(output).contributions.all()))


def person_of(output: Output) -> Person | None:
    """In the row and in the draft alike."""
    person = first(Output.objects.get(pk=output.pk)).person
    assert drafted(output).person == person
    return person


# -- confirming --------------------------------------------------------------------------------------------------------


def test_a_person_is_made_for_an_account_that_has_none(account, editor, work):
    account.institution = PartnerFactory()
    account.save()
    claim = confirm(claimed(work, account), editor, words="Welcome.")
    person = person_of(work)
    assert (person.user, str(person), person.institution) == (account, "M. Novak", account.institution)
    assert (claim.state, claim.decided_by, claim.gave_account) == (State.CONFIRMED, editor, True)
    assert visible_outputs(account).by_person(person).get() == work


def test_it_is_a_revision_with_its_history_and_no_version_and_search_hears_of_it(account, editor, work):
    claim = claimed(work, account)
    IndexedObject.objects.all().delete()
    confirm(claim, editor)
    row = Output.objects.get(pk=work.pk)
    assert row.revisions.count() == 2 and row.live_revision == row.latest_revision
    assert not row.has_unpublished_changes and not row.versions.exists()
    entry = ModelLogEntry.objects.for_instance(work).get()
    assert (entry.action, entry.user, entry.data["reason"]) == (
        "conjoint.claim_confirmed",
        editor,
        "M. Novak: Maria Novak",
    )
    assert IndexedObject.objects.filter(key=f"output:{work.pk}").exists()


def test_it_holds_against_a_draft_that_waits_and_publishes_nothing_of_it(account, editor, work):
    draft = work.get_latest_revision_as_object()
    draft.title = "On the human heart"
    rows = list(draft.contributions.all())
    rows[0].given_name = "Maria"
    draft.contributions.set(rows)
    draft.save_revision(user=work.owner)
    confirm(claimed(work, account), editor)
    person = person_of(work)
    row = Output.objects.get(pk=work.pk)
    assert (row.title, str(first(row)), row.has_unpublished_changes) == ("On the heart", "M. Novak", True)
    assert str(drafted(work)) == "Maria Novak"
    row.get_latest_revision().publish(user=editor)
    row = Output.objects.get(pk=work.pk)
    assert (row.title, first(row).person) == ("On the human heart", person)


def test_a_contributor_whom_the_draft_has_left_out_is_confirmed_all_the_same(account, editor, work):
    draft = work.get_latest_revision_as_object()
    draft.contributions.set(list(draft.contributions.all())[1:])
    draft.save_revision(user=work.owner)
    confirm(claimed(work, account), editor)
    assert first(work).person.user == account
    assert drafted(work).person is None


def test_a_work_that_came_without_revisions_is_changed_too(account, editor, work):
    Output.objects.filter(pk=work.pk).update(latest_revision=None, live_revision=None)
    confirm(claimed(work, account), editor)
    assert first(work).person.user == account


def test_the_account_has_a_person_already(account, editor, work):
    own = PersonFactory(user=account)
    claim = confirm(claimed(work, account), editor)
    assert person_of(work) == own and not claim.gave_account


def test_a_person_with_the_orcid_of_the_work_is_the_one(account, editor):
    known = PersonFactory(orcid=ORCID)
    work = published(orcid=ORCID)
    confirm(claimed(work, account), editor)
    known.refresh_from_db()
    assert (person_of(work), known.user) == (known, account)


def test_the_orcid_of_the_work_is_another_accounts(account, editor):
    PersonFactory(orcid=ORCID, user=UserFactory())
    claim = claimed(published(orcid=ORCID), account)
    with pytest.raises(ValidationError, match="belongs to another account"):
        confirm(claim, editor)
    assert Claim.objects.get().state == State.OPEN and not Person.objects.filter(user=account).exists()


@pytest.mark.parametrize("has_person", [False, True])
def test_a_person_without_account_becomes_the_accounts_as_a_whole(account, editor, has_person):
    somebody = PersonFactory(family_name="Novak")
    own = PersonFactory(user=account) if has_person else somebody
    works = [published(f"Work {number}", person=somebody) for number in range(3)]
    confirm(claimed(works[0], account), editor, whole=True)
    assert [person_of(work) for work in works] == [own] * 3
    assert Person.objects.get(pk=own.pk).user == account
    assert Claim.objects.filter(state=State.CONFIRMED).count() == (3 if has_person else 1)
    if has_person:
        [letter] = letters("claim-confirmed")[:1]
        assert letter.user == account


@pytest.mark.parametrize("has_person", [False, True])
def test_of_a_person_without_account_one_work_alone_becomes_the_accounts(account, editor, has_person):
    own = PersonFactory(user=account) if has_person else None
    somebody = PersonFactory(family_name="Novak", orcid=ORCID)
    work, other = (published(title, person=somebody, orcid=ORCID) for title in ("One", "Other"))
    confirm(claimed(work, account), editor)
    person = person_of(work)
    assert person.user == account and person != somebody and own in (None, person)
    assert person_of(other) == somebody and Person.objects.get(pk=somebody.pk).user is None
    assert person.orcid == ""  # an ORCID iD is one person's


def test_what_else_the_account_claimed_of_the_same_person_is_confirmed_with_it(account, editor):
    somebody = PersonFactory()
    works = [published(f"Work {number}", person=somebody) for number in range(2)]
    claims = claims_make(entries=[first(work) for work in works], user=account)
    confirm(claims[0], editor, whole=True)
    assert set(Claim.objects.values_list("state", flat=True)) == {State.CONFIRMED}
    assert len(letters("claim-confirmed")) == 2


def test_an_editor_chooses_which_contributor_is_meant(account, editor, work):
    claim = claimed(work, account)
    last = work.contributions.last()
    confirm(claim, editor, entry=last.pk)
    assert first(work).person is None
    assert work.contributions.get(pk=last.pk).person.user == account
    assert [one.person_id is not None for one in work.get_latest_revision_as_object().contributions.all()]


def test_two_of_one_name_are_told_apart(account, editor, work):
    second = work.contributions.last()
    Contribution.objects.filter(pk=second.pk).update(family_name="Novak", given_name="M.")
    work = Output.objects.get(pk=work.pk)
    work.save_revision(user=work.owner)
    claim = claimed(work, account)
    assert claim.entry_among(work.contributions.all()) is None
    confirm(claim, editor, entry=second.pk)
    draft = draft_now(work)
    for version in (Output.objects.get(pk=work.pk), draft):
        assert [one.person is not None for one in version.contributions.all()] == [False, True]


def test_a_contributor_who_went_meanwhile_cannot_be_confirmed(account, editor, work):
    claim = claimed(work, account)
    with pytest.raises(ValidationError, match="changed meanwhile"):
        confirm(claim, editor, entry=0)
    assert Claim.objects.get().state == State.OPEN


def test_a_closed_account_is_tied_to_nobody(account, editor, work):
    claim = claimed(work, account)
    User.objects.filter(pk=account.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="account is closed"):
        confirm(claim, editor)


def test_of_two_who_claim_the_same_one_wins_and_the_other_is_told(account, editor, work):
    other = LetterSettingsFactory(language="be").user
    claims = [claimed(work, account), claimed(work, other)]
    confirm(claims[0], editor)
    claims[1].refresh_from_db()
    told = other.letters.get(name="claim-declined").text
    assert "> Пацверджана, што гэты аўтар — уладальнік іншага ўліковага запісу." in told
    assert (claims[1].state, claims[1].answer) == (
        State.DECLINED,
        "Another account has been confirmed as this author.",
    )
    [letter] = letters("claim-declined")
    assert letter.user == other


def test_who_was_tied_by_the_depositor_meanwhile_is_no_obstacle(account, editor, work):
    claim = claimed(work, account)
    Contribution.objects.filter(pk=first(work).pk).update(person=PersonFactory(user=account))
    assert confirm(claim, editor).state == State.CONFIRMED
    other = claimed(published("Other"), account)
    Contribution.objects.filter(pk=first(other.output).pk).update(person=PersonFactory(user=UserFactory()))
    with pytest.raises(ValidationError, match="belongs to another account"):
        confirm(other, editor)


def test_a_confirmation_that_no_longer_stands_gives_way(account, editor, work):
    claim = confirm(claimed(work, account), editor)
    entry = first(work)
    assert entry.key == claim.contributor
    Contribution.objects.filter(pk=entry.pk).update(person=None)  # the depositor: this is somebody else
    other = UserFactory()
    confirm(claimed(work, other), editor)
    claim.refresh_from_db()
    assert claim.state == State.UNDONE and first(work).person.user == other


# -- declining, undoing ------------------------------------------------------------------------------------------------


def test_declining_needs_a_reason_and_changes_nothing(account, editor, work):
    claim = claimed(work, account)
    with pytest.raises(ValidationError, match="Say why"):
        claim_decline(claim=claim, user=editor, words=" ")
    claim_decline(claim=claim, user=editor, words="This is somebody else.")
    assert person_of(work) is None and not ModelLogEntry.objects.for_instance(work).exists()
    assert Claim.objects.get().state == State.DECLINED


def test_undoing_names_again_whom_the_work_named_before(account, editor):
    somebody = PersonFactory()
    work = published(person=somebody)
    claim = confirm(claimed(work, account), editor)
    claim_undo(claim=claim, user=editor, words="A mistake.")
    assert person_of(work) == somebody
    assert not Person.objects.filter(user=account).exists()
    actions = ModelLogEntry.objects.for_instance(work).values_list("action", flat=True)
    assert set(actions) == {"conjoint.claim_confirmed", "conjoint.claim_undone"}


def test_the_person_made_for_an_account_goes_with_the_last_of_its_works(account, editor):
    works = [published(f"Work {number}") for number in range(2)]
    claims = [confirm(claimed(work, account), editor) for work in works]
    claim_undo(claim=claims[0], user=editor)
    assert person_of(works[0]) is None and Person.objects.get(user=account)
    claim_undo(claim=claims[1], user=editor)
    assert person_of(works[1]) is None and not Person.objects.filter(user=account).exists()


def test_a_person_given_as_a_whole_is_taken_as_a_whole(account, editor):
    somebody = PersonFactory()
    works = [published(f"Work {number}", person=somebody) for number in range(2)]
    claims = claims_make(entries=[first(work) for work in works], user=account)
    confirm(claims[0], editor, whole=True)
    claim_undo(claim=claims[1], user=editor)
    assert set(Claim.objects.values_list("state", flat=True)) == {State.UNDONE}
    somebody.refresh_from_db()
    assert somebody.user is None and [person_of(work) for work in works] == [somebody] * 2


def test_what_was_confirmed_upon_a_whole_person_goes_with_it(account, editor, work):
    somebody = PersonFactory()
    whole = confirm(claimed(published("Theirs", person=somebody), account), editor, whole=True)
    later = confirm(claimed(work, account), editor)
    assert person_of(work) == somebody
    claim_undo(claim=whole, user=editor)
    later.refresh_from_db()
    assert later.state == State.UNDONE and person_of(work) is None and person_of(whole.output) == somebody


def test_a_person_whom_no_claim_tied_stays_the_accounts(account, editor, work):
    own = PersonFactory(user=account)
    claim_undo(claim=confirm(claimed(work, account), editor), user=editor)
    own.refresh_from_db()
    assert own.user == account and person_of(work) is None


def test_what_is_decided_cannot_be_decided_again_and_only_editors_decide(account, editor, work):
    claim = claimed(work, account)
    for act, more in ((claim_confirm, {"entry": first(work).pk}), (claim_decline, {"words": "No."}), (claim_undo, {})):
        with pytest.raises(PermissionDenied):
            act(claim=claim, user=account, **more)
    with pytest.raises(ValidationError, match="decided about this claim already"):
        claim_undo(claim=claim, user=editor)
    confirm(claim, editor)
    for act, more in ((claim_confirm, {"entry": first(work).pk}), (claim_decline, {"words": "No."})):
        with pytest.raises(ValidationError, match="decided about this claim already"):
            act(claim=claim, user=editor, **more)
    with pytest.raises(ValidationError, match="decided already"):
        claim_take_back(claim=claim, user=account)


# -- letters -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [
        (
            "en",
            "Confirmed: you are an author of “On the heart”",
            """The library has confirmed that you are M. Novak on “On the heart”. The work now stands among yours and \
on your public page.

The editor writes:
> Welcome.

Your works:
""",
        ),
        (
            "ru",
            "Подтверждено: вы автор работы «On the heart»",
            """Библиотека подтвердила, что M. Novak в работе «On the heart» — это вы. Теперь она есть среди ваших \
работ и на вашей открытой странице.

Редактор пишет:
> Welcome.

Ваши работы:
""",
        ),
        (
            "be",
            "Пацверджана: вы аўтар працы «On the heart»",
            """Бібліятэка пацвердзіла, што M. Novak у працы «On the heart» — гэта вы. Цяпер яна ёсць сярод вашых прац \
і на вашай адкрытай старонцы.

Рэдактар піша:
> Welcome.

Вашы працы:
""",
        ),
    ],
)
def test_the_account_reads_the_decision_in_its_language(account, editor, work, language, subject, text):
    LetterSettings.objects.create(user=account, language=language)
    confirm(claimed(work, account), editor, words="Welcome.")
    [letter] = letters("claim-confirmed")
    assert letter.subject == subject
    assert letter.text.startswith(f"{text}{SITE}/people/me/\n")


def test_the_letters_of_a_refusal_and_of_an_undo(account, editor, work):
    claim_decline(claim=claimed(work, account), user=editor, words="This is somebody else.")
    assert letters("claim-declined")[0].text.startswith(
        f"""You said that you are M. Novak on “On the heart”. The library has not confirmed it, and the editor writes:

> This is somebody else.

Your works and claims, where you can say it again:
{SITE}/people/me/
"""
    )
    claim_undo(claim=confirm(claimed(work, account), editor), user=editor)
    assert letters("claim-undone")[0].text.startswith(
        f"""The library had confirmed that you are M. Novak on “On the heart”, and has undone that.

Your works and claims:
{SITE}/people/me/
"""
    )


def test_of_a_work_that_the_account_does_not_see_any_more_nothing_is_written(account, editor, work):
    claim = claimed(work, account)
    Output.objects.filter(pk=work.pk).update(access=Access.HOME)
    claim_decline(claim=claim, user=editor, words="This is somebody else.")
    assert not letters("claim-declined")


# -- at the same moment ------------------------------------------------------------------------------------------------


def at_once(*acts) -> list[str]:
    start = threading.Barrier(len(acts))

    def run(act) -> str:
        try:
            start.wait()
            act()
            return "done"
        except ValidationError as refused:
            return refused.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_decide_once(account, editor, work):
    claim = claimed(work, account)
    said = at_once(
        lambda: confirm(claim, editor), lambda: claim_decline(claim=claim, user=editor, words="Somebody else.")
    )
    assert said == ["Somebody has decided about this claim already. Nothing was changed.", "done"]
    assert len(letters("claim-confirmed") + letters("claim-declined")) == 1


@pytest.mark.django_db(transaction=True)
def test_two_claims_to_one_contributor_confirmed_at_once_make_one_author(account, editor, work):
    claims = [claimed(work, account), claimed(work, UserFactory())]
    said = at_once(*(lambda claim=claim: confirm(claim, editor) for claim in claims))
    assert said == ["Somebody has decided about this claim already. Nothing was changed.", "done"]
    assert Claim.objects.filter(state=State.CONFIRMED).count() == 1
    assert Person.objects.exclude(user=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_account_confirmed_on_two_works_at_once_is_one_person(account, editor):
    claims = [claimed(published(f"Work {number}"), account) for number in range(2)]
    assert at_once(*(lambda claim=claim: confirm(claim, editor) for claim in claims)) == ["done", "done"]
    assert Person.objects.get(user=account).contributions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_claims_once(account, work):
    entry = first(work)
    assert at_once(*[lambda: claims_make(entries=[entry], user=account)] * 2) == ["done", "done"]
    assert Claim.objects.count() == 1


def test_the_depositors_next_publication_keeps_whom_the_work_names(account, editor, work):
    confirm(claimed(work, account), editor)
    person = person_of(work)
    output = Output.objects.get(pk=work.pk)
    draft = output.get_latest_revision_as_object()
    draft.title = "On the human heart"
    draft.save_revision(user=output.owner)
    output_publish(output=Output.objects.get(pk=work.pk), user=editor)
    assert person_of(work) == person
