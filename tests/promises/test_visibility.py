"""One visibility: no channel says more to a reader than the page of the record would say to the same reader.

Works in every state carry words that stand nowhere else. Every address of the site is in the table below with what it
may say and to whom; an address that is not listed there fails. Readers ask each of them, and every word that comes
back, or does not, is compared with the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver
from django.utils import timezone
from django.utils.regex_helper import normalize
from wagtail.models import WorkflowState

from home.models import HomePage
from repository.approval.links import token_of as link_token_of
from repository.copies.tokens import token_of
from repository.models import (
    Confirmation,
    CopyRequest,
    Output,
    OutputFile,
    Partner,
    PartnerContact,
    StoredFile,
    User,
)
from repository.outputs.choices import Access, Kind
from search.indexing.following import changes_follow
from tests.factories import (
    ClaimFactory,
    CommentFactory,
    ConfirmationFactory,
    ContributionFactory,
    CoOwnerFactory,
    CopyRequestFactory,
    CourseFactory,
    EventPageFactory,
    FormerFileFactory,
    NewsPageFactory,
    OutputAbstractFactory,
    OutputFactory,
    OutputFileFactory,
    OutputVersionFactory,
    PageTextFactory,
    PartnerContactFactory,
    PartnerFactory,
    PersonFactory,
    ReferenceFactory,
    StoredFileFactory,
    SubjectFactory,
    UserFactory,
)
from tests.pages import html_of
from tests.sample_files import make_pdf

pytestmark = pytest.mark.django_db

# -- who may know what, in the words of docs/architecture.md -----------------------------------------------------------

READERS = ("anonymous", "faculty", "stranger", "member", "contact", "guest", "owner", "coowner", "editor")
EVERYBODY, NOBODY = frozenset(READERS), frozenset()
OWNERS = frozenset({"owner", "coowner"})
INSIDERS = OWNERS | {"editor"}
PARTNERS = INSIDERS | {"member", "contact"}
GUESTS = INSIDERS | {"guest"}  # of a partner that is on no work, and was chosen
ASKED = INSIDERS | {"contact"}  # a member who speaks for the partner, and is asked about what was submitted

#                      sees the record   opens the file
ALLOWED = {
    "public":          (EVERYBODY,       EVERYBODY),
    "embargoed":       (EVERYBODY,       INSIDERS),
    "partneronly":     (PARTNERS,        PARTNERS),
    "chosenfile":      (EVERYBODY,       GUESTS),
    "chosenonly":      (GUESTS,          GUESTS),
    "veiled":          (INSIDERS,        INSIDERS),  # its record is hidden as long as its files are closed
    "goneveiled":      (NOBODY,          INSIDERS),  # withdrawn while its record was hidden
    "draft":           (NOBODY,          INSIDERS),
    "inreview":        (NOBODY,          ASKED),
    "takenback":       (NOBODY,          INSIDERS),  # submitted, and taken back by its depositor
    "withdrawn":       (NOBODY,          INSIDERS),
    "deleted":         (NOBODY,          NOBODY),
    "rewritten":       (NOBODY,          INSIDERS),  # its words are those of a change that waits for approval
}  # fmt: skip
STATES = tuple(ALLOWED)
HIDDEN = ("veiled", "goneveiled")
CHOSEN_NAME = "Zqchosen University"  # of a partner to which works are opened and which stands behind none

Gate = Callable[[str, str], bool]  # (state, reader) → may they?


def record(state: str, reader: str) -> bool:
    return reader in ALLOWED[state][0]


def file(state: str, reader: str) -> bool:
    return reader in ALLOWED[state][1]


def hit(state: str, reader: str) -> bool:
    """Found by what is in the file."""
    return record(state, reader) and file(state, reader)


def tombstone(state: str, reader: str) -> bool:
    """What was published and is withdrawn stays cited, by those who could know of it."""
    return record(state, reader) or state == "withdrawn" or (state == "goneveiled" and reader in INSIDERS)


def deposit(state: str, reader: str) -> bool:
    """Those who work on the deposit see it whole, until it is deleted."""
    return reader in INSIDERS and state != "deleted"


def asked(state: str, reader: str) -> bool:
    """The contact people of a partner see what was submitted of its works, as long as its review lasts."""
    return reader == "contact" and state == "inreview"


def discussed(state: str, reader: str) -> bool:
    """The thread of both sides."""
    return deposit(state, reader) or asked(state, reader)


def holder(_state: str, _reader: str) -> bool:
    """Whoever holds a co-author's open link, with an account or without."""
    return True


def own(state: str, reader: str) -> bool:
    """Lists call a work by the title that its readers know, whatever waits for approval."""
    return reader in OWNERS and state not in ("deleted", "rewritten")


def suggested(state: str, reader: str) -> bool:
    """To somebody who deposits: what they may read, and their own."""
    return reader in {"faculty", *INSIDERS} and (record(state, reader) or own(state, reader))


def resembled(state: str, reader: str) -> bool:
    """A list of references warns its owner, who is the depositor `faculty`, of what they may read."""
    return reader == "faculty" and record(state, reader)


def depositor(_state: str, reader: str) -> bool:
    """What is taught is no secret to those who deposit."""
    return reader in {"faculty", *INSIDERS}


def nobody(_state: str, _reader: str) -> bool:
    return False


def crawler(state: str, _reader: str) -> bool:
    """The same to everybody: what anonymous readers may know."""
    return record(state, "anonymous")


def crawled_text(state: str, _reader: str) -> bool:
    return hit(state, "anonymous")


def known_when_signed_in(state: str, reader: str) -> bool:
    return reader != "anonymous" and record(state, reader)


# -- the works ---------------------------------------------------------------------------------------------------------

KEY = "contributor1"
IN_TITLE, IN_TEXT = "heartwood", "sapwood"
KINDS = ("title", "abstract", "name", "text", "person", "subject", "course", "former")


@dataclass(frozen=True)
class Work:
    """``words``: what only this work says, by kind; ``number`` and ``drawn``: its text file, and the one with pages."""

    state: str
    output: Output
    words: dict[str, str]
    number: int = 1
    drawn: int = 2

    @property
    def url(self) -> str:
        return self.output.get_absolute_url()

    def file_url(self, number: int | None = None) -> str:
        return f"{self.url}files/{number or self.number}/"


