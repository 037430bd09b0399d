"""The list of outputs: what it finds, and that its cost does not grow with what is in it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from modelsearch import index

from repository.models import Output
from repository.outputs.choices import Access, Kind, State
from tests.factories import (
    ContributionFactory,
    OutputFactory,
    PartnerFactory,
    PartnerNameFactory,
    SubjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIST = reverse("wagtailsnippets_repository_output:list")


def titles(client, **query) -> set[str]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return {output.title for output in response.context["object_list"]}


def some(number: int) -> None:
    for _ in range(number):
        output = OutputFactory(published=True, tagged_partners=[PartnerFactory()])
        partner = PartnerNameFactory().partner
        ContributionFactory(output=output, partners=[partner, PartnerFactory()])
        output.save_revision(user=output.owner)
        submitted = OutputFactory()
        submitted.save_revision(user=submitted.owner)
        submitted.get_workflow().start(submitted, submitted.owner)


@pytest.mark.parametrize(
    "url",
    [LIST, f"{LIST}?state=in_review", f"{LIST}review/", reverse("wagtailadmin_home")],
    ids=["list", "filtered", "queue", "home"],
)
def test_a_list_takes_the_same_number_of_queries_however_much_there_is(editing, url):
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert editing.get(url).status_code == 200
        return len(context)

    some(1)
    editing.get(url)
    few = queries()
    some(4)
    assert queries() == few


def test_every_filter_finds_its_own_and_nothing_else(editing):
    partner, subject, owner = PartnerFactory(), SubjectFactory(), UserFactory()
    found = OutputFactory(
        title="Found",
        kind=Kind.THESIS,
        issued="1999",
        access=Access.HOME,
        language="fa",
        owner=owner,
        subjects=[subject],
        published=True,
    )
    ContributionFactory(output=found, partners=[partner])
    OutputFactory(title="Other", published=True)
    filters = {
        "kind": "thesis",
        "year": 1999,
        "access": "home",
        "language": "fa",
        "owner": owner.pk,
        "subjects": subject.pk,
        "partner": partner.pk,
    }
    for name, value in filters.items():
        assert titles(editing, **{name: value}) == {"Found"}, name
    assert titles(editing, **filters) == {"Found"}


def test_a_partner_is_found_by_tag_too(editing):
    partner = PartnerFactory()
    OutputFactory(title="Tagged", tagged_partners=[partner])
    OutputFactory(title="Other")
    assert titles(editing, partner=partner.pk) == {"Tagged"}


def in_every_state() -> dict[str, Output]:
    works = {
        State.DRAFT: OutputFactory(),
        State.IN_REVIEW: OutputFactory(),
        State.RETURNED: OutputFactory(),
        State.PUBLISHED: OutputFactory(published=True),
        State.WITHDRAWN: OutputFactory(withdrawn=True),
        State.DELETED: OutputFactory(deleted=True),
    }
    for state in (State.IN_REVIEW, State.RETURNED):
        works[state].save_revision(user=works[state].owner)
        works[state].get_workflow().start(works[state], works[state].owner)
    works[State.RETURNED].current_workflow_task_state.reject(user=UserFactory(groups=["editors"]))
    return works


def test_the_filter_by_state_is_the_twin_of_the_state_itself(editing):
    works = in_every_state()
    for state, work in works.items():
        work = Output.objects.get(pk=work.pk)
        assert work.state == state
        assert list(Output.objects.in_state(state)) == [work]
        assert titles(editing, state=state) == {work.title}
    assert titles(editing) == {work.title for state, work in works.items() if state != State.DELETED}


def test_the_list_is_ordered_as_asked_and_newest_first_otherwise(editing):
    for title, kind, issued in (("A", Kind.THESIS, "2020"), ("B", Kind.ARTICLE, "2021"), ("C", Kind.ARTICLE, "2019")):
        OutputFactory(title=title, kind=kind, issued=issued)

    def order(**query) -> str:
        return "".join(output.title for output in editing.get(LIST, query).context["object_list"])

    assert (order(), order(ordering="pk"), order(ordering="nonsense")) == ("CBA", "ABC", "CBA")
    assert (order(ordering="kind"), order(ordering="-kind")) == ("CBA", "ABC")


def test_search_finds_beginnings_of_words_in_any_script_and_keeps_to_the_filters(editing):
    for title in ("Кардиология детского возраста", "Cardiology of adults"):
        index.insert_or_update_object(OutputFactory(title=title, published=True))
    index.insert_or_update_object(OutputFactory(title="Cardiology deleted", deleted=True))
    assert titles(editing, q="кардио") == {"Кардиология детского возраста"}
    assert titles(editing, q="cardio") == {"Cardiology of adults"}
    assert titles(editing, q="cardio", kind="thesis") == set()


@pytest.mark.parametrize("query", ["'", '"', "a'b\" OR (", "%", "\\", "*" * 300, "%00"])
def test_search_survives_anything_typed(editing, query):
    assert editing.get(LIST, {"q": query}).status_code == 200


def test_lines_offer_the_verbs_that_fit(editing):
    works = in_every_state()
    page = editing.get(LIST).content.decode()

    def offered(verb, state) -> bool:
        return reverse(f"wagtailsnippets_repository_output:{verb}", args=[works[state].pk]) in page

    assert offered("withdraw", State.PUBLISHED) and not offered("withdraw", State.DRAFT)
    assert offered("restore", State.WITHDRAWN) and not offered("restore", State.PUBLISHED)
    deleted = editing.get(LIST, {"state": "deleted"}).content.decode()
    assert reverse("wagtailsnippets_repository_output:undelete", args=[works[State.DELETED].pk]) in deleted


# -- many at once ----------------------------------------------------------------------------------------------------


def bulk(client, action, *works, **data):
    url = reverse("wagtail_bulk_action", args=["repository", "output", action])
    query = "&".join(f"id={work.pk}" for work in works)
    address = f"{url}?{query}&next={LIST}"
    assert client.get(address).status_code == 200
    return client.post(address, data, follow=True)


def states(*works) -> list[str]:
    return [Output.objects.get(pk=work.pk).state for work in works]


def test_withdraw_and_delete_many_with_one_reason(editing):
    works = [OutputFactory(published=True), OutputFactory(published=True)]
    bulk(editing, "withdraw", *works, reason="")
    assert states(*works) == [State.PUBLISHED] * 2
    bulk(editing, "withdraw", *works, reason="Asked for")
    assert states(*works) == [State.WITHDRAWN] * 2
    bulk(editing, "delete", *works, reason="Asked for")
    assert states(*works) == [State.DELETED] * 2


def test_what_cannot_be_done_to_one_is_said_and_the_others_are_done(editing):
    draft, published = OutputFactory(title="Only a draft"), OutputFactory(published=True)
    page = bulk(editing, "withdraw", draft, published, reason="Asked for").content.decode()
    assert "Only a draft" in page and "Only a published work can be withdrawn" in page
    assert states(draft, published) == [State.DRAFT, State.WITHDRAWN]


def test_publish_change_access_and_add_a_subject_to_many(editing):
    works = [OutputFactory(kind=Kind.REPORT), OutputFactory(kind=Kind.REPORT)]
    for work in works:
        ContributionFactory(output=work)
    subject = SubjectFactory()
    bulk(editing, "publish", *works)
    bulk(editing, "access", *works, access=Access.HOME, reason="Asked for")
    bulk(editing, "subject", *works, subject=subject.pk)
    assert states(*works) == [State.PUBLISHED] * 2
    assert set(Output.objects.values_list("access", flat=True)) == {Access.HOME}
    assert list(Output.objects.with_subject(subject).order_by("pk")) == works


def test_faculty_do_nothing_to_many(client):
    work = OutputFactory(published=True)
    client.force_login(UserFactory(groups=["faculty"]))
    url = reverse("wagtail_bulk_action", args=["repository", "output", "delete"])
    client.post(f"{url}?id={work.pk}&next={LIST}", {"reason": "I want it"})
    assert states(work) == [State.PUBLISHED]
