"""Fills an installation with the sample. Loading twice adds nothing twice."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from home.models import EventIndexPage, EventPage, NewsIndexPage, NewsPage
from repository.approval.confirmations import confirmation_object
from repository.approval.models import new_key
from repository.claims.services import claims_make
from repository.deposit.services import deposit_submit
from repository.files.services import stored_file_create
from repository.imports.records import Reading, Vocabularies
from repository.imports.services import outputs_import
from repository.interop.record import record_of_dict
from repository.models import (
    Activity,
    Agreement,
    Contribution,
    ContributorAddress,
    Course,
    CourseTitle,
    Letter,
    Output,
    Partner,
    PartnerContact,
    PartnerName,
    Person,
    Subject,
    SubjectLabel,
    User,
    WithdrawalRequest,
)
from repository.outputs.choices import Access
from repository.outputs.services import output_withdraw
from repository.partners.models import Word
from repository.review.services import comment_add
from repository.signals import announce_outputs
from repository.withdrawal.services import withdrawal_ask
from sample.vocabulary import COURSES, SUBJECTS
from sample.works import Work, sample_works

FACTS = Path(__file__).parent / "partners.json"
PASSWORD = "sample-password"  # noqa: S105  (printed on the screen)
# username: (full name, group, whether of the home university)
ACCOUNTS = {
    "faculty": ("Alesia Uzornaja", "faculty", True),
    "editor": ("Volha Ukazalnaja", "editors", True),
    "student": ("Sam Example", None, True),
    "administrator": ("Siarhei Uzorau", "administrators", True),
    "partner": ("Erika Beispiel", None, False),
    "contact": ("Max Mustermann", None, False),
}


def load_sample(say: Callable[[str], None]) -> None:
    """Everything but the text of the files, which the worker reads (see ``demo``)."""
    today = timezone.localdate()
    partners = load_partners()
    load_vocabularies()
    users = load_accounts()
    say(f"{len(partners)} institutions, {len(SUBJECTS)} subjects, {len(COURSES)} courses, {len(users)} accounts.")
    works = list(sample_works(partners, today))
    published, unpublished = works[:-6], works[-6:]
    people = load_people(works)
    load_published(published, users["faculty"], say)
    link_people(people)
    load_deposits(unpublished, users)
    load_questions(users)
    load_cooperation(today)
    load_stories(today)


def load_partners() -> list[dict]:
    """The home university and its partners, by their real names; ROR ids and websites are for editors to add."""
    facts = json.loads(FACTS.read_text())
    return [_partner(facts["home"], is_home=True), *(_partner(each, is_home=False) for each in facts["partners"])]


def _partner(facts: dict, *, is_home: bool) -> dict:
    name = facts["name"]["en"]
    row, created = Partner.objects.get_or_create(
        name=name,
        defaults={
            "slug": slugify(name)[:100].strip("-"),
            "kind": facts["kind"],
            "city": facts.get("city") or "",
            "country": facts.get("country") or "",
            "is_home": is_home,
        },
    )
    if created:
        for language, text in facts["name"].items():
            if language != "en":
                PartnerName.objects.create(partner=row, language=language, text=text)
    return {"slug": row.slug, "name": row.name, "country": row.country}


def load_vocabularies() -> None:
    for slug, (mesh_id, labels) in SUBJECTS.items():
        row, created = Subject.objects.get_or_create(slug=slug, defaults={"label": labels["en"], "mesh_id": mesh_id})
        for language, text in labels.items() if created else ():
            if language != "en":
                SubjectLabel.objects.create(subject=row, language=language, text=text)
    for code, titles in COURSES.items():
        row, created = Course.objects.get_or_create(code=code, defaults={"title": titles["en"]})
        if created:
            CourseTitle.objects.create(course=row, language="ru", text=titles["ru"])


def load_accounts() -> dict[str, User]:
    home = Partner.objects.get(is_home=True)
    other = Partner.objects.filter(country="DE").get()
    return {name: _account(name, *about[:2], home if about[2] else other) for name, about in ACCOUNTS.items()}


def _account(username: str, full_name: str, group: str | None, institution: Partner) -> User:
    given, family = full_name.split()
    user, created = User.objects.get_or_create(
        username=username,
        defaults={
            "first_name": given,
            "last_name": family,
            "email": f"{username}@example.org",
            "institution": institution,
        },
    )
    if created:
        user.set_password(PASSWORD)
        user.save()
        if group:
            user.groups.add(Group.objects.get(name=group))
    return user


def load_published(works: list[Work], owner: User, say: Callable[[str], None]) -> None:
    """By the same way as an institution that moves in with its catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        for number, work in enumerate(works):
            # The same name may occur in several works; in the folder each has a place of its own.
            for file in work.record["files"]:
                place = Path(folder, str(number))
                place.mkdir(exist_ok=True)
                (place / file["name"]).write_bytes(work.files[file["name"]])
                file["name"] = f"{number}/{file['name']}"
        lines = (json.dumps(work.record).encode() for work in works)
        for progress in outputs_import(lines=lines, owner=owner, files=Path(folder)):
            say(f"{progress.imported} works and their files.")
            for line, problem in progress.faults:
                raise ValueError(f"Sample work {line}: {problem.field}: {problem.message}")