@dataclass
class World:
    partner: Partner
    works: dict[str, Work] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    news_url: str = ""
    event_url: str = ""
    event_pk: int = 0
    references_pk: str = ""

    @property
    def partner_url(self) -> str:
        return f"/partners/{self.partner.slug}/"


def word(kind: str, state: str) -> str:
    return f"zq{kind}{state}"


def course_code(state: str) -> str:
    """As curricula write them."""
    return f"1-79 {state}.02/3"


def make_work(
    state: str, owner, partner: Partner, chosen: Partner, whole: Output | None, pdf: StoredFile, shared_subject
) -> Work:
    access = {"partneronly": Access.PARTNERS, "chosenonly": Access.CHOSEN}.get(state, Access.PUBLIC)
    gate = {"access": Access.CHOSEN if state == "chosenfile" else access, "chosen_partners": [chosen]}
    traits = {
        "published": state in ("public", "embargoed", "partneronly", "chosenfile", "chosenonly", "veiled", "rewritten"),
        "withdrawn": state in ("withdrawn", "goneveiled"),
        "deleted": state == "deleted",
    }
    until = timezone.localdate() + timedelta(days=30) if state in ("embargoed", *HIDDEN) else None
    called = "openly" if state == "rewritten" else word("title", state)
    subject = SubjectFactory(label=word("subject", state), slug=word("subject", state))
    output = OutputFactory(
        owner=owner,
        kind=Kind.REPORT,
        issued="1987",
        title=f"{called} {IN_TITLE}",
        access=access,
        chosen_partners=[chosen],
        hidden_until=until if state in HIDDEN else None,
        part_of=whole,
        translation_of=whole,
        subjects=[subject, shared_subject],
        course=CourseFactory(title=word("course", state), code=course_code(state)),
        **{name: True for name, wanted in traits.items() if wanted},
    )
    person = PersonFactory(family_name=word("person", state))
    ContributionFactory(output=output, person=person, family_name=person.family_name, partners=[partner], key=KEY)
    if state == "rewritten":
        make_files(output, "openly", gate, pdf)
        rewrite(output, pdf)
        words = {kind: word(kind, state) for kind in ("title", "abstract", "name", "text")}
        return Work(state, output, words, number=3, drawn=4)
    OutputAbstractFactory(output=output, text=f"{word('abstract', state)} in short")
    gate["embargo_until"] = until
    make_files(output, state, gate, pdf)
    output = Output.objects.get(pk=output.pk)
    output.save_revision(user=owner)
    if state in ("inreview", "takenback"):
        output.get_workflow().start(Output.objects.get(pk=output.pk), owner)
    if state == "takenback":
        Output.objects.get(pk=output.pk).current_workflow_state.cancel(user=owner)
    output = Output.objects.get(pk=output.pk)
    output.save()
    if output.live:
        make_earlier_version(output, gate)
    words = {kind: word(kind, state) for kind in KINDS} | {"code": output.code}
    return Work(state, output, words)


FORMER = 9  # the number of a file that only an earlier version has


def make_earlier_version(output: Output, gate: dict) -> None:
    state = output.title.split()[0].removeprefix("zqtitle")
    kept = {"name": f"{word('former', state)}.txt", "number": FORMER, "stored_file": make_text(state, "former"), **gate}
    FormerFileFactory(output=output, **kept)
    content = output.serializable_data()
    content["files"] = [{**content["files"][0], "number": FORMER}]
    OutputVersionFactory(output=output, content=content)
    OutputVersionFactory(output=output, note="Why it changed")


def make_text(state: str, kind: str = "text") -> StoredFile:
    text = f"{word(kind, state)} beside {IN_TEXT}"
    stored = StoredFileFactory(
        data=text.encode(),
        media_type="text/plain",
        reading=StoredFile.Reading.DONE,
        unit=StoredFile.Unit.PAGE,
        unit_count=1,
    )
    PageTextFactory(stored_file=stored, number=1, text=text)
    return stored


def make_files(output: Output, state: str, gate: dict, pdf: StoredFile) -> None:
    """A text of its own, and pages whose bytes all works share: who has one may not open the other by it."""
    gate = {"output": output, **gate}
    OutputFileFactory(stored_file=make_text(state), name=f"{word('name', state)}.txt", **gate)
    OutputFileFactory(stored_file=pdf, name="drawn.pdf", **gate)


def rewrite(output: Output, pdf: StoredFile) -> None:
    output = Output.objects.get(pk=output.pk)
    draft = output.get_latest_revision_as_object()
    draft.title = f"{word('title', 'rewritten')} {IN_TITLE}"
    draft.abstracts.add(OutputAbstractFactory.build(output=draft, text=word("abstract", "rewritten")))
    draft.files.add(
        OutputFile(number=3, sort_order=3, stored_file=make_text("rewritten"), name=f"{word('name', 'rewritten')}.txt"),
        OutputFile(number=4, sort_order=4, stored_file=pdf, name="drawn.pdf"),
    )
    draft.save_revision(user=output.owner)


def make_readers(owner, coowner, partner: Partner, chosen: Partner) -> Iterator[tuple[str, Client]]:
    users = {
        "anonymous": None,
        "faculty": UserFactory(groups=["faculty"]),
        "stranger": UserFactory(institution=PartnerFactory()),
        "member": UserFactory(institution=partner),
        "contact": PartnerContact.objects.get(partner=partner).user,
        "guest": UserFactory(institution=chosen),
        "owner": owner,
        "coowner": coowner,
        "editor": UserFactory(groups=["editors"]),
    }
    for name, user in users.items():
        client = Client()
        if user:
            client.force_login(user)
        yield name, client


def make_references(world: World) -> str:
    """An entry that was found to look like every work there is, in a list of the depositor who owns none of them."""
    faculty = User.objects.get(pk=world.clients["faculty"].session["_auth_user_id"])
    alike = [[work.output.pk, "the same title"] for work in world.works.values()]
    record = {"kind": "report", "title": "Something of my own"}
    return str(ReferenceFactory(reference_list__user=faculty, record=record, likenesses=alike).reference_list.pk)


