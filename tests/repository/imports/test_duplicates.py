"""“This may already be here”: what is found, and that a hidden work changes nothing of it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from repository.access.policies import can_download, can_view
from repository.access.selectors import known_outputs
from repository.imports.duplicates import Key, likenesses
from repository.interop.record import Contributor, File, Identifier, Record, Text
from repository.models import Identifier as IdentifierRow
from repository.models import Output, User
from repository.outputs.choices import Access, Kind
from repository.outputs.completeness import output_problems
from repository.outputs.identifiers import Scheme
from tests.factories import (
    ContributionFactory,
    IdentifierFactory,
    OutputFactory,
    OutputFileFactory,
    OutputTitleFactory,
    PartnerFactory,
    StoredFileFactory,
    UserFactory,
)

TITLE = "Joint training of surgeons in two countries"


def reasons(work, user=None) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.output.title, one.reasons) for one in likenesses(work, user or AnonymousUser())]


def described(**fields) -> Record:
    return Record(**{"kind": "article", "title": "", "language": ""} | fields)


def here(title=TITLE, *, family="Ivanova", **fields) -> Output:
    output = OutputFactory(**({"published": True, "title": title, "issued": "2025"} | fields))
    ContributionFactory(output=output, family_name=family)
    return output


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("scheme", "value", "reason"),
    [
        ("doi", "10.1000/abc", "same DOI"),
        ("pmid", "31452104", "same PMID"),
        ("arxiv", "2101.00001", "same arXiv"),
        ("isbn", "978-3-16-148410-0", "same ISBN"),
        ("url", "https://example.org/work", "same URL"),
    ],
)
def test_the_same_identifier(scheme, value, reason):
    IdentifierFactory(output=here(), scheme=scheme, value=value)
    assert reasons(described(identifiers=(Identifier(scheme, value),))) == [(TITLE, (reason,))]


def test_a_journal_and_the_book_around_a_chapter_say_nothing():
    IdentifierFactory(output=here(), scheme=Scheme.ISSN, value="2049-3630")
    IdentifierFactory(output=here(kind=Kind.CHAPTER), scheme=Scheme.ISBN, value="978-3-16-148410-0")
    both = (Identifier("issn", "2049-3630"), Identifier("isbn", "978-3-16-148410-0"))
    assert reasons(described(identifiers=both)) == []
    assert reasons(described(kind="chapter", identifiers=both)) == []


def test_the_same_file():
    file = OutputFileFactory(output=here())
    work = described(files=(File(1, "other.pdf", sha256=file.stored_file.sha256),))
    assert reasons(work) == [(TITLE, ("same file",))]


def test_a_file_that_is_closed_to_the_person_says_nothing():
    file = OutputFileFactory(output=here(), access=Access.OWNER)
    work = described(files=(File(1, "other.pdf", sha256=file.stored_file.sha256),))
    assert reasons(work) == []
    assert reasons(work, file.output.owner) == [(TITLE, ("same file",))]


@pytest.mark.parametrize(
    ("here_already", "brought"),
    [
        (TITLE, "JOINT TRAINING OF SURGEONS IN TWO COUNTRIES."),
        (TITLE, "Joint  training of surgeons – in two countries"),
        (TITLE, "Joint trainings of surgeon in two countries"),
        ("Лечение сердечной недостаточности: ещё раз", "ЛЕЧЕНИЕ СЕРДЕЧНОЙ НЕДОСТАТОЧНОСТИ. ЕЩЕ РАЗ"),
        ("Лечение сердечной недостаточности", "Lechenie serdechnoj nedostatochnosti"),
        ("Лечение сердечной недостаточности", "Lechenie serdechnoy nedostatochnosty"),
        ("心力衰竭的诊断和治疗", "心力衰竭的诊断与治疗"),
    ],
)
@pytest.mark.parametrize("issued", ["2024", "2025-06", "2026"])
def test_titles_that_are_alike(here_already, brought, issued):
    here(here_already)
    work = described(title=brought, issued=issued, contributors=(Contributor("IVANOVA", "A."),))
    assert reasons(work) == [(here_already, ("title and year alike",))]


@pytest.mark.parametrize(
    "changed",
    [
        {"issued": "2023"},
        {"title": "Joint training of physiotherapists for three hospitals"},
        {"title": ""},
        {"title": "—"},
        {"contributors": (Contributor("Rossi", "M."), Contributor("Ivanova", "A."))},
    ],
)
def test_what_is_another_work(changed):
    here()
    like = {"title": TITLE, "issued": "2025", "contributors": (Contributor("Ivanova", "A."),)}
    assert reasons(described(**like)) == [(TITLE, ("title and year alike",))]
    assert reasons(described(**like | changed)) == []


def test_a_translated_title_and_one_that_is_told_in_another_language():
    output = here("Совместная подготовка хирургов двух стран", family="Иванова")
    OutputTitleFactory(output=output, language="en", text=TITLE)
    people = (Contributor("Ivanova", "A."),)
    assert len(reasons(described(title=TITLE, issued="2025", contributors=people))) == 1
    work = described(title="x", issued="2025", titles=(Text("en", TITLE),), contributors=people)
    assert len(reasons(work)) == 1


def test_without_a_year_only_the_very_same_title_counts():
    here()
    assert len(reasons(described(title=TITLE.lower()))) == 1
    assert reasons(described(title=TITLE.replace("training", "trainings"))) == []


def test_a_short_title_is_not_alike_by_itself():
    here("Introduction")
    assert reasons(described(title="Introduction", issued="2025")) == []
    assert len(reasons(described(title="Introduction", issued="2025", contributors=(Contributor("Ivanova"),)))) == 1


def test_one_work_is_named_once_with_the_surest_reason_first():
    output = here()
    IdentifierFactory(output=output, value="10.1000/abc")
    other = here()
    work = described(title=TITLE, issued="2025", identifiers=(Identifier("doi", "10.1000/abc"),))
    assert [one.output for one in likenesses(work, AnonymousUser())] == [output, other]
    assert reasons(work)[0] == (TITLE, ("same DOI", "title and year alike"))


def test_a_draft_is_not_like_itself_but_like_an_earlier_one_of_the_same_person():
    user, file = UserFactory(), StoredFileFactory()
    drafts = []
    for title in ("One", "Two"):
        draft = OutputFactory(owner=user, title=title, issued="")
        draft.identifiers = [IdentifierRow(scheme=Scheme.DOI, value="10.1000/abc")]
        OutputFileFactory.build(output=draft, stored_file=file)
        draft.save_revision(user=user)
        drafts.append(draft)
    first, second = (draft.get_latest_revision_as_object() for draft in drafts)
    assert reasons(second, user) == [("One", ("same DOI",))]
    assert reasons(first, user) == [("Two", ("same DOI",))]
    assert reasons(second, UserFactory()) == []
    assert reasons(second, UserFactory(groups=["editors"])) == []


def test_a_file_that_only_a_draft_holds():
    user, file = UserFactory(), StoredFileFactory()
    draft = OutputFactory(owner=user, title="Held")
    draft.files.add(OutputFileFactory.build(output=draft, stored_file=file, number=1))
    draft.save_revision(user=user)
    work = described(files=(File(1, "x.pdf", sha256=file.sha256),))
    assert reasons(work, user) == [("Held", ("same file",))]
    assert reasons(work, UserFactory()) == []


def test_the_titles_of_own_drafts_are_compared_also_without_a_date():
    user = UserFactory()
    OutputFactory(owner=user, title=TITLE, issued="")
    assert len(reasons(described(title=TITLE, issued="2025"), user)) == 1
    assert reasons(described(title=TITLE, issued="2025"), UserFactory()) == []


def test_the_number_of_queries_does_not_grow():
    user = UserFactory()
    work = described(title=TITLE, issued="2025", identifiers=(Identifier("url", "https://example.org/work"),))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            likenesses(work, user)
        return len(queries)

    for output in (here(), here()):
        IdentifierFactory(output=output, scheme=Scheme.URL, value="https://example.org/work")
    count()  # the first time also asks who the person is
    few = count()
    for _number in range(5):
        IdentifierFactory(output=here(), scheme=Scheme.URL, value="https://example.org/work")
    assert count() == few


@given(st.text(), st.text())
def test_keys_of_any_titles_compare_both_ways(one, other):
    assert Key.of(one).is_like(Key.of(other)) == Key.of(other).is_like(Key.of(one))


# -- no oracle -------------------------------------------------------------------------------------------------------

STATES = ("draft", "published", "withdrawn", "deleted")
MEMBERSHIPS = ("home", "first", "none")
WORK = st.tuples(
    st.sampled_from(Access.values),
    st.sampled_from(STATES),
    st.sampled_from(MEMBERSHIPS),
    st.sampled_from(("title", "translated", "isbn", "doi", "file", "nothing")),
    st.sampled_from(Access.values),
)
READER = st.tuples(st.sampled_from(MEMBERSHIPS), st.sampled_from(("", "faculty", "editors")))
ISBN, DOI = "978-3-16-148410-0", "10.1000/hidden"


class World(TestCase):
    """Random works and readers in one database, many of them alike to what somebody brings."""

    def build(self, works, readers):
        partners = {"home": PartnerFactory(is_home=True), "first": PartnerFactory()}
        people = [
            UserFactory(institution=partners.get(where), groups=[group] if group else []) for where, group in readers
        ]
        self.stored, self.alike, self.files = StoredFileFactory(), set(), {}
        for index, (access, state, partner, likeness, file_access) in enumerate(works):
            traits = {} if state == "draft" else {state: True}
            owner = people[index % len(people)]
            output = here(
                f"Number {index}", kind=Kind.MONOGRAPH, access=access, owner=owner, **{"published": False} | traits
            )
            if partner in partners:
                output.tagged_partners.set([partners[partner]])
                output.tagged_partners.commit()
            self.make_alike(output, likeness, file_access)
        return [AnonymousUser(), *User.objects.filter(pk__in=[person.pk for person in people])]

    def make_alike(self, output, likeness, file_access):
        if likeness == "title":
            Output.objects.filter(pk=output.pk).update(title=TITLE)
        elif likeness == "translated":
            OutputTitleFactory(output=output, text=TITLE)
        elif likeness == "isbn":
            IdentifierFactory(output=output, scheme=Scheme.ISBN, value=ISBN)
        elif likeness == "doi" and not IdentifierRow.objects.filter(value=DOI).exists():
            IdentifierFactory(output=output, value=DOI)
        elif likeness == "file":
            self.files[output.pk] = OutputFileFactory(output=output, stored_file=self.stored, access=file_access)
        else:
            return
        self.alike.add(output.pk)

    def brought(self) -> Record:
        return described(
            kind="monograph",
            title=TITLE,
            issued="2025",
            contributors=(Contributor("Ivanova"),),
            identifiers=(Identifier("isbn", ISBN), Identifier("doi", DOI)),
            files=(File(1, "x.pdf", sha256=self.stored.sha256),),
        )

    def may_tell(self, person, output) -> bool:
        file = self.files.get(output.pk)
        return file is None or output.owner_id == person.pk or can_download(person, file)

    @settings(max_examples=20)
    @given(works=st.lists(WORK, min_size=1, max_size=7), readers=st.lists(READER, min_size=1, max_size=3))
    def test_the_answer_is_the_truth_about_what_the_person_may_know(self, works, readers):
        for person in self.build(works, readers):
            known = {
                output.pk: output
                for output in Output.objects.filter(deleted_at=None)
                if can_view(person, output) or output.owner_id == person.pk
            }
            assert set(known_outputs(person).values_list("pk", flat=True)) == set(known)
            told = {pk for pk, output in known.items() if pk in self.alike and self.may_tell(person, output)}
            assert {one.output.pk for one in likenesses(self.brought(), person)} == told

    @settings(max_examples=20)
    @given(works=st.lists(WORK, min_size=1, max_size=7), readers=st.lists(READER, min_size=1, max_size=3))
    def test_everything_is_as_in_a_world_without_the_hidden_works(self, works, readers):
        for person in self.build(works, readers):
            answered = self.answers(person)
            with transaction.atomic():
                Output.objects.exclude(pk__in=known_outputs(person)).delete()
                assert self.answers(person) == answered
                transaction.set_rollback(True)

    def answers(self, person):
        draft = Output(kind=Kind.MONOGRAPH, title=TITLE, issued="2025")
        draft.identifiers = [IdentifierRow(scheme=Scheme.DOI, value=DOI)]
        return (
            [(one.output.pk, one.reasons) for one in likenesses(self.brought(), person)],
            output_problems(draft, known=known_outputs(person)),
        )