def load_people(works: Iterable[Work]) -> list[Person]:
    """Without ORCID iDs: every one of those belongs to somebody."""
    names = {(one["given"], one["family"]) for work in works for one in work.record["contributors"]}
    return [Person.objects.get_or_create(given_name=given, family_name=family)[0] for given, family in sorted(names)]


@transaction.atomic
def link_people(people: Iterable[Person]) -> None:
    """A record that is imported names people by their ORCID iD alone."""
    for person in people:
        theirs = Contribution.objects.filter(given_name=person.given_name, family_name=person.family_name, person=None)
        announce_outputs(list(theirs.values_list("output", flat=True)))
        theirs.update(person=person)


def load_deposits(works: list[Work], users: dict[str, User]) -> None:
    """Two in review, of which one waits for a partner and one meets an objection; one returned with a comment, two
    drafts, and one that was published and withdrawn. All that is past: nobody is written to about it now."""
    if Output.objects.filter(code=works[0].record["code"]).exists():
        return
    faculty, editor = users["faculty"], users["editor"]
    awaiting, objected, returned, _draft, _other_draft, withdrawn = (_draft_of(work, faculty) for work in works)
    for output in (returned, withdrawn):
        deposit_submit(output=output, user=faculty)
    task = Output.objects.get(pk=returned.pk).current_workflow_task_state
    task.reject(user=editor, comment="Please add the abstract in Russian and check the order of authors.")
    Output.objects.get(pk=withdrawn.pk).current_workflow_task_state.approve(user=editor)
    output_withdraw(output=withdrawn, user=editor, reason="Sample of a withdrawal: the file held the wrong slides.")
    load_partners_word(awaiting, users)
    load_objection(objected, users)
    Letter.objects.filter(output__code__in=[work.record["code"] for work in works]).delete()


@transaction.atomic
def load_questions(users: dict[str, User]) -> None:
    """What waits for an editor: somebody says to be an author, and the depositor asks for a withdrawal."""
    student, faculty = users["student"], users["faculty"]
    if student.claims.exists():
        return
    named = Contribution.objects.filter(family_name=student.last_name, output__live=True, output__access=Access.PUBLIC)
    entry = named.select_related("person").order_by("output").first()
    [claim] = claims_make(entries=[entry], user=student, words="Sample sentence: this is my first article.")
    other = Output.objects.published().filter(owner=faculty).exclude(pk=entry.output_id).order_by("-pk").first()
    reason = "Sample reason: the same lecture is here twice."
    asked = withdrawal_ask(output=other, user=faculty, why=WithdrawalRequest.Why.DUPLICATE, reason=reason)
    Letter.objects.filter(key__in=[f"claim-{claim.pk}", f"withdrawal-{asked.pk}"]).delete()


@transaction.atomic
def load_partners_word(output: Output, users: dict[str, User]) -> None:
    """A work that waits for the word of a partner, whose contact person asks something first."""
    contact, faculty = users["contact"], users["faculty"]
    partner = contact.institution
    PartnerContact.objects.get_or_create(partner=partner, user=contact)
    partner.word = Word.REQUIRED
    partner.save()
    draft = output.get_latest_revision_as_object()
    draft.tagged_partners.add(partner)
    draft.save_revision(user=faculty)
    output = deposit_submit(output=output, user=faculty)
    say = partial(comment_add, output=Output.objects.get(pk=output.pk))
    say(user=contact, text="Sample question: which of our departments took part?", field="contributions")
    say(user=faculty, text="Sample answer: the Sample department. It will be added.")
    ask = "Sample request: please shorten the title."
    say(user=users["editor"], text=ask, field="title", asks_change=True)