def make_world() -> World:
    partner, owner = PartnerFactory(), UserFactory(groups=["faculty"])
    trusted = PartnerFactory(name=CHOSEN_NAME)
    PartnerContactFactory(partner=partner)
    world = World(partner)
    pdf = StoredFileFactory(
        data=make_pdf(["Drawn once"]), reading=StoredFile.Reading.DONE, unit=StoredFile.Unit.PAGE, unit_count=1
    )
    whole, shared = None, SubjectFactory()
    for state in STATES:
        world.works[state] = make_work(state, owner, partner, trusted, whole, pdf, shared)
        whole = world.works["public"].output
    outputs = [work.output for work in world.works.values()]
    chosen = [("works", {"heading": "", "intro": "", "works": outputs})]
    news, event = NewsPageFactory(works=outputs, body=chosen), EventPageFactory(works=outputs, body=chosen)
    world.news_url, world.event_url, world.event_pk = news.url, event.url, event.pk
    home = HomePage.objects.get()
    home.body = [("latest_works", {"heading": "Latest", "count": 20}), *chosen]
    home.save()
    coowner = UserFactory(groups=["faculty"])
    for work in world.works.values():
        CoOwnerFactory(output=work.output, user=coowner)
        Output.objects.get(pk=work.output.pk).save()
    world.clients = dict(make_readers(owner, coowner, partner, trusted))
    make_copies(world.works)
    make_claims(world)
    world.references_pk = make_references(world)
    changes_follow()
    return world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Made once: nothing below changes it. What the tests write, such as sessions, goes with the transaction."""
    folder = tmp_path_factory.mktemp("search")
    with (
        override_settings(SEARCH_ENGINE="embedded", SEARCH_DIR=folder),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def browsers_as_they_were(world: World) -> Iterator[None]:
    """A message that one test was given, such as that the admin is closed, is none of the next one's business."""
    kept = {client: deepcopy(client.cookies) for client in world.clients.values()}
    yield
    for client, cookies in kept.items():
        client.cookies = cookies


# -- the table ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ask:
    """One request. ``says``: what the answer says of ``work`` (of every work when None) to those, and only those, who
    pass the gate: title, abstract, name (of the file), text, person, subject, code; ``answer`` is success itself,
    ``opens`` the same of a file or a deposit, which a work has also in a draft. Of all else it may speak to those who
    pass ``rest``, and of another work than ``work`` it may name the title and code to those who pass ``others``."""

    path: str
    says: dict[str, Gate] = field(default_factory=dict)
    work: Work | None = None
    rest: Gate = nobody
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "get"
    others: Gate = nobody


Asks = Callable[[World], Sequence[Ask]]


def said(kinds: str, gate: Gate) -> dict[str, Gate]:
    return dict.fromkeys(kinds.split(), gate)


def of_each(path: Callable[[Work], str], says: dict[str, Gate], rest: Gate = nobody) -> Asks:
    return lambda world: [Ask(path(work), says, work, rest) for work in world.works.values()]


def step(name: str, kinds: str) -> Asks:
    return of_each(lambda work: f"/deposit/{work.output.code}/{name}/", said(f"opens {kinds}", deposit), deposit)


def comparing(name: str, kinds: str) -> Asks:
    """A step that warns of works that look like this one: those that the reader may read, and their own."""
    return lambda world: [replace(ask, others=own) for ask in step(name, kinds)(world)]


def changing(name: str) -> Asks:
    """Only changes something, when it is sent as a form: see `test_nobody_else_changes_a_deposit`."""
    return of_each(lambda work: f"/deposit/{work.output.code}/{name}/", {})


def quiet(*paths: str) -> Asks:
    """Says nothing of any work."""
    return lambda world: [Ask(path) for path in paths]


def file_asks(world: World) -> Iterator[Ask]:
    whole, bare = said("opens text name", file), said("opens", file)
    for work in world.works.values():
        url, stored = work.file_url(), StoredFile.objects.get(pages__text__contains=word("text", work.state))
        yield Ask(url, whole, work, file)
        yield Ask(f"{url}?download=1", whole, work, file)
        yield Ask(url, said("opens text", file), work, file, {"Range": "bytes=0-40"})
        yield Ask(url, bare, work, file, {"Range": "bytes=-2"})
        yield Ask(url, {}, work, file, {"Range": "bytes=999999-"})
        yield Ask(url, bare, work, file, {"If-None-Match": f'"{stored.sha256}"'})
        yield Ask(url, bare, work, file, {"If-None-Match": "*"})
        yield Ask(url, {}, work, file, {"If-Match": '"nothing"'})
        yield Ask(url, bare, work, file, {"If-Modified-Since": "Fri, 01 Jan 2106 00:00:00 GMT"})
        yield Ask(url, said("opens name", file), work, file, method="head")
        yield Ask(work.file_url(work.drawn), bare, work)


def drawn_asks(path: Callable[[Work], str]) -> Asks:
    def asks(world: World) -> Iterator[Ask]:
        for work in world.works.values():
            for headers in ({}, {"If-None-Match": "*"}, {"Range": "bytes=0-3"}):
                yield Ask(path(work), said("opens", file), work, headers=headers)
            yield Ask(path(work), said("opens", file), work, method="head")

    return asks


def former_asks(world: World) -> Iterator[Ask]:
    """A file of an earlier version, under its old address."""
    for work in with_versions(world):
        url = work.file_url(FORMER)
        yield Ask(url, said("opens former", file), work, file)
        yield Ask(f"{url}?download=1", said("opens former", file), work, file)
        yield Ask(url, said("opens", file), work, file, {"If-None-Match": "*"})
        yield Ask(f"{url}pages/1/", said("opens former title", file), work, file)
        yield Ask(f"{url}cover/", {}, work, headers={"Range": "bytes=0-3"})


def with_versions(world: World) -> list[Work]:
    return [work for work in world.works.values() if work.output.live and work.state != "rewritten"]


