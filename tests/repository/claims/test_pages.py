"""Where somebody says “I am this author”, sees what became of it, and where an editor decides."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from repository.claims.decisions import claim_confirm
from repository.models import Claim, Contribution, Output
from repository.outputs.choices import Access
from tests.factories import ClaimFactory, ContributionFactory, PartnerFactory, PersonFactory, UserFactory
from tests.pages import html_of, signed_in, text_of
from tests.repository.claims.conftest import claimed, first, published

pytestmark = pytest.mark.django_db
QUEUE = "/cms/claims/"


@pytest.fixture
def desk(account) -> Client:
    return signed_in(account)


@pytest.fixture
def editing(editor) -> Client:
    return signed_in(editor)


# -- saying so ---------------------------------------------------------------------------------------------------------


def test_the_page_of_a_work_offers_it_to_whoever_is_signed_in(client, desk, work):
    url = f"/w/{work.code}/claim/"
    assert url not in client.get(work.get_absolute_url()).content.decode()
    html = html_of(desk.get(work.get_absolute_url()))
    assert len(html.select(f'main a[href^="{url}?contributor="]')) == 2
    assert client.get(url).status_code == 302
    owner = signed_in(work.owner)
    assert url not in owner.get(f"/deposit/{work.code}/preview/").content.decode()


def test_somebody_says_so_sees_it_wait_and_takes_it_back(desk, account, work):
    entry = first(work)
    page = desk.get(f"/w/{work.code}/claim/?contributor={entry.pk}")
    assert page.context["form"]["contributor"].value() == str(entry.pk)
    page = desk.post(f"/w/{work.code}/claim/", {"contributor": entry.pk, "words": "I wrote it."}, follow=True)
    assert page.redirect_chain == [("/people/me/", 302)]
    assert "Sent. An editor looks at your claim" in text_of(page) and "waits for an editor" in text_of(page)
    page = desk.get(f"/w/{work.code}/claim/")
    assert "You have said that you are M. Novak ; an editor has not decided yet." in text_of(page)
    claim = Claim.objects.get()
    assert signed_in(UserFactory()).post(f"/people/claims/{claim.pk}/take-back/").status_code == 404
    page = desk.post(f"/people/claims/{claim.pk}/take-back/", follow=True)
    assert "The claim is taken back." in text_of(page) and "Say it again" in text_of(page)


def test_what_is_missing_is_said_and_nothing_typed_is_lost(desk, work):
    page = desk.post(f"/w/{work.code}/claim/", {"words": "I wrote it."})
    assert page.status_code == 422 and "required" in text_of(page) and "I wrote it." in text_of(page)
    page = desk.post(f"/w/{work.code}/claim/", {"contributor": "0", "words": "I wrote it."})
    assert page.status_code == 422
    assert not Claim.objects.exists()


def test_who_is_another_accounts_is_named_as_such_and_cannot_be_chosen(desk, work):
    entry = first(work)
    Contribution.objects.filter(pk=entry.pk).update(person=PersonFactory(user=UserFactory()))
    page = desk.get(f"/w/{work.code}/claim/")
    assert "M. Novak belongs to another account here. If that is wrong, tell the library." in text_of(page)
    assert entry.pk not in page.context["form"].entries
    assert desk.post(f"/w/{work.code}/claim/", {"contributor": entry.pk}).status_code == 422


def test_many_works_of_a_person_at_once(desk, account):
    somebody = PersonFactory(family_name="Novak")
    works = [published(f"Work {number}", person=somebody) for number in range(3)]
    hidden = published("Hidden", person=somebody)
    Output.objects.filter(pk=hidden.pk).update(access=Access.HOME)
    url = f"/people/{somebody.pk}/claim/"
    assert url in desk.get(f"/people/{somebody.pk}/").content.decode()
    page = desk.get(url)
    assert "Work 2" in text_of(page) and "Hidden" not in text_of(page)
    assert "Tick the works that are yours." in text_of(desk.post(url, {"works": []}))
    chosen = [first(work).pk for work in works[:2]]
    page = desk.post(url, {"works": chosen}, follow=True)
    assert "Sent. An editor looks at your 2 claims" in text_of(page)
    assert desk.post(url, {"works": [first(hidden).pk]}).status_code == 422
    assert Claim.objects.count() == 2
    assert [entry.output for entry in desk.get(url).context["entries"]] == works[2:]


def test_a_person_with_an_account_offers_nothing(desk, work):
    somebody = PersonFactory(user=UserFactory())
    Contribution.objects.filter(pk=first(work).pk).update(person=somebody)
    url = f"/people/{somebody.pk}/claim/"
    assert url not in desk.get(f"/people/{somebody.pk}/").content.decode()
    assert "belongs to another account" in text_of(desk.get(url))
    assert desk.get(f"/people/{PersonFactory().pk}/claim/").status_code == 404


def test_works_by_people_of_the_same_name_are_offered(desk, account):
    published("Mine", family_name="NOVAK", given_name="M.")
    published("Not mine", family_name="Novak", given_name="Karla")
    published("Taken", person=PersonFactory(user=UserFactory()))
    page = desk.get("/people/me/")
    assert [entry.output.title for entry in page.context["entries"]] == ["Mine"]
    page = desk.post("/people/me/", {"works": [page.context["entries"][0].pk]}, follow=True)
    assert not page.context["entries"] and Claim.objects.get().output.title == "Mine"


def test_once_confirmed_it_stands_among_ones_works_and_on_the_public_page(client, desk, account, editor, work):
    assert "No work here names you yet." in text_of(desk.get("/people/me/"))
    claim_confirm(claim=claimed(work, account), user=editor, entry=first(work).pk)
    page = desk.get("/people/me/")
    assert "On the heart" in [output.title for output in page.context["page"]]
    url = f"/people/{account.person.pk}/"
    assert url in page.content.decode()
    assert "On the heart" in text_of(client.get(url))
    assert "This is your page" in text_of(desk.get(url)) and "This is your page" not in text_of(client.get(url))
    assert "this is you" in text_of(desk.get(work.get_absolute_url()))


def test_a_claim_says_nothing_of_a_work_that_went_out_of_sight(desk, account, work):
    claimed(work, account)
    Output.objects.filter(pk=work.pk).update(access=Access.HOME)
    page = desk.get("/people/me/")
    assert "a work that is not shown to you at present" in text_of(page)
    assert "On the heart" not in page.content.decode() and "M. Novak" not in page.content.decode()


def test_works_that_come_with_a_whole_person_are_told_as_far_as_the_account_sees_them(desk, account, editor):
    somebody = PersonFactory(family_name="Novak")
    PersonFactory(user=account)
    work, hidden = (published(title, person=somebody) for title in ("On the heart", "Hidden"))
    Output.objects.filter(pk=hidden.pk).update(access=Access.HOME)
    claim_confirm(claim=claimed(work, account), user=editor, entry=first(work).pk, whole=True)
    assert first(hidden).person.user == account
    page = text_of(desk.get("/people/me/"))
    assert "On the heart" in page and "Hidden" not in page and "not shown to you" not in page


# -- deciding ----------------------------------------------------------------------------------------------------------


def test_the_editor_sees_what_is_needed_to_decide(editing, account, work):
    account.institution = PartnerFactory(name="University of Tartu")
    account.save()
    SocialAccount.objects.create(user=account, provider="orcid", uid="0000-0002-1825-0097")
    ContributionFactory(output=work, family_name="Reyes", partners=[PartnerFactory(name="University of Vilnius")])
    claim = claimed(work, account, "I wrote it.")
    ClaimFactory(output=work, user__first_name="Karla", user__last_name="Other", family_name="Novak", given_name="M.")
    page = text_of(editing.get(f"{QUEUE}{claim.pk}/"))
    for said in (
        "Maria Novak , reader-",
        "University of Tartu",
        "0000-0002-1825-0097 (signed in with it)",
        "none yet",
        "I wrote it.",
        "M. Novak , author",
        "the same family name and initials",
        "Karla Other : M. Novak , waits for an editor",
        "Reyes · author · University of Vilnius",
    ):
        assert said in page, said


def test_an_editor_confirms_and_undoes(editing, account, work):
    claim = claimed(work, account)
    url = f"{QUEUE}{claim.pk}/"
    page = editing.get(url)
    assert page.context["confirm"]["entry"].value() == first(work).pk
    assert "how_much" not in page.context["confirm"].fields
    page = editing.post(url, {"act": "confirm", "confirm-entry": first(work).pk}, follow=True)
    assert "Confirmed. The account is told by letter." in text_of(page)
    assert first(work).person.user == account
    page = editing.post(url, {"act": "undo", "undo-words": "A mistake."}, follow=True)
    assert "Undone." in text_of(page) and first(work).person is None


@pytest.mark.parametrize(("how_much", "account_of_other"), [("whole", True), ("alone", False)])
def test_an_editor_says_how_much_of_a_person_is_the_accounts(editing, account, how_much, account_of_other):
    somebody = PersonFactory()
    work, other = (published(title, person=somebody) for title in ("One", "Other"))
    url = f"{QUEUE}{claimed(work, account).pk}/"
    page = editing.get(url)
    assert "person with 2 works" in text_of(page)
    sent = {"act": "confirm", "confirm-entry": first(work).pk}
    assert "This field is required." in text_of(editing.post(url, sent))
    editing.post(url, sent | {"confirm-how_much": how_much})
    assert (first(other).person.user == account) is account_of_other


def test_declining_needs_a_reason_and_who_comes_late_is_told(editing, account, work):
    url = f"{QUEUE}{claimed(work, account).pk}/"
    assert "Say why" in text_of(editing.post(url, {"act": "decline", "decline-words": ""}))
    assert "Declined." in text_of(editing.post(url, {"act": "decline", "decline-words": "No."}, follow=True))
    page = editing.post(url, {"act": "confirm", "confirm-entry": first(work).pk})
    assert "Somebody has decided about this claim already. Nothing was changed." in text_of(page)
    assert editing.post(url, {"act": "nothing"}).status_code == 200


def test_a_contributor_who_is_not_plain_is_left_to_the_editor(editing, account, work):
    claim = claimed(work, account)
    Contribution.objects.filter(output=work).update(family_name="Changed")
    page = editing.get(f"{QUEUE}{claim.pk}/")
    assert "It is not plain which contributor is meant" in text_of(page)
    assert page.context["confirm"]["entry"].value() is None


def test_the_queue_is_for_editors_and_shows_what_waits(editing, desk, account, work):
    claim = claimed(work, account)
    ClaimFactory(state="taken-back", family_name="Settled")
    assert "M. Novak, author" in text_of(editing.get(QUEUE)) and "Settled" not in text_of(editing.get(QUEUE))
    assert "Settled" in text_of(editing.get(f"{QUEUE}?state=taken-back"))
    assert "“I am this author”: 1 claim" in text_of(editing.get("/cms/"))
    for reader in (desk, signed_in(UserFactory(groups=["faculty"])), Client()):
        for address in (QUEUE, f"{QUEUE}{claim.pk}/"):
            assert reader.get(address).status_code == 302
            assert reader.post(address, {"act": "decline", "decline-words": "No."}).status_code in (302, 405)
    claim.refresh_from_db()
    assert claim.is_open


@pytest.mark.parametrize("url", [QUEUE, "/cms/", "/people/me/", "claim", "person"])
def test_a_list_takes_the_same_number_of_queries_however_much_there_is(editor, url):
    editor.last_name, editor.first_name = "Novak", "Maria"
    editor.save()
    reader, somebody = signed_in(editor), PersonFactory()
    work = published("Their work", person=somebody)
    url = {"claim": f"{QUEUE}{claimed(work, UserFactory()).pk}/", "person": f"/people/{somebody.pk}/claim/"}.get(
        url, url
    )

    def some(number: int) -> None:
        for _ in range(number):
            other = published(person=somebody)
            for user in (editor, UserFactory()):
                ClaimFactory(output=other, user=user, given_name="Erika", family_name="Beispiel")
                ClaimFactory(output=work, user=UserFactory(), given_name="M.")
            ContributionFactory(output=work, partners=[PartnerFactory()], person=PersonFactory())

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert reader.get(url).status_code == 200
        return len(context)

    some(1)
    reader.get(url)
    few = queries()
    some(4)
    assert queries() == few