@transaction.atomic
def load_objection(output: Output, users: dict[str, User]) -> None:
    """A work to whose publication a co-author objects."""
    draft = output.get_latest_revision_as_object()
    last = list(draft.contributions.all())[-1]
    last.key = new_key()
    ContributorAddress.objects.create(output=output, contributor=last.key, address="coauthor@example.org")
    draft.save_revision(user=users["faculty"])
    output = deposit_submit(output=output, user=users["faculty"])
    asked = output.confirmations.get(contributor=last.key)
    confirmation_object(confirmation=asked, reason="Sample objection: figure 2 is from another work of mine.")


@transaction.atomic
def _draft_of(work: Work, owner: User) -> Output:
    output = Reading(record_of_dict(work.record), Vocabularies(), owner).output
    for file in output.files.all():
        file.stored_file = stored_file_create(file=ContentFile(work.files[file.name], name=file.name))
    for one in output.contributions.all():
        one.person = Person.objects.get(given_name=one.given_name, family_name=one.family_name)
    output.live, output.first_published_at, output.last_published_at = False, None, None
    output.save()
    output.save_revision(user=owner)
    return output


def load_cooperation(today: date) -> None:
    """Agreements and activities, plainly invented, tied to a few works."""
    home = Partner.objects.get(is_home=True)
    partners = list(Partner.objects.filter(is_home=False).order_by("pk")[:3])
    for number, partner in enumerate(partners, 1):
        agreement, created = Agreement.objects.get_or_create(
            number=f"SAMPLE-{number}",
            defaults={
                "title": "Sample agreement (invented)",
                "form": Agreement.Form.COPUBLISHING,
                "signed_on": today - timedelta(days=400 * number),
            },
        )
        if created:
            agreement.partners.add(home, partner)
            activity = Activity.objects.create(
                kind=Activity.Kind.SEMINAR,
                title=f"Sample seminar {number} (invented)",
                starts_on=today - timedelta(days=100 * number),
                place="Minsk",
            )
            activity.partners.add(home, partner)
            for output in Output.objects.published().with_partner(partner)[:3]:
                output.agreements.add(agreement)
                output.activities.add(activity)
                output.save()


def load_stories(today: date) -> None:
    news, events = NewsIndexPage.objects.get(), EventIndexPage.objects.get()
    if news.get_children().exists():
        return
    works = list(Output.objects.published().order_by("pk"))
    partners = list(Partner.objects.filter(is_home=False).order_by("pk"))
    for number, page in enumerate([*_news(today), *_events(today)]):
        page.body = [("text", f"<p>{page.lead}</p><p>Sample story: nothing of it has happened.</p>")]
        (news if isinstance(page, NewsPage) else events).add_child(instance=page)
        page.partners = partners[number : number + 2]
        page.works = [page.works.model(work=work) for work in works[number * 3 : number * 3 + 2]]
        page.save_revision().publish()


def _news(today: date) -> Iterator[NewsPage]:
    for number, (title, lead) in enumerate(
        (
            ("Sample: a joint manual goes to print", "Two departments finished their manual after a year of letters."),
            (
                "Sample: teaching materials of the autumn term",
                "Slides and recordings of joint lectures are in the repository.",
            ),
            ("Sample: a week of guest lectures", "Colleagues from three universities taught students in Minsk."),
            ("Sample: how to deposit a joint work", "A short guide for members of the faculty and their co-authors."),
        )
    ):
        yield NewsPage(title=title, lead=lead, date=today - timedelta(days=9 * number))


def _events(today: date) -> Iterator[EventPage]:
    for title, days, place, zone, online in (
        ("Sample: spring conference of young scientists", 45, "Minsk", "Europe/Minsk", ""),
        ("Sample: webinar on simulation in teaching", 12, "", "Asia/Tokyo", "https://example.org/webinar"),
        ("Sample: workshop on joint publishing", 80, "Tbilisi", "Asia/Tbilisi", ""),
        ("Sample: symposium on rehabilitation", -20, "Minsk", "Europe/Minsk", ""),
        ("Sample: seminar of partner libraries", -75, "Cagliari", "Europe/Rome", ""),
    ):
        yield EventPage(
            title=title,
            lead="An invented event that shows how conferences are announced here.",
            start_date=today + timedelta(days=days),
            start_time=time(10),
            end_time=time(16, 30),
            time_zone=zone,
            place=place,
            online_url=online,
        )