def version_asks(world: World) -> Iterator[Ask]:
    """An earlier version is seen by those who see the work today, and is gone with it."""
    says = said("answer abstract former", record) | said("title person", tombstone)
    for work in with_versions(world):
        yield Ask(f"{work.url}v/1/", says, work, record)
        yield Ask(f"{work.url}v/2/", said("answer", record) | said("title person", gone), work, gone)
        yield Ask(f"{work.url}v/3/", said("title person", gone), work, gone)
    for work in world.works.values():
        if work not in with_versions(world):
            yield Ask(f"{work.url}v/1/", {}, work)


def gone(state: str, reader: str) -> bool:
    """Only the notice of a withdrawal says anything there."""
    return tombstone(state, reader) and not record(state, reader)


COPIED = (
    "embargoed",
    "veiled",
    "chosenfile",
    "withdrawn",
    "deleted",
)  # states of works of which somebody was promised a copy


def make_copies(works: dict[str, Work]) -> None:
    for state in COPIED:
        until = timezone.now() + timedelta(days=14)
        CopyRequestFactory(
            output=works[state].output,
            file_name=f"{word('name', state)}.txt",
            state="approved",
            expires_at=until,
            uses_left=5,
        )


def closed_to(state: str, reader: str) -> bool:
    """Listed for the reader, and not open."""
    return record(state, reader) and not file(state, reader)


def copied(state: str, _reader: str) -> bool:
    """Whoever has the link has the copy, as long as everybody may see the record."""
    return state in COPIED and record(state, "anonymous")


def copy_asks(world: World) -> Iterator[Ask]:
    yield Ask("/copies/x/")
    for state in COPIED:
        work = world.works[state]
        yield Ask(f"/copies/{token_of(CopyRequest.objects.get(output=work.output))}/", said("title name", copied), work)


def make_claims(world: World) -> None:
    """Of somebody who saw all of these once: the stranger sees few of them now."""
    stranger = User.objects.get(pk=world.clients["stranger"].session["_auth_user_id"])
    for work in world.works.values():
        ClaimFactory(output=work.output, user=stranger, given_name="Other", family_name=word("person", work.state))


def claimed(state: str, reader: str) -> bool:
    return reader == "stranger" and record(state, reader)


def claim_asks(world: World) -> Iterator[Ask]:
    for work in world.works.values():
        yield Ask(f"/people/claims/{work.output.claims.get().pk}/take-back/", {}, work)


def withdrawable(state: str, reader: str) -> bool:
    """Owners ask for it, of what readers see; of a work that is being changed, by the title that they know."""
    return reader in OWNERS and record(state, "owner")


def asked_for(state: str, reader: str) -> bool:
    return reader in OWNERS and state in COPIED and state != "deleted"


def answer_asks(world: World) -> Iterator[Ask]:
    for state in COPIED:
        work = world.works[state]
        pk = CopyRequest.objects.get(output=work.output).pk
        yield Ask(f"/deposit/requests/{pk}/", said("opens title name", deposit), work, deposit)


def landing_asks(world: World) -> Iterator[Ask]:
    says = said("answer abstract name subject", record) | said("title person", tombstone)
    for work in world.works.values():
        yield Ask(work.url, says, work, record)
        yield Ask(work.url, said("answer", record), work, method="head")
    yield Ask(world.works["public"].url, said("title code", record), rest=record)  # all others are parts of it


def page_asks(world: World) -> Iterator[Ask]:
    for work in world.works.values():
        for query in ("", f"?q={IN_TEXT}", f"?q={word('text', work.state)}"):
            yield Ask(f"{work.file_url()}pages/1/{query}", said("opens title text", file), work, file)
        yield Ask(f"{work.file_url()}pages/1/?go=9", said("opens", file), work, file)
        yield Ask(f"{work.file_url()}pages/2/", {}, work, file)


def search_asks(world: World) -> Iterator[Ask]:
    listed = said("title code person", record)
    found_inside = said("title code person text", hit)
    for options in ("", f"?q={IN_TITLE}", "?sort=title", "?kind=report", f"?q=%22{IN_TITLE}%22&sort=oldest"):
        yield Ask(f"/search/{options}", listed | said("subject course", record), rest=record)
    yield Ask(f"/search/?partner={world.partner.pk}", listed, rest=record)
    yield Ask(f"/search/?with={world.partner.pk}&year=1980..1990", listed, rest=record)
    yield Ask(f"/search/?q={IN_TITLE}&year=1987&language=en", listed, rest=record)
    yield Ask(f"/search/?q={IN_TEXT}", found_inside | said("subject course", hit), rest=hit)
    yield Ask(f"/search/?q={IN_TEXT}&access=public", rest=hit)
    for work in world.works.values():
        yield Ask(f"/search/?q={word('title', work.state)}", said("code person", record), work, record)
        yield Ask(f"/search/?q={word('abstract', work.state)}", said("code title", record), work, record)
        yield Ask(f"/search/?q={word('person', work.state)}", said("code title", record), work, record)
        yield Ask(f"/search/?q={word('text', work.state)}", said("code title", hit), work, hit)
        yield Ask(f"/search/?q=%22{word('text', work.state)}+beside%22", said("code title", hit), work, hit)
        yield Ask(f"/search/?q={word('name', work.state)}", {}, work)
        yield Ask(f"/search/?q={word('former', work.state)}", {}, work)


def api_asks(world: World) -> Iterator[Ask]:
    """The results page for programs."""
    for ask in search_asks(world):
        yield replace(ask, path=ask.path.replace("/search/", "/api/v1/search"))


def facet_asks(world: World) -> Iterator[Ask]:
    """A term that only hidden works carry is not called by its name, neither in the list nor where somebody asks for
    its number."""
    for options in ("", "?order=name", "?find=zq", f"?q={IN_TITLE}"):
        yield Ask(f"/search/facets/subject/{options}", said("subject", record))
        yield Ask(f"/search/facets/course/{options}", said("course", record))
    yield Ask(f"/search/facets/subject/?q={IN_TEXT}", said("subject", hit))
    yield from (Ask(f"/search/facets/{name}/") for name in ("partner", "year", "kind", "nothing"))
    for work in world.works.values():
        subject = work.output.subjects.get(label=word("subject", work.state)).pk
        for path in (f"/search/?subject={subject}", f"/search/facets/kind/?subject={subject}"):
            yield Ask(path, said("subject", record), work, record)
        for path in (
            f"/search/?course={work.output.course_id}",
            f"/search/facets/kind/?course={work.output.course_id}",
        ):
            yield Ask(path, said("course", record), work, record)


