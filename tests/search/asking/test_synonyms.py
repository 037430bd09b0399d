"""Editors keep synonyms; queries follow at once, in every process, without any indexing."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from search.asking.synonyms import synonyms_as_csv, synonyms_import, terms_shared, with_synonyms
from search.engines.protocol import Query
from search.indexing.following import changes_follow
from search.models import MOST_TERMS, SynonymGroup
from tests.factories import (
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    SubjectFactory,
    SubjectLabelFactory,
    SynonymGroupFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def also(words, **more):
    return list(with_synonyms(Query(words=words, **more)).also)


def test_a_change_is_in_force_with_the_next_query():
    assert also("aspirin") == []
    group = SynonymGroupFactory(terms="aspirin\nацетилсалициловая кислота")
    assert also("Aspirin for children") == ["ацетилсалициловая кислота"]
    group.terms = "aspirin\nASA"
    group.save()
    assert also("aspirin") == ["ASA"]
    SynonymGroup.objects.all().delete()
    assert also("aspirin") == []


def test_a_query_costs_one_small_query_and_browsing_none():
    SynonymGroupFactory(terms="aspirin\nASA")
    also("aspirin")
    with CaptureQueriesContext(connection) as queries:
        assert also("aspirin") == ["ASA"]
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert also("") == []
    assert len(queries) == 0


def test_what_is_quoted_is_meant_as_it_stands():
    SynonymGroupFactory(terms="aspirin\nASA")
    assert also("dose", phrases=["aspirin"]) == []


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ("aspirin", "at least two"),
        ("aspirin\n\n  \n", "at least two"),
        ("aspirin\nASPIRIN", "more than once"),
        ("aspirin\n***", "no letter"),
        ("aspirin\n" + "x" * 101, "longer than"),
        ("\n".join(f"term {n}" for n in range(MOST_TERMS + 1)), "more than"),
    ],
)
def test_a_group_at_fault_is_refused_with_a_sentence(terms, message):
    with pytest.raises(ValidationError, match=message):
        SynonymGroup(terms=terms).full_clean()


def test_spaces_and_empty_lines_do_not_matter():
    group = SynonymGroup(terms="  heart   attack \r\n\r\nинфаркт\r\n")
    group.full_clean()
    assert group.terms == "heart attack\nинфаркт"


def test_the_database_keeps_no_term_alone():
    with pytest.raises(IntegrityError), transaction.atomic():
        SynonymGroup.objects.create(terms="alone")


def test_terms_of_other_groups_are_known():
    other = SynonymGroupFactory(terms="MI\nmitral insufficiency")
    assert terms_shared(SynonymGroupFactory(terms="mi\nheart attack")) == {"mi": [other]}


def test_a_table_comes_back_as_it_went():
    SynonymGroupFactory(terms="aspirin\nASA")
    SynonymGroupFactory(terms="analgesic\nibuprofen", one_way=True)
    table = synonyms_as_csv()
    assert [row["terms"] for row in csv.DictReader(io.StringIO(table))] == ["aspirin|ASA", "analgesic|ibuprofen"]
    assert synonyms_import(table=table) == 0
    SynonymGroup.objects.all().delete()
    assert synonyms_import(table=table) == 2
    assert synonyms_as_csv() == table
    assert also("analgesic") == ["ibuprofen"]


def test_a_table_at_fault_adds_nothing_and_says_where():
    with pytest.raises(ValidationError, match=r"Row 3: .*at least two"):
        synonyms_import(table="one way,terms\n,aspirin|ASA\n,alone\n")
    with pytest.raises(ValidationError, match="first row"):
        synonyms_import(table="aspirin,ASA\n")
    assert not SynonymGroup.objects.exists()


# -- in the admin ----------------------------------------------------------------------------------------------------


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(groups=["editors"]))
    return client


def test_an_editor_adds_changes_and_removes_a_group(editor):
    SynonymGroupFactory(terms="ASA\nатрезия")
    added = editor.post(reverse("synonyms:add"), {"terms": "aspirin\nASA"}, follow=True)
    assert "ASA” also stands in: ASA · атрезия" in added.content.decode()
    group = SynonymGroup.objects.get(terms__startswith="aspirin")
    editor.post(reverse("synonyms:edit", args=[group.pk]), {"terms": "aspirin\nBayer's", "one_way": "on"})
    assert also("aspirin") == ["Bayer's"]
    editor.post(reverse("synonyms:delete", args=[group.pk]))
    assert also("aspirin") == []


def test_a_fault_is_said_beside_the_field_and_nothing_typed_is_lost(editor):
    html = editor.post(reverse("synonyms:add"), {"terms": "lonely"}).content.decode()
    assert "at least two terms" in html and "lonely</textarea>" in html


def test_an_editor_takes_and_brings_a_table(editor):
    SynonymGroupFactory(terms="aspirin\nASA")
    listing = editor.get(reverse("synonyms:index")).content.decode()
    assert "aspirin · ASA" in listing and reverse("synonyms:import") in listing
    table = editor.get(reverse("synonyms:export")).content
    SynonymGroup.objects.all().delete()
    form = editor.get(reverse("synonyms:import")).content.decode()
    assert 'enctype="multipart/form-data"' in form
    file = SimpleUploadedFile("synonyms.csv", table)
    done = editor.post(reverse("synonyms:import"), {"table": file}, follow=True)
    assert "1 group of synonyms is added" in done.content.decode()
    for content, message in ((b"one way,terms\n,alone\n", "Row 2"), ("ж".encode("cp1251"), "UTF-8")):
        refused = editor.post(reverse("synonyms:import"), {"table": SimpleUploadedFile("table.csv", content)})
        assert message in refused.content.decode()


@pytest.mark.parametrize("name", ["index", "add", "import", "export"])
def test_members_of_faculty_do_not_come_in(client, name):
    client.force_login(UserFactory(groups=["faculty"]))
    assert client.get(reverse(f"synonyms:{name}")).status_code == 302


# -- for a reader ----------------------------------------------------------------------------------------------------


def search(client, words):
    changes_follow()
    return client.get(reverse("search:results"), {"q": words})


def titles(response):
    return [hit.output.title for hit in response.context["found"].hits]


def test_a_reader_finds_what_a_synonym_says_and_sees_why(engine, client):
    SynonymGroupFactory(terms="heart attack\nинфаркт миокарда\nMI")
    OutputFactory(published=True, title="Лечение инфаркта миокарда", language="ru")
    OutputFactory(published=True, title="The heart attack in the young")
    OutputFactory(published=True, title="The heart of the matter")
    response = search(client, "MI")
    assert set(titles(response)) == {"Лечение инфаркта миокарда", "The heart attack in the young"}
    html = response.content.decode()
    assert "Лечение <mark>инфаркта миокарда</mark>" in html and "The <mark>heart attack</mark> in" in html
    assert titles(search(client, "инфаркты миокарда"))[0] == "Лечение инфаркта миокарда"
    assert titles(search(client, '"MI"')) == []


def test_a_work_is_found_by_its_subject_in_any_language(engine, client):
    cardiology = SubjectFactory(label="Cardiology")
    for language, label in (("ru", "Кардиология"), ("zh", "心脏病学"), ("ka", "კარდიოლოგია")):
        SubjectLabelFactory(subject=cardiology, language=language, text=label)
    output = OutputFactory(published=True, title="The valve")
    output.subjects.set([cardiology])
    output.save()
    for words in ("кардиология", "кардиологии", "心脏病学", "კარდიოლოგიის", "cardiology"):
        assert titles(search(client, words)) == ["The valve"], words


def test_the_pages_of_a_file_follow_synonyms_too(engine, client):
    SynonymGroupFactory(terms="aspirin\nacetylsalicylic acid")
    place = OutputFileFactory(output=OutputFactory(published=True), stored_file__unit_count=2)
    for number, text in enumerate(["Nothing.", "Give acetylsalicylic acid & rest."], start=1):
        PageTextFactory(stored_file=place.stored_file, number=number, text=text)
    place.output.save()
    changes_follow()
    address = reverse("search:results")
    assert (
        "Give <mark>acetylsalicylic acid</mark> &amp; rest." in client.get(address, {"q": "aspirin"}).content.decode()
    )
    page = client.get(f"/w/{place.output.code}/files/1/pages/2/", {"q": "aspirin"}).content.decode()
    assert "Give <mark>acetylsalicylic acid</mark> &amp; rest." in page
