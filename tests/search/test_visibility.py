"""One visibility: in random worlds of access, no reader finds, counts, quotes or is offered what the record would not
show, through any channel of the search.
"""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from repository.access.policies import can_download
from repository.access.selectors import visible_outputs
from repository.models import Output, Partner, Person, Subject
from repository.outputs.choices import Access
from search.answering.pages import pages_in_work, pages_matching
from search.answering.related import related_outputs
from search.answering.results import results_page
from search.answering.suggestions import suggestions
from search.asking.state import SearchState
from search.indexing.following import changes_follow
from tests.factories import (
    ContributionFactory,
    OutputFactory,
    OutputFileFactory,
    PageTextFactory,
    PartnerFactory,
    PersonFactory,
    SubjectFactory,
    UserFactory,
)

DAYS = st.sampled_from([None, -1, 0, 2, 30])
FILES = st.lists(st.tuples(st.sampled_from(Access.values), DAYS), max_size=3)
WORKS = st.lists(
    st.tuples(st.sampled_from(Access.values), st.sampled_from(["live", "draft", "withdrawn", "deleted"]), DAYS, FILES),
    min_size=1,
    max_size=4,
)
STATES = {"live": {"published": True}, "draft": {}, "withdrawn": {"withdrawn": True}, "deleted": {"deleted": True}}

# Words that stand nowhere else, none of them nearly the same as another: of a work, and of each of its files.
IN_RECORDS = ("quokkaberry", "wombatstone", "numbatcliff", "pademelonia")
IN_FILES = (
    ("tamarackleaf", "sycamoredust", "junipersalt"),
    ("hornbeamfire", "mulberrycoal", "chestnutrain"),
    ("rowansilver", "buckthornice", "elderglass"),
    ("hazelcopper", "dogwoodmist", "willowamber"),
)


def misspelt(word: str) -> str:
    """With two letters in the wrong order."""
    return f"{word[:4]}{word[5]}{word[4]}{word[6:]}"


def readers(home, partner, chosen, owner):
    return {
        "anonymous": AnonymousUser(),
        "signed in": UserFactory(),
        "home": UserFactory(institution=home),
        "partner": UserFactory(institution=partner),
        "chosen": UserFactory(institution=chosen),
        "owner": owner,
        "editor": UserFactory(groups=["editors"]),
    }


def in_days(days: int | None) -> date | None:
    return None if days is None else timezone.localdate() + timedelta(days=days)


def world(works, partner, chosen, owner) -> None:
    for number, (access, state, hidden, files) in enumerate(works):
        word = IN_RECORDS[number]
        subject = Subject.objects.filter(label=word).first() or SubjectFactory(label=word, slug=word)
        person = Person.objects.filter(family_name=word).first() or PersonFactory(family_name=word, given_name="")
        title = f"The {word} heartwood"
        gate = {"access": access, "hidden_until": in_days(hidden), "chosen_partners": [chosen]}
        output = OutputFactory(title=title, owner=owner, subjects=[subject], **gate, **STATES[state])
        ContributionFactory(output=output, person=person, family_name="Somebody", partners=[partner])
        for place, (file_access, days) in enumerate(files):
            file = OutputFileFactory(
                output=output,
                access=file_access,
                embargo_until=in_days(days),
                chosen_partners=[chosen] if place % 2 == 0 else [partner, chosen],
            )
            PageTextFactory(stored_file=file.stored_file, text=f"sapwood {IN_FILES[number][place]} and more sapwood")
        output.save()


def ask(user, text: str):
    data = QueryDict(mutable=True)
    data["q"] = text
    return results_page(user, SearchState.of(data))


def shown_by(found) -> set[int]:
    return {hit.output.pk for hit in found.hits}


@pytest.mark.django_db
@settings(max_examples=8)
@given(works=WORKS)
def test_no_channel_says_more_than_the_record(engine, works):
    for output in Output.objects.filter(live=True):  # hypothesis makes its worlds one after another in the same test
        output.live = False
        output.save()
    home = Partner.objects.filter(is_home=True).first() or PartnerFactory(is_home=True)
    partner, chosen, owner = PartnerFactory(), PartnerFactory(), UserFactory()
    world(works, partner, chosen, owner)
    changes_follow()
    for name, user in readers(home, partner, chosen, owner).items():
        visible = set(visible_outputs(user).values_list("pk", flat=True))
        check_lists(name, user, visible)
        for output in Output.objects.filter(owner=owner):
            check_record(name, user, output, visible)
            check_files(name, user, output)


def check_lists(name, user, visible) -> None:
    listed = ask(user, "")
    assert shown_by(listed) == visible and listed.total == len(visible), name
    assert shown_by(ask(user, "heartwood")) == visible, name
    counted = {facet.name: sum(option.count for option in facet.options) for facet in listed.facets}
    assert counted.get("kind", 0) == counted.get("subject", 0) == len(visible), name
    quoted = [passage for hit in ask(user, "sapwood").hits for passage in hit.passages]
    readable = {
        word for output in Output.objects.filter(pk__in=visible) for _file, word in readable_files(user, output)
    }
    words = {word for row in IN_FILES for word in row}
    assert {word for word in words if any(word in passage.quote for passage in quoted)} <= readable, name


def readable_files(user, output: Output):
    """The files of a work that ``user`` may open, each with the word that stands in it alone."""
    for file in output.files.all():
        if can_download(user, file):
            yield file, word_of(file)


def word_of(file) -> str:
    return file.stored_file.pages.get().text.split()[1]


def check_record(name, user, output, visible) -> None:
    """What stands on a record alone: the work, its subject and its person, by the word, its beginning or nearly it."""
    word, is_visible = output.title.split()[1], output.pk in visible
    offered = {group.name: [one.label for one in group.suggestions] for group in suggestions(user, word[:6])}
    expected = {"works": [output.title], "people": [word], "subjects": [word]} if is_visible else {}
    assert offered == expected, (name, word)
    found = ask(user, misspelt(word))
    assert shown_by(found) == ({output.pk} if is_visible else set()), (name, word)
    assert (found.correction.text if found.correction else None) == (word if is_visible else None), name
    if is_visible:
        assert {work.pk for work in related_outputs(user, output)} == visible - {output.pk}, name


def check_files(name, user, output) -> None:
    """A file's words lead to its work for those who may open it; never for others, nor are they quoted to them."""
    files, readable = list(output.files.all()), dict(readable_files(user, output))
    found = pages_in_work(user, output, "sapwood")
    assert {shown.file: len(shown.passages) for shown in found.files} == dict.fromkeys(readable, 1), name
    for file in files:
        word, is_readable = word_of(file), file in readable
        assert [hit.number for hit in pages_matching(user, file, word)] == ([1] if is_readable else []), name
        exactly, nearly = ask(user, word), ask(user, misspelt(word))
        if not is_readable:
            assert exactly.total == nearly.total == 0, (name, word)
            assert not exactly.facets and not exactly.correction and not nearly.correction, (name, word)
        elif len(files) == 1:
            assert shown_by(exactly) == shown_by(nearly) == {output.pk}, (name, word)
            assert nearly.correction.text == word, (name, word)