def nearly(kind: str, state: str) -> str:
    """The word with a letter left out."""
    return word(kind, state).replace(kind, kind[:-1])


def misspelt_asks(world: World) -> Iterator[Ask]:
    """Did you mean: the word itself is said to those who may see what has it."""
    for work in world.works.values():
        yield Ask(f"/search/?q={nearly('title', work.state)}", said("title code person", record), work, record)
        yield Ask(f"/search/?q={nearly('abstract', work.state)}", said("abstract code title", record), work, record)
        yield Ask(f"/search/?q={nearly('text', work.state)}", said("text code title", hit), work, hit)
        yield Ask(f"/search/?q={nearly('name', work.state)}", {}, work)


def typed_asks(world: World) -> Iterator[Ask]:
    """What the search box offers: of what begins so, the first few."""
    yield Ask("/search/suggest/?q=zq", rest=record)
    yield Ask(f"/search/suggest/?q={IN_TITLE}", rest=record)
    yield Ask(f"/search/suggest/?q={IN_TEXT}")
    for work in world.works.values():
        yield Ask(f"/search/suggest/?q={word('title', work.state)}", said("code person", record), work)
        yield Ask(f"/search/suggest/?q={quote(course_code(work.state))}", said("course", record), work)
        for kind in ("abstract", "name", "text", "person", "subject"):
            yield Ask(f"/search/suggest/?q={word(kind, work.state)}", {}, work)


def in_work_asks(world: World) -> Iterator[Ask]:
    for work in world.works.values():
        url, says = f"/search/in/{work.output.code}/", said("answer title", record)
        yield Ask(url, says, work, record)
        yield Ask(f"{url}?q={IN_TEXT}", says | said("text name", hit), work, hit)
        yield Ask(f"{url}?q={word('text', work.state)}&page=7", says | said("name", hit), work, hit)
        yield Ask(f"{url}?q={IN_TITLE}", says, work, record)


def feed_asks(world: World) -> Iterator[Ask]:
    """What everybody may see, whoever asks."""
    for options in ("", "?kind=report", f"?q={IN_TITLE}&sort=oldest"):
        yield Ask(f"/search/feed/{options}", said("title abstract person code", crawler))
    yield Ask(f"/search/feed/?q={IN_TEXT}", said("title abstract person code", crawled_text))
    for work in world.works.values():
        path = f"/search/feed/?subject={own_subject(work)}"
        yield Ask(path, said("title code subject", crawler), work, crawler)


def export_asks(world: World) -> Iterator[Ask]:
    cited = said("title abstract person code", record)
    for options in ("", "?kind=report", f"?q={IN_TITLE}&sort=oldest"):
        for name in ("bibtex", "ris"):
            yield Ask(f"/search/export/{name}/{options}", cited)
        yield Ask(f"/search/export/csv/{options}", cited | said("subject", record))
    yield Ask(f"/search/export/csv/?q={IN_TEXT}", said("title code person", hit), rest=hit)
    for work in world.works.values():
        yield Ask(f"/search/export/ris/?q={word('text', work.state)}", said("code title", hit), work, hit)


def own_subject(work: Work) -> int:
    return work.output.subjects.get(slug=word("subject", work.state)).pk


def saving_asks(world: World) -> Iterator[Ask]:
    """A filter is called by its name only to those who may know it."""
    for work in world.works.values():
        path = f"/search/saved/new/?subject={own_subject(work)}"
        yield Ask(path, said("subject", known_when_signed_in), work)
        path = f"/search/saved/new/?course={work.output.course_id}"
        yield Ask(path, said("course", known_when_signed_in), work)


def picture_asks(world: World) -> Iterator[Ask]:
    """The place of public pictures leads nowhere else."""
    for work in world.works.values():
        stored = StoredFile.objects.get(pages__text__contains=word("text", work.state))
        yield Ask(f"/pictures/{stored.content.name}", {}, work)
        yield Ask(f"/pictures/../{stored.content.name}", {}, work)
    drawn = world.works["draft"].output.get_latest_revision_as_object().files.all()[1].stored_file.sha256
    yield Ask(f"/pictures/../pictures/{drawn[:2]}/{drawn}/cover-320.webp")


def comment_of(work: Work) -> int:
    """What somebody said in its thread who is none of the readers: nobody else may edit it."""
    comment = work.output.comments.first() or CommentFactory(output=work.output)
    return comment.pk


def link_asks(world: World) -> Iterator[Ask]:
    """An open link shows what was submitted to its holder; a used, expired or revoked one, or one to a work that was
    taken back, says nothing. All are made here, and go with the test."""
    shown = said("title abstract name person", holder)
    for state in ("inreview", "takenback"):
        work = world.works[state]
        for changes in ({}, {"answered_at": timezone.now(), "state": "confirmed"}, {"state": "revoked"}):
            Confirmation.objects.filter(output=work.output).delete()
            link = ConfirmationFactory(output=work.output, contributor=KEY, **changes)
            path = f"/confirm/{link_token_of(link)}/"
            open_now = state == "inreview" and not changes
            yield Ask(path, shown, work, holder) if open_now else Ask(path, {}, work)
        link = ConfirmationFactory(
            output=work.output, expires_at=timezone.now() + timedelta(days=14), closed_at=timezone.now()
        )
        yield Ask(f"/confirm/{link_token_of(link)}/", {}, work)
    yield Ask("/confirm/nothing/")


def suggestion_asks(world: World) -> Iterator[Ask]:
    yield Ask(f"/deposit/suggest/works/?q={IN_TITLE}", rest=suggested)  # the first few of them
    for work in world.works.values():
        yield Ask(f"/deposit/suggest/works/?q={word('title', work.state)}", said("code", suggested), work)
        yield Ask(f"/deposit/suggest/works/?q={word('abstract', work.state)}", {}, work)
        yield Ask(f"/deposit/suggest/works/?q={work.output.code}", {}, work)
        yield Ask(f"/deposit/suggest/courses/?q={quote(course_code(work.state))}", said("course", depositor), work)
    yield from (Ask(f"/deposit/suggest/{name}/?q=zq") for name in ("partners", "agreements", "activities"))


