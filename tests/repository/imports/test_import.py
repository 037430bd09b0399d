"""An institution moves in with its catalogue, and could move out again with the same one."""

import json
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from repository.files.services import stored_file_create
from repository.imports.services import derived_code, outputs_import
from repository.models import Output, StoredFile
from repository.outputs.choices import Kind
from search.models import IndexedObject
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    AgreementFactory,
    ContributionFactory,
    CourseFactory,
    IdentifierFactory,
    OutputFactory,
    OutputFileFactory,
    PartnerFactory,
    SubjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ARTICLE = {
    "kind": "article",
    "title": "Cardiac rehabilitation in two countries",
    "issued": "2024-05",
    "container": {"title": "Medical Journal", "volume": "3"},
    "contributors": [{"family": "Ivanova", "given": "Anna", "affiliations": [{"institution": "Some University"}]}],
}


@pytest.fixture
def owner():
    return UserFactory()


def lines(*records: dict | str) -> list[bytes]:
    return [one.encode() if isinstance(one, str) else json.dumps(one).encode() for one in records]


def run(owner, *records, files=None):
    """The last progress, with the faults of all batches."""
    faults, progress = [], None
    for progress in outputs_import(lines=lines(*records), owner=owner, files=files):
        faults += progress.faults
    progress.faults = faults
    return progress


def places(progress) -> list[tuple[int, str]]:
    return [(number, problem.field) for number, problem in progress.faults]


def test_record_becomes_a_published_work(owner):
    assert run(owner, ARTICLE).imported == 1
    output = Output.objects.published().get()
    assert (output.title, output.year, output.owner) == (ARTICLE["title"], 2024, owner)
    assert [str(one) for one in output.contributions.get().affiliations.all()] == ["Some University"]
    assert ModelLogEntry.objects.for_instance(output).get().action == "conjoint.import"
    assert IndexedObject.objects.filter(key=f"output:{output.pk}").exists()


def test_second_run_imports_nothing_twice(owner):
    run(owner, ARTICLE, {**ARTICLE, "title": "Another"})
    again = run(owner, ARTICLE, {**ARTICLE, "title": "Another"}, {**ARTICLE, "title": "A third"})
    assert (again.present, again.imported, Output.objects.count()) == (2, 1, 3)


def test_faulty_lines_are_named_and_the_good_ones_go_in(owner):
    progress = run(
        owner,
        ARTICLE,
        "{not json",
        {**ARTICLE, "titel": "misspelled"},
        {**ARTICLE, "title": ""},
        {**ARTICLE, "identifiers": [{"scheme": "doi", "value": "11.1/x"}]},
        {**ARTICLE, "subjects": [{"slug": "unheard-of"}]},
        {**ARTICLE, "contributors": [{"family": "A", "orcid": "0000-0000-0000-0000"}]},
        {**ARTICLE, "contributors": [{"family": "A", "affiliations": [{"department": "D"}]}]},
        {**ARTICLE, "issued": "2024-13"},
        {**ARTICLE, "files": [{"number": 1, "name": "work.pdf"}], "licence": "CC-BY-4.0"},
        {**ARTICLE, "published": "yesterday"},
        {**ARTICLE, "part_of": "00000000"},
        {**ARTICLE, "container": {}},
        {**ARTICLE, "titles": [{"language": "ru", "text": "А"}, {"language": "ru", "text": "Б"}]},
        {**ARTICLE, "title": "The last is good again"},
    )
    assert places(progress) == [
        (2, ""),
        (3, "titel"),
        (4, "title"),
        (5, "identifiers.1.value"),
        (6, "subjects.1"),
        (7, "contributors.1.orcid"),
        (8, "contributors.1.affiliations.1"),
        (9, "issued"),
        (10, "files.1.name"),
        (11, "published"),
        (13, "container.title"),
        (14, "titles.2"),
        (12, "part_of"),
    ]
    assert set(Output.objects.values_list("title", flat=True)) == {ARTICLE["title"], "The last is good again"}


def test_identifier_of_another_work_is_refused_within_and_across_batches(owner):
    doi = {"identifiers": [{"scheme": "doi", "value": "10.1000/182"}]}
    progress = run(owner, {**ARTICLE, **doi}, {**ARTICLE, **doi, "title": "Same DOI"})
    assert places(progress) == [(2, "identifiers")]
    assert places(run(owner, {**ARTICLE, **doi, "title": "Same DOI, later"})) == [(1, "identifiers")]
    assert Output.objects.count() == 1


@pytest.mark.parametrize("code", ["a/b c", "short", "TOOLARGE", "toolong00", "b00k\u00fc00k"])
def test_code_that_fits_no_address_is_refused(owner, code):
    assert {field for _number, field in places(run(owner, {**ARTICLE, "code": code}))} == {"code"}
    assert not Output.objects.exists()


def test_parts_may_come_before_their_whole(owner):
    chapter = {**ARTICLE, "kind": "chapter", "title": "A chapter", "part_of": "b00kb00k"}
    book = {**ARTICLE, "kind": "monograph", "title": "The book", "code": "b00kb00k"}
    assert run(owner, chapter, book).imported == 2
    assert Output.objects.get(title="A chapter").part_of.title == "The book"


