"""One visibility: the sentence about one work and the query over all of them never disagree."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from repository.access import policies
from repository.access.audiences import EDITOR, HOME, PUBLIC, SIGNED_IN, audience_of, meet, viewer_tokens
from repository.access.selectors import visible_outputs
from repository.models import Output, Partner, User
from repository.outputs.choices import Access
from tests.factories import ContributionFactory, OutputFactory, OutputFileFactory, PartnerFactory, UserFactory

STATES = ("draft", "published", "withdrawn", "deleted")
MEMBERSHIPS = ("home", "first", "second", "none")
DAYS = st.sampled_from([None, -1, 0, 30])
WORK = st.tuples(
    st.sampled_from(Access.values), st.sampled_from(STATES), st.sampled_from(MEMBERSHIPS), st.booleans(), DAYS
)
READER = st.tuples(st.sampled_from(MEMBERSHIPS), st.sampled_from(("", "faculty", "editors")), st.booleans())


def in_days(days: int | None) -> date | None:
    return None if days is None else timezone.localdate() + timedelta(days=days)


class World(TestCase):
    """Random works and readers in one database."""

    def build(self, works, readers):
        partners = {"home": PartnerFactory(is_home=True), "first": PartnerFactory(), "second": PartnerFactory()}
        people = [
            UserFactory(institution=partners.get(where), groups=[group] if group else [], is_active=active)
            for where, group, active in readers
        ]
        outputs = []
        for index, (access, state, partner, by_tag, hidden) in enumerate(works):
            traits = {} if state == "draft" else {state: True}
            behind = [partners[partner]] if partner in partners else []
            output = OutputFactory(
                access=access,
                hidden_until=in_days(hidden),
                chosen_partners=[partners["second"]],
                owner=people[index % len(people)],
                tagged_partners=behind if by_tag else [],
                **traits,
            )
            ContributionFactory(output=output, partners=[] if by_tag else behind)
            outputs.append(output)
        return outputs, [AnonymousUser(), *User.objects.filter(pk__in=[person.pk for person in people])]

    @settings(max_examples=25)
    @given(works=st.lists(WORK, min_size=1, max_size=6), readers=st.lists(READER, min_size=1, max_size=4))
    def test_the_query_and_the_sentence_agree(self, works, readers):
        _, people = self.build(works, readers)
        for person in people:
            listed = set(visible_outputs(person).values_list("pk", flat=True))
            said = {output.pk for output in Output.objects.all() if policies.can_view(person, output)}
            assert listed == said
            assert list(visible_outputs(person).values_list("pk").order_by("pk")) == [(pk,) for pk in sorted(said)]

    @settings(max_examples=40)
    @given(
        work=WORK,
        readers=st.lists(READER, min_size=1, max_size=4),
        file_access=st.sampled_from(Access.values),
        embargo=DAYS,
    )
    def test_a_file_is_never_wider_than_its_work_nor_than_itself(self, work, readers, file_access, embargo):
        [output], people = self.build([work], readers)
        chosen = list(Partner.objects.filter(is_home=False)[:1])
        gate = {"access": file_access, "embargo_until": in_days(embargo), "chosen_partners": chosen}
        file = OutputFileFactory(output=output, **gate)
        indexed = meet(audience_of(output, output), audience_of(file, output))
        for person in people:
            opens, tokens = policies.can_download(person, file), viewer_tokens(person)
            inside = not tokens.isdisjoint(policies.insiders(output))
            assert not opens or policies.can_view(person, output)
            if opens and not inside:
                assert embargo in (None, -1, 0)
                assert not tokens.isdisjoint(audience_of(file, output))
            is_there = policies.is_published(output) and not policies.is_hidden(output)
            if is_there and not tokens.isdisjoint(indexed) and not policies.is_embargoed(file):
                assert opens, "what search would find must open"


@pytest.mark.django_db
@pytest.mark.parametrize("gone", ["withdrawn_at", "deleted_at"])
def test_what_went_while_it_was_hidden_never_says_that_it_was_there(gone):
    output = OutputFactory(published=True, withdrawn=gone == "withdrawn_at", deleted=gone == "deleted_at")
    output.hidden_until = timezone.localdate() + timedelta(days=10)
    setattr(output, gone, timezone.now())
    knows = policies.can_see_tombstone if gone == "withdrawn_at" else policies.can_know_of_deletion
    assert [knows(who, output) for who in (AnonymousUser(), output.owner)] == [False, True]
    output.hidden_until = timezone.localdate() - timedelta(days=1)
    assert knows(AnonymousUser(), output)
    setattr(output, gone, timezone.now() - timedelta(days=10))  # so the day has come, long after it went
    assert not knows(AnonymousUser(), output)


TOKENS = st.frozensets(st.sampled_from([PUBLIC, SIGNED_IN, HOME, EDITOR, "partner:1", "partner:2", "user:1", "user:2"]))


@st.composite
def carried(draw) -> frozenset:
    """The tokens of a reader who can exist: signed in before anything else is true."""
    if draw(st.booleans()):
        return frozenset({PUBLIC})
    institution = draw(st.sampled_from([set(), {"partner:1"}, {"partner:2"}, {"partner:1", HOME}]))
    editor = draw(st.sampled_from([set(), {EDITOR}]))
    return frozenset({PUBLIC, SIGNED_IN, draw(st.sampled_from(["user:1", "user:2"]))} | institution | editor)


@given(one=TOKENS, other=TOKENS, reader=carried())
def test_whoever_is_in_a_meeting_is_in_both(one, other, reader):
    if meet(one, other) & reader:
        assert one & reader
        assert other & reader


@given(one=TOKENS, other=TOKENS)
def test_a_meeting_is_the_same_from_both_sides(one, other):
    assert meet(one, other) == meet(other, one) or {PUBLIC, SIGNED_IN} & (one | other)


@pytest.mark.django_db
def test_an_embargo_ends_on_its_day_without_anything_having_run():
    file = OutputFileFactory(output=OutputFactory(published=True), embargo_until=timezone.localdate())
    assert not policies.is_embargoed(file)
    assert policies.is_embargoed(file, today=timezone.localdate() - timedelta(days=1))
    file.embargo_until = timezone.localdate() + timedelta(days=30)
    assert policies.is_embargoed(file)
    assert not policies.can_download(AnonymousUser(), file)
    assert policies.can_download(file.output.owner, file)


@pytest.mark.django_db
@pytest.mark.parametrize("access", Access.values)
def test_an_account_that_was_closed_reads_as_a_stranger(access):
    closed = UserFactory(groups=["editors"], institution=PartnerFactory(is_home=True), is_active=False)
    output = OutputFactory(published=True, access=access, owner=closed)
    assert policies.can_view(closed, output) == (access == Access.PUBLIC)


@pytest.mark.django_db
def test_deposit_review_and_edit_are_for_those_they_are_meant_for():
    faculty, editor, stranger = UserFactory(groups=["faculty"]), UserFactory(groups=["editors"]), UserFactory()
    own, deleted = OutputFactory(owner=faculty), OutputFactory(owner=faculty, deleted=True)
    assert [policies.can_deposit(who) for who in (faculty, editor, stranger, AnonymousUser())] == [
        True,
        True,
        False,
        False,
    ]
    assert [policies.can_review(who) for who in (faculty, editor, stranger, AnonymousUser())] == [
        False,
        True,
        False,
        False,
    ]
    for who, may in ((faculty, True), (editor, True), (stranger, False), (AnonymousUser(), False)):
        assert policies.can_edit_deposit(who, own) is may
        assert policies.can_edit_deposit(who, deleted) is False


@pytest.mark.django_db
def test_asking_about_a_list_costs_the_same_for_one_and_for_many():
    def queries(number: int) -> int:
        for _ in range(number):
            output = OutputFactory(published=True, access=Access.PARTNERS, tagged_partners=[PartnerFactory()])
            ContributionFactory(output=output, partners=[PartnerFactory(), PartnerFactory()])
            OutputFileFactory(output=output)
        reader = User.objects.get(pk=UserFactory(institution=PartnerFactory()).pk)
        with CaptureQueriesContext(connection) as context:
            for output in Output.objects.published().for_listing():
                policies.can_view(reader, output)
                for file in output.files.all():
                    policies.can_download(reader, file)
        return len(context)

    assert queries(1) == queries(4)