LISTED = said("title code person", record)
ROUTES: dict[str, Asks] = {
    # The catalogue
    "w/<slug:code>/": landing_asks,
    "w/<slug:code>/files/<int:number>/ask/": of_each(
        lambda work: f"{work.file_url()}ask/", said("opens title name", closed_to), record
    ),
    "w/<slug:code>/claim/": of_each(
        lambda work: f"{work.url}claim/", said("answer title person", known_when_signed_in), record
    ),
    "people/<int:pk>/claim/": lambda world: [
        Ask(
            f"/people/{work.output.contributions.get().person_id}/claim/",
            said("answer title person", known_when_signed_in),
            work,
        )
        for work in world.works.values()
    ],
    "people/me/": lambda world: [Ask("/people/me/", said("title person code", claimed))],
    "people/claims/<int:pk>/take-back/": claim_asks,
    "w/<slug:code>/withdrawal/": of_each(
        lambda work: f"{work.url}withdrawal/", said("answer title", withdrawable), withdrawable
    ),
    "copies/<str:token>/": copy_asks,
    "deposit/requests/": lambda world: [Ask("/deposit/requests/", said("title name", asked_for))],
    "deposit/requests/<int:pk>/": answer_asks,
    "w/<slug:code>/v/<int:number>/": version_asks,
    "w/<slug:code>/cite/<slug:format_name>/": lambda world: [
        Ask(f"{work.url}cite/{name}/", said("answer title person", record), work, record)
        for work in world.works.values()
        for name in ("bibtex", "ris")
    ],
    "w/<slug:code>/files/<int:number>/": lambda world: [*file_asks(world), *former_asks(world)],
    "w/<slug:code>/files/<int:number>/cover/": drawn_asks(lambda work: f"{work.file_url(work.drawn)}cover/"),
    "w/<slug:code>/files/<int:number>/pages/<int:page_number>/": page_asks,
    "w/<slug:code>/files/<int:number>/pages/<int:page_number>/picture/": drawn_asks(
        lambda work: f"{work.file_url(work.drawn)}pages/1/picture/"
    ),
    "browse/": lambda world: [Ask("/browse/", said("subject course", record))],
    "browse/kinds/<slug:kind>/": lambda world: [
        Ask("/browse/kinds/report/", LISTED, rest=record),
        Ask("/browse/kinds/article/"),
    ],
    "browse/years/<int:year>/": lambda world: [
        Ask("/browse/years/1987/", LISTED, rest=record),
        Ask("/browse/years/1986/"),
    ],
    "partners/": lambda world: [Ask("/partners/")],
    "partners/<slug:slug>/": lambda world: [
        Ask(world.partner_url, LISTED, rest=record),
        Ask(f"{world.partner_url}?kind=report&page=1", LISTED, rest=record),
    ],
    "subjects/": lambda world: [Ask("/subjects/", said("subject", record))],
    "subjects/<slug:slug>/": of_each(lambda work: f"/subjects/{word('subject', work.state)}/", LISTED, record),
    "courses/": lambda world: [Ask("/courses/", said("course", record))],
    "courses/<path:code>/": of_each(
        lambda work: f"/courses/{quote(course_code(work.state))}/", LISTED | said("course", record), record
    ),
    "people/<int:pk>/": lambda world: [
        Ask(f"/people/{work.output.contributions.get().person_id}/", said("title code person", record), work, record)
        for work in world.works.values()
    ],
    # Search
    "search/": lambda world: [*search_asks(world), *misspelt_asks(world)],
    "search/help/": quiet("/search/help/"),
    "search/suggest/": typed_asks,
    "search/in/<slug:code>/": in_work_asks,
    "search/facets/<slug:name>/": facet_asks,
    "api/v1/": quiet("/api/v1/"),
    "api/v1/search": api_asks,
    "api/v1/openapi.json": quiet("/api/v1/openapi.json"),
    "api/<path:rest>": quiet("/api/v1/nothing", "/api/v2/search?q=zq"),
    "search/feed/": feed_asks,
    "search/saved/": quiet("/search/saved/"),
    "search/saved/new/": saving_asks,
    **{
        f"search/saved/<int:pk>/{name}": quiet(f"/search/saved/1/{name}")
        for name in ("", "pause/", "resume/", "delete/", "restore/")
    },
    "search/unsubscribe/<str:token>/": quiet("/search/unsubscribe/x/"),
    "search/export/<slug:format_name>/": export_asks,
    **{
        f"search/exports/<uuid:pk>/{name}": quiet(f"/search/exports/00000000-0000-0000-0000-000000000001/{name}")
        for name in ("", "cancel/", "download/")
    },
    "healthz": quiet("/healthz"),
    # Deposits
    "deposit/": lambda world: [Ask("/deposit/", said("title code", own))],
    "deposit/new/": lambda world: [Ask("/deposit/new/", said("title code", own))],  # one's own, as templates
    "deposit/template/": quiet("/deposit/template/"),
    "deposit/references/<uuid:token>/": lambda world: [
        Ask(f"/deposit/references/{world.references_pk}/", said("title code", resembled))
    ],
    "deposit/suggest/people/": quiet("/deposit/suggest/people/?q=nobody"),
    "deposit/suggest/<slug:vocabulary>/": suggestion_asks,
    "deposit/<slug:code>/files/": step("files", "title name"),
    "deposit/<slug:code>/uploads/": changing("uploads"),
    "deposit/<slug:code>/uploads/<uuid:token>/": changing("uploads/00000000-0000-0000-0000-000000000001"),
    "deposit/<slug:code>/describe/": comparing("describe", "title abstract"),
    "deposit/<slug:code>/people/": step("people", "title"),
    "deposit/<slug:code>/access/": step("access", "title name"),
    "deposit/<slug:code>/review/": comparing("review", "title"),
    "deposit/<slug:code>/preview/": step("preview", "title abstract name"),
    "deposit/<slug:code>/owners/": step("owners", ""),
    "deposit/<slug:code>/offer/": of_each(lambda work: f"/deposit/{work.output.code}/offer/", {}),
    "deposit/<slug:code>/former-files/": step("former-files", ""),
    "deposit/<slug:code>/chapter/": changing("chapter"),
    "deposit/<slug:code>/translation/": step("translation", "title"),
    "deposit/<slug:code>/something-else/": changing("something-else"),
    "deposit/<slug:code>/reading/": step("reading", ""),
    "deposit/<slug:code>/thread/": of_each(
        lambda work: f"/deposit/{work.output.code}/thread/", said("opens title", discussed), discussed
    ),
    "deposit/<slug:code>/thread/seen/": changing("thread/seen"),
    "deposit/<slug:code>/thread/reviewers/": changing("thread/reviewers"),
    "deposit/<slug:code>/thread/<int:pk>/edit/": of_each(
        lambda work: f"/deposit/{work.output.code}/thread/{comment_of(work)}/edit/", {}
    ),
    "deposit/<slug:code>/thread/<int:pk>/resolve/": of_each(
        lambda work: f"/deposit/{work.output.code}/thread/{comment_of(work)}/resolve/", {}
    ),
    "deposit/<slug:code>/answers/<slug:kind>/<int:pk>/<slug:verb>/": changing("answers/coauthor/1/revoke"),
    # Words before publication
    "confirm/<str:token>/": link_asks,
    "approvals/": lambda world: [Ask("/approvals/", said("title code", asked))],
    "approvals/<slug:code>/": of_each(
        lambda work: f"/approvals/{work.output.code}/", said("opens title abstract name", asked), asked
    ),
    "approvals/<slug:code>/preview/": of_each(
        lambda work: f"/approvals/{work.output.code}/preview/", said("opens title abstract name", asked), asked
    ),
    "deposit/<slug:code>/take-back/": changing("take-back"),
    "deposit/<slug:code>/delete/": changing("delete"),
    "deposit/<slug:code>/restore/": changing("restore"),
    # Letters: what somebody chose about them, and never a letter itself
    "letters/": quiet("/letters/"),
    "letters/stop/<str:token>/": quiet("/letters/stop/x/"),
    # News, events and the pages around them
    "^((?:[\\w\\-]+/)*)$": lambda world: [
        Ask("/", LISTED, rest=record),
        Ask(world.news_url, LISTED, rest=record),
        Ask(world.event_url, LISTED, rest=record),
        Ask("/news/"),
        Ask("/events/"),
    ],
    "feeds/news.atom": quiet("/feeds/news.atom"),
    "feeds/events.atom": quiet("/feeds/events.atom"),
    "feeds/events/<int:pk>.ics": lambda world: [Ask(f"/feeds/events/{world.event_pk}.ics")],
    "sitemap.xml": quiet("/sitemap.xml"),
    "sitemap-<section>.xml": lambda world: [
        Ask("/sitemap-works.xml", said("code", crawler)),
        Ask("/sitemap-pages.xml"),
    ],
    "robots.txt": quiet("/robots.txt"),
    "theme/": quiet("/theme/"),
    "pictures/<path:name>": picture_asks,
    # Documents of the pages; deposited files are none of them, whatever their number
    "documents/^(\\d+)/(.*)$": of_each(lambda work: f"/documents/{work.output.pk}/{word('name', work.state)}.txt", {}),
    "documents/authenticate_with_password/<int:restriction_id>/": quiet("/documents/authenticate_with_password/1/"),
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": quiet(
        "/_util/authenticate_with_password/1/1/"
    ),
    "_util/login/": quiet("/_util/login/"),
    # Signing in
    "accounts/login/": of_each(lambda work: f"/accounts/login/?next={work.url}", {}),
    **{
        f"accounts/{route}": quiet(f"/accounts/{path or route}")
        for route, path in {
            "logout/": "",
            "inactive/": "",
            "signup/": "",
            "reauthenticate/": "",
            "email/": "",
            "confirm-email/": "",
            "password/change/": "",
            "password/set/": "",
            "password/reset/": "",
            "login/code/confirm/": "",
            "^confirm-email/(?P<key>[-:\\w]+)/$": "confirm-email/x/",
            "password/reset/key/done/": "",
            "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-x/",
            "password/reset/done/": "",
            "3rdparty/login/cancelled/": "",
            "3rdparty/login/error/": "",
            "3rdparty/signup/": "",
            "3rdparty/": "",
            "social/login/cancelled/": "",
            "social/login/error/": "",
            "social/signup/": "",
            "social/connections/": "",
        }.items()
    },
}