def test_files_come_from_the_folder_and_nowhere_else(owner, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "work.txt").write_bytes(b"The text of the work.")
    (tmp_path / "secret.txt").write_bytes(b"Not yours.")
    with_file = {**ARTICLE, "licence": "CC-BY-4.0"}
    progress = run(
        owner,
        {**with_file, "files": [{"number": 3, "name": "work.txt"}]},
        {**with_file, "title": "Outside", "files": [{"number": 1, "name": "../secret.txt"}]},
        {**with_file, "title": "Other", "files": [{"number": 1, "name": "work.txt", "sha256": "0" * 64}]},
        files=folder,
    )
    assert places(progress) == [(2, "files.1.name"), (3, "files.1.sha256")]
    file = Output.objects.get().files.get()
    assert (file.number, file.name, file.stored_file.media_type) == (3, "work.txt", "text/plain")
    assert Output.objects.get().files_numbered == 3
    assert StoredFile.objects.count() == 1


def furnished_output() -> Output:
    """A work with something in every field that a record has."""
    home, partner = PartnerFactory(is_home=True), PartnerFactory(ror="03yrm5c26")
    book = OutputFactory(published=True, kind=Kind.MONOGRAPH)
    ContributionFactory(output=book)
    output = OutputFactory(
        published=True, teaching=True, course=CourseFactory(), part_of=book, replaces=book, translation_of=book
    )
    output.keywords, output.languages, output.licence = ["heart", "сердце"], ["en", "ru"], "CC-BY-4.0"
    output.subjects, output.tagged_partners = [SubjectFactory()], [home]
    output.agreements, output.activities = [AgreementFactory()], [ActivityFactory()]
    output.hidden_until = "2031-01-01"
    output.save()
    AffiliationFactory(contribution=ContributionFactory(output=output), partner=partner)
    AffiliationFactory(contribution=ContributionFactory(output=output), partner=None, institution="Elsewhere")
    IdentifierFactory(output=output)
    stored = stored_file_create(file=ContentFile(b"The text of the work.", name="x.txt"))
    OutputFileFactory(output=output, number=2, stored_file=stored, embargo_until="2031-01-01", access="home")
    stored = stored_file_create(file=ContentFile(b"Of this one more.", name="y.txt"))
    chosen = {"access": "chosen", "chosen_partners": [partner], "embargo_until": "2031-01-01"}
    OutputFileFactory(output=output, number=3, stored_file=stored, **chosen)
    return Output.objects.get(pk=output.pk)


def test_import_of_an_export_is_the_same_catalogue(owner, tmp_path):
    output = furnished_output()
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    call_command("export_outputs", first, files=tmp_path / "files", stdout=StringIO())
    Output.objects.filter(pk=output.pk).update(part_of=None, replaces=None, translation_of=None)
    for row in Output.objects.order_by("-pk"):
        row.files.all().delete()
        row.delete() if not row.first_published_at else Output.objects.filter(pk=row.pk).delete()
    StoredFile.objects.all().delete()

    call_command("import_outputs", first, files=tmp_path / "files", owner=owner.username)
    call_command("export_outputs", second, stdout=StringIO())

    assert sorted(second.read_bytes().splitlines()) == sorted(first.read_bytes().splitlines())


def test_command_reports_by_line_and_fails_when_any_is_faulty(owner, tmp_path):
    works, said, errors = tmp_path / "works.jsonl", StringIO(), StringIO()
    works.write_bytes(b"\n".join(lines(ARTICLE, {**ARTICLE, "title": ""})))
    with pytest.raises(CommandError, match="1 lines were not imported"):
        call_command("import_outputs", works, owner=owner.username, stdout=said, stderr=errors)
    assert errors.getvalue().startswith("line 2: title: ")
    assert "2 lines read, 1 imported, 0 here already, 1 faulty" in said.getvalue()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"owner": "nobody"}, "no account"), ({"files": "missing"}, "no folder"), ({"works": "missing"}, "no file")],
)
def test_command_says_what_it_cannot_find(owner, tmp_path, change, sentence):
    works = tmp_path / "works.jsonl"
    works.write_bytes(b"")
    given_ = {"works": str(works), "owner": owner.username} | change
    extra = {"files": tmp_path / given_["files"]} if "files" in given_ else {}
    with pytest.raises(CommandError, match=sentence):
        call_command("import_outputs", tmp_path / given_["works"], owner=given_["owner"], **extra)


def queries_of(owner, title: str, count: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        run(owner, *({**ARTICLE, "title": f"{title} {number}"} for number in range(count)))
    return len(queries)


def test_vocabularies_are_read_once_however_many_lines_there_are(owner):
    for _number in range(5):
        SubjectFactory()
    one, ten = queries_of(owner, "One", 1), queries_of(owner, "Ten", 10)
    each = (ten - one) / 9
    assert one - each > 6  # the six vocabularies, the depositor and the announcement are not read again
    assert each < 40


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*ARTICLE, "files", "titles", "x"]), inner),
        max_leaves=12,
    )
)
@settings(max_examples=60)
def test_no_json_stops_an_import(owner, value):
    progress = run(owner, json.dumps(value))
    assert progress.read == progress.imported + progress.present + progress.faulty == 1


def test_derived_codes_look_like_codes():
    assert derived_code(b'{"title": "A"}\n') == derived_code(b'{"title": "A"}')
    assert derived_code(b"a") != derived_code(b"b")
    assert len(derived_code(b"a")) == 8