# -- the walk ----------------------------------------------------------------------------------------------------------

ADMIN = "cms/"
SUCCESS = {200, 206, 301, 302, 304}


def routes() -> dict[str, list]:
    """Every address of the project, with the patterns that lead there."""
    found: dict[str, list] = {}

    def walk(patterns, above) -> None:
        for pattern in patterns:
            chain = [*above, pattern.pattern]
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, chain)
            else:
                found.setdefault("".join(map(str, chain)), chain)

    walk(get_resolver().url_patterns, [])
    return found


def test_every_address_is_in_the_table():
    public = {route for route in routes() if not route.startswith(ADMIN)}
    assert public - ROUTES.keys() == set(), "say in the table what these say, and to whom"
    assert ROUTES.keys() - public == set(), "these are gone"


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("route", ROUTES)
def test_no_address_says_more_than_the_record(world: World, route: str, reader: str):
    faults = [fault for ask in ROUTES[route](world) for fault in faults_of(world, ask, reader)]
    assert not faults, "\n".join(faults)


def faults_of(world: World, ask: Ask, reader: str) -> Iterator[str]:
    response = getattr(world.clients[reader], ask.method)(ask.path, headers=ask.headers)
    heard = heard_in(response)
    for work in world.works.values():
        meant = ask.work in (None, work)
        for kind, secret in work.words.items():
            if secret in unquote(ask.path):
                continue  # the reader said it
            expected = meant and kind in ask.says and ask.says[kind](work.state, reader)
            # Beside what was asked for, an answer may well name other works, such as related ones.
            gate = ask.rest if meant else OTHERS[kind]
            allowed = expected or ((kind not in ask.says or not meant) and gate(work.state, reader))
            allowed |= not meant and kind in ("title", "code") and ask.others(work.state, reader)
            if (secret in heard and not allowed) or (expected and secret not in heard):
                yield f"{ask.method} {ask.path} {ask.headers or ''} {response.status_code}: {kind} of {work.state}"
    lists_partners = ask.path == "/partners/" or "/suggest/" in ask.path
    if CHOSEN_NAME in heard and reader not in INSIDERS and not lists_partners:
        yield f"{ask.method} {ask.path}: whom a work is opened to"
    yield from status_faults(ask, response, reader)


OTHERS = {kind: record for kind in ("title", "abstract", "name", "person", "subject", "course", "code")} | {
    "text": hit,
    "former": nobody,
}


def heard_in(response: HttpResponse) -> str:
    """All that goes over the wire."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return unquote(f"{response.headers} {response.cookies} {body.decode('utf-8', 'replace')}")


def status_faults(ask: Ask, response: HttpResponse, reader: str) -> Iterator[str]:
    if response.status_code >= 500 and ask.path != "/healthz":  # where it means that no worker runs
        yield f"{ask.path}: {response.status_code}"
    if ask.work is None:
        return
    success = response.status_code in SUCCESS and "/accounts/login/" not in response.headers.get("Location", "")
    kinds = {"opens"} if ask.work.state == "rewritten" else {"opens", "answer"}
    for kind in kinds & ask.says.keys():
        if success != ask.says[kind](ask.work.state, reader):
            yield f"{ask.method} {ask.path} {ask.headers or ''}: {response.status_code} for {reader}"
    if "public" in response.headers.get("Cache-Control", "") and success and not file(ask.work.state, "anonymous"):
        yield f"{ask.path}: a shared cache would keep it"


# -- what words cannot tell --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", READERS)
def test_counts_are_those_of_the_works_that_the_reader_sees(world: World, reader: str):
    seen = sum(record(state, reader) for state in STATES if state != "rewritten") + 1  # as it was before the change
    for path, link in {
        "/browse/": "/browse/kinds/report/",
        "/partners/": world.partner_url,
        "/search/": "/search/?kind=report",
        f"/search/?q={IN_TITLE}": f"/search/?q={IN_TITLE}&kind=report",
    }.items():
        assert number_at(world.clients[reader].get(path), link) == seen, path
    opened = sum(hit(state, reader) for state in STATES if state != "rewritten") + 1
    path = f"/search/?q={IN_TEXT}"
    assert number_at(world.clients[reader].get(path), f"{path}&kind=report") == opened


def number_at(response: HttpResponse, link: str) -> int:
    """The number that stands beside a link."""
    html = html_of(response)
    beside = html.select_one(f'main li:has(a[href="{link}"])')
    assert beside, link
    return int(re.findall(r"\d+", beside.get_text(" "))[-1])


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("path", ["", "files/1/", "files/1/pages/1/", "files/2/cover/", "cite/ris/"])
def test_what_a_reader_may_not_know_of_looks_like_nothing(world: World, reader: str, path: str):
    client = world.clients[reader]
    nothing = plain(client.get(f"/w/nothing2/{path}"), "nothing2")
    for state in ("draft", "inreview", "takenback", "partneronly", "chosenonly", *HIDDEN):
        if tombstone(state, reader) or (file(state, reader) and path):
            continue
        code = world.works[state].output.code
        assert plain(client.get(f"/w/{code}/{path}"), code) == nothing, state


def plain(response: HttpResponse, code: str) -> tuple[int, str]:
    """Without what differs between any two answers."""
    body = re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode())
    return response.status_code, body.replace(code, "…")


@pytest.mark.parametrize("reader", [reader for reader in READERS if reader not in INSIDERS])
def test_nobody_else_changes_a_deposit(world: World, reader: str):
    client = world.clients[reader]
    names = ["files", "describe", "people", "access", "review", "take-back", "delete", "restore", "former-files"]
    names += ["owners", "offer", "chapter", "translation", "something-else"]
    names += ["thread/reviewers", "answers/partner/1/overrule", "answers/coauthor/1/revoke"]
    for work in world.works.values():
        before = state_of(work)
        own_thread = [] if asked(work.state, reader) else ["thread", "thread/seen"]
        for name in [*names, *own_thread]:
            data = {"title": "Mine now", "action": "save", "fingerprint": ""}
            response = client.post(f"/deposit/{work.output.code}/{name}/", data)
            assert response.status_code == (302 if reader == "anonymous" else 404), (work.state, name)
            assert reader != "anonymous" or response["Location"].startswith("/accounts/login/")
        assert state_of(work) == before


def state_of(work: Work) -> tuple:
    row = Output.objects.get(pk=work.output.pk)
    beside = WorkflowState.objects.count(), row.comments.count(), list(row.approvals.values())
    return row.state, row.title, row.latest_revision_id, row.deleted_at, *beside


# Addresses of the admin that work without a person being known: signing in and out, and what a page is dressed with.
ADMIN_OPEN = re.compile(r"^cms/(login|logout|password_reset|jsi18n|sprite|$)")


@pytest.mark.parametrize("reader", ["anonymous", "faculty", "member", "contact", "owner", "coowner"])
def test_the_admin_is_closed_to_readers_and_depositors(world: World, reader: str):
    client, asked = world.clients[reader], 0
    for route, chain in routes().items():
        if not route.startswith(ADMIN) or ADMIN_OPEN.match(route):
            continue
        response = client.get(address_of(chain))
        assert response.status_code in (302, 403, 404, 405), route
        if response.status_code == 302:
            assert "/login/" in response["Location"] or response["Location"].startswith("/cms/"), route
        heard = heard_in(response)
        assert not [w for work in world.works.values() for w in work.words.values() if w in heard], route
        asked += 1
    assert asked > 100


def address_of(chain) -> str:
    """Some address that the pattern answers."""
    path = ""
    for part in chain:
        template, names = normalize(part.regex.pattern)[0]
        converters = getattr(part, "converters", {})
        path += template % {name: sample(converters.get(name)) for name in names}
    return "/" + quote(path, safe="/:@")


def sample(converter) -> str:
    if type(converter).__name__ == "UUIDConverter":
        return "00000000-0000-0000-0000-000000000001"
    return "1"
