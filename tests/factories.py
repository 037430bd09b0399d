"""One factory per model. Each makes the smallest row that is valid; a test says what matters to it.

Children of an output (`ContributionFactory(output=…)`, `OutputFileFactory(output=…)` …) go straight to the database. An
output announces itself when it is saved, so a test of what listens calls `output.save()` after giving it children.
"""

import hashlib
from datetime import timedelta

import factory
import wagtail_factories
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from home.models import (
    EventIndexPage,
    EventPage,
    EventWork,
    GuidePage,
    HomePage,
    LibraryContact,
    NewsIndexPage,
    NewsPage,
    NewsWork,
)
from repository.models import (
    Activity,
    Affiliation,
    Agreement,
    Approval,
    Claim,
    Comment,
    Confirmation,
    Contribution,
    ContributorAddress,
    CoOwner,
    CopyMessage,
    CopyRequest,
    Course,
    CourseTitle,
    FileProperties,
    FormerFile,
    Identifier,
    KnownDifference,
    Letter,
    LetterChoice,
    LetterSettings,
    LetterWording,
    MailServerTrouble,
    Output,
    OutputAbstract,
    OutputFile,
    OutputTitle,
    OutputVersion,
    OwnershipOffer,
    PageText,
    Partner,
    PartnerContact,
    PartnerName,
    Person,
    Proposal,
    Reference,
    ReferenceList,
    Reviewer,
    SlowPicture,
    StepInput,
    StoredFile,
    Subject,
    SubjectLabel,
    ThreadVisit,
    Upload,
    UploadPiece,
    User,
    WithdrawalRequest,
)
from repository.outputs.choices import Audience, Kind, Level, Resource, Role
from repository.outputs.identifiers import Scheme
from repository.partners.models import Word
from search.models import Export, SavedSearch, SynonymGroup
from tests.sample_files import make_pdf

PASSWORD = "correct horse battery"


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    name = factory.Sequence("University {}".format)
    slug = factory.Sequence("university-{}".format)
    city = "Vilnius"
    country = "LT"


class PartnerNameFactory(DjangoModelFactory):
    class Meta:
        model = PartnerName

    partner = factory.SubFactory(PartnerFactory)
    language = "ru"
    text = "Университет"


class UserFactory(DjangoModelFactory):
    """`UserFactory(groups=["editors"])`; every user signs in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence("reader-{}".format)
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))

    @factory.post_generation
    def groups(user, create, names, **kwargs):
        user.groups.set([Group.objects.get(name=name) for name in names or ()])


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    family_name = factory.Sequence("Family{}".format)
    given_name = "Ada"


class LetterFactory(DjangoModelFactory):
    """Waits to be sent; `LetterFactory(user=…)` for somebody with an account."""

    class Meta:
        model = Letter

    name = "returned"
    address = factory.Sequence("recipient-{}@example.org".format)
    language = "en"
    subject = factory.Sequence("Letter {}".format)
    text = "Words.\n"
    html = "<p>Words.</p>"
    next_try_at = factory.LazyFunction(timezone.now)


class LetterWordingFactory(DjangoModelFactory):
    class Meta:
        model = LetterWording

    name = "returned"
    language = "en"
    number = 1
    subject = "Please look at “{title}”"
    body = "There is something to do:\n{link}"
    written_by = factory.SubFactory(UserFactory)


class MailServerTroubleFactory(DjangoModelFactory):
    class Meta:
        model = MailServerTrouble

    said = "Connection refused"


class LetterSettingsFactory(DjangoModelFactory):
    class Meta:
        model = LetterSettings

    user = factory.SubFactory(UserFactory)
    language = "ru"


class LetterChoiceFactory(DjangoModelFactory):
    class Meta:
        model = LetterChoice

    user = factory.SubFactory(UserFactory)
    name = "submitted"
    delivery = LetterChoice.Delivery.DAILY


class SubjectFactory(DjangoModelFactory):
    class Meta:
        model = Subject

    label = factory.Sequence("Subject {}".format)
    slug = factory.Sequence("subject-{}".format)


class SubjectLabelFactory(DjangoModelFactory):
    class Meta:
        model = SubjectLabel

    subject = factory.SubFactory(SubjectFactory)
    language = "ru"
    text = "Предмет"


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course

    code = factory.Sequence("C-{}".format)
    title = factory.Sequence("Course {}".format)


class CourseTitleFactory(DjangoModelFactory):
    class Meta:
        model = CourseTitle

    course = factory.SubFactory(CourseFactory)
    language = "ru"
    text = "Дисциплина"


class AgreementFactory(DjangoModelFactory):
    """`AgreementFactory(partners=[one, other])`."""

    class Meta:
        model = Agreement
        skip_postgeneration_save = True

    number = factory.Sequence("2026/{}".format)
    title = factory.Sequence("Agreement {}".format)
    form = Agreement.Form.COPUBLISHING
    signed_on = timezone.datetime(2020, 1, 15).date()

    @factory.post_generation
    def partners(agreement, create, partners, **kwargs):
        agreement.partners.set(partners or ())


class ActivityFactory(DjangoModelFactory):
    """`ActivityFactory(partners=[one, other])`."""

    class Meta:
        model = Activity
        skip_postgeneration_save = True

    kind = Activity.Kind.CONFERENCE
    title = factory.Sequence("Conference {}".format)
    starts_on = timezone.datetime(2026, 4, 20).date()

    @factory.post_generation
    def partners(activity, create, partners, **kwargs):
        activity.partners.set(partners or ())


class OutputFactory(DjangoModelFactory):
    """A draft; with `published=True`, `withdrawn=True` or `deleted=True` what those words say.

    `OutputFactory(subjects=[…], tagged_partners=[…], agreements=[…], activities=[…])`.
    """

    class Meta:
        model = Output
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(
            live=True,
            first_published_at=factory.LazyFunction(timezone.now),
            last_published_at=factory.LazyFunction(timezone.now),
        )
        withdrawn = factory.Trait(
            published=True,
            withdrawn_at=factory.LazyFunction(timezone.now),
            withdrawal_reason="Withdrawn at the authors' request.",
        )
        deleted = factory.Trait(published=True, deleted_at=factory.LazyFunction(timezone.now))
        teaching = factory.Trait(
            kind=Kind.TEACHING,
            course=factory.SubFactory(CourseFactory),
            level=Level.UNDERGRADUATE,
            audience=Audience.STUDENTS,
            study_year=2,
            resource=Resource.SLIDES,
            duration=90,
        )

    owner = factory.SubFactory(UserFactory)
    title = factory.Sequence("Output {}".format)
    language = "en"
    languages = factory.LazyAttribute(lambda output: [output.language])
    issued = "2026-03"
    live = False

    @factory.post_generation
    def subjects(output, create, subjects, **kwargs):
        output.subjects.set(subjects or ())
        output.subjects.commit()

    @factory.post_generation
    def tagged_partners(output, create, partners, **kwargs):
        output.tagged_partners.set(partners or ())
        output.tagged_partners.commit()

    @factory.post_generation
    def agreements(output, create, agreements, **kwargs):
        output.agreements.set(agreements or ())
        output.agreements.commit()

    @factory.post_generation
    def activities(output, create, activities, **kwargs):
        output.activities.set(activities or ())
        output.activities.commit()


class ClaimFactory(DjangoModelFactory):
    """Open, about a contributor of a published work: `ClaimFactory(output=…, family_name=…)`."""

    class Meta:
        model = Claim

    output = factory.SubFactory(OutputFactory, published=True)
    user = factory.SubFactory(UserFactory)
    family_name = "Novak"
    given_name = "Maria"
    role = Role.AUTHOR


class WithdrawalRequestFactory(DjangoModelFactory):
    """Open, by the depositor of a published work."""

    class Meta:
        model = WithdrawalRequest

    output = factory.SubFactory(OutputFactory, published=True)
    user = factory.LazyAttribute(lambda request: request.output.owner)
    why = WithdrawalRequest.Why.ERROR
    reason = "The second table is wrong."


class OutputTitleFactory(DjangoModelFactory):
    class Meta:
        model = OutputTitle

    output = factory.SubFactory(OutputFactory)
    language = "ru"
    text = "Название"


class OutputAbstractFactory(DjangoModelFactory):
    class Meta:
        model = OutputAbstract

    output = factory.SubFactory(OutputFactory)
    language = "en"
    text = "What the work is about."


class ContributionFactory(DjangoModelFactory):
    """`ContributionFactory(output=output, partners=[one, other])` makes an affiliation with each partner, in order."""

    class Meta:
        model = Contribution
        skip_postgeneration_save = True

    output = factory.SubFactory(OutputFactory)
    sort_order = factory.LazyAttribute(lambda contribution: contribution.output.contributions.count())
    family_name = factory.Sequence("Author{}".format)
    given_name = "Ada"
    role = Role.AUTHOR

    @factory.post_generation
    def partners(contribution, create, partners, **kwargs):
        for partner in partners or ():
            AffiliationFactory(contribution=contribution, partner=partner)


class AffiliationFactory(DjangoModelFactory):
    class Meta:
        model = Affiliation

    contribution = factory.SubFactory(ContributionFactory)
    sort_order = factory.LazyAttribute(lambda affiliation: affiliation.contribution.affiliations.count())
    partner = factory.SubFactory(PartnerFactory)


class IdentifierFactory(DjangoModelFactory):
    class Meta:
        model = Identifier

    output = factory.SubFactory(OutputFactory)
    sort_order = factory.LazyAttribute(lambda identifier: identifier.output.identifiers.count())
    scheme = Scheme.DOI
    value = factory.Sequence("10.1000/{}".format)


class StoredFileFactory(DjangoModelFactory):
    """`StoredFileFactory(data=b"…", media_type="text/plain")`: the bytes are in storage, the text is not read yet."""

    class Meta:
        model = StoredFile

    class Params:
        data = factory.Sequence(lambda number: make_pdf([f"Page one of {number}", f"Page two of {number}"]))

    sha256 = factory.LazyAttribute(lambda stored: hashlib.sha256(stored.data).hexdigest())
    size = factory.LazyAttribute(lambda stored: len(stored.data))
    media_type = "application/pdf"
    content = factory.LazyAttribute(lambda stored: ContentFile(stored.data, name="content"))


class PageTextFactory(DjangoModelFactory):
    class Meta:
        model = PageText

    stored_file = factory.SubFactory(StoredFileFactory)
    number = factory.LazyAttribute(lambda page: page.stored_file.pages.count() + 1)
    text = factory.LazyAttribute(lambda page: f"The text of page {page.number}.")


class FilePropertiesFactory(DjangoModelFactory):
    """`FilePropertiesFactory(claims={"said": {"title": ["…"]}, "lines": []})`."""

    class Meta:
        model = FileProperties

    stored_file = factory.SubFactory(StoredFileFactory)
    claims = factory.LazyFunction(lambda: {"said": {"title": ["What the file calls itself"]}, "lines": []})


class SlowPictureFactory(DjangoModelFactory):
    class Meta:
        model = SlowPicture

    stored_file = factory.SubFactory(StoredFileFactory)
    name = factory.Sequence(lambda number: f"{number + 1}-1200")


class OutputFileFactory(DjangoModelFactory):
    """`OutputFileFactory(output=output, stored_file__data=b"…", name="talk.pdf")`."""

    class Meta:
        model = OutputFile

    output = factory.SubFactory(OutputFactory)
    stored_file = factory.SubFactory(StoredFileFactory)
    number = factory.LazyAttribute(lambda file: _next_number(file.output))
    sort_order = factory.SelfAttribute("number")
    name = "article.pdf"


class FormerFileFactory(OutputFileFactory):
    """A file that only an earlier version had."""

    class Meta:
        model = FormerFile

    name = "as-it-was.pdf"


class OutputVersionFactory(DjangoModelFactory):
    """The version that stands; with `content` an earlier one: `OutputVersionFactory(output=output, number=1,
    content=output.serializable_data())`."""

    class Meta:
        model = OutputVersion

    output = factory.SubFactory(OutputFactory, published=True)
    number = factory.LazyAttribute(lambda version: version.output.versions.count() + 1)
    published_at = factory.LazyFunction(timezone.now)
    user = factory.SelfAttribute("output.owner")


class CoOwnerFactory(DjangoModelFactory):
    class Meta:
        model = CoOwner

    output = factory.SubFactory(OutputFactory)
    user = factory.SubFactory(UserFactory, groups=["faculty"])


class CopyRequestFactory(DjangoModelFactory):
    """Of a reader without an account, for file 1; waits for an answer."""

    class Meta:
        model = CopyRequest

    output = factory.SubFactory(OutputFactory, published=True)
    number = 1
    file_name = "article.pdf"
    name = "Ada Byron"
    address = factory.Sequence("ada-{}@example.org".format)


class CopyMessageFactory(DjangoModelFactory):
    """A word of the reader's."""

    class Meta:
        model = CopyMessage

    request = factory.SubFactory(CopyRequestFactory)
    author = factory.SubFactory(UserFactory)
    state = CopyRequest.State.OPEN
    from_reader = True
    text = "I teach this subject."


class OwnershipOfferFactory(DjangoModelFactory):
    class Meta:
        model = OwnershipOffer

    output = factory.SubFactory(OutputFactory)
    user = factory.SubFactory(UserFactory)


def _next_number(output: Output) -> int:
    output.files_numbered += 1
    Output.objects.filter(pk=output.pk).update(files_numbered=output.files_numbered)
    return output.files_numbered


class NewsPageFactory(wagtail_factories.PageFactory):
    """A published story; `NewsPageFactory(partners=[…], works=[…], body=[("text", "<p>…</p>")])`."""

    class Meta:
        model = NewsPage
        skip_postgeneration_save = True

    title = factory.Sequence("News {}".format)
    parent = factory.LazyFunction(NewsIndexPage.objects.get)
    date = timezone.datetime(2026, 3, 9).date()
    lead = "What happened, in two sentences."

    @factory.post_generation
    def partners(page, create, partners, **kwargs):
        _set_children(page, partners, ())

    @factory.post_generation
    def works(page, create, works, **kwargs):
        _set_children(page, None, [NewsWork(work=work) for work in works or ()])


class EventPageFactory(wagtail_factories.PageFactory):
    """A published event of whole days in the far future; takes what a NewsPageFactory takes."""

    class Meta:
        model = EventPage
        skip_postgeneration_save = True

    title = factory.Sequence("Event {}".format)
    parent = factory.LazyFunction(EventIndexPage.objects.get)
    start_date = timezone.datetime(2126, 4, 20).date()
    time_zone = "Europe/Minsk"
    place = "Minsk"
    lead = "What will happen, in two sentences."

    @factory.post_generation
    def partners(page, create, partners, **kwargs):
        _set_children(page, partners, ())

    @factory.post_generation
    def works(page, create, works, **kwargs):
        _set_children(page, None, [EventWork(work=work) for work in works or ()])


class GuidePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = GuidePage

    title = factory.Sequence("Guide {}".format)
    parent = factory.LazyFunction(HomePage.objects.get)
    lead = "What this explains."


def _set_children(page: NewsPage | EventPage, partners, works) -> None:
    """A page keeps its children with it until it is saved."""
    if partners:
        page.partners.set(partners)
    page.works.add(*works)
    page.save()


class ProposalFactory(DjangoModelFactory):
    class Meta:
        model = Proposal

    output = factory.SubFactory(OutputFactory)
    user = factory.SelfAttribute("output.owner")
    state = Proposal.State.GIVEN
    source_kind = "crossref"
    source_label = "Crossref"
    record = factory.LazyFunction(lambda: {"kind": "", "title": "What the source says"})


class KnownDifferenceFactory(DjangoModelFactory):
    class Meta:
        model = KnownDifference

    output = factory.SubFactory(OutputFactory)
    other = factory.SubFactory(OutputFactory)


class ReferenceListFactory(DjangoModelFactory):
    class Meta:
        model = ReferenceList

    user = factory.SubFactory(UserFactory)
    name = "works.bib"


class ReferenceFactory(DjangoModelFactory):
    class Meta:
        model = Reference

    reference_list = factory.SubFactory(ReferenceListFactory)
    number = factory.Sequence(lambda number: number + 1)
    source_kind = "bibtex"
    source_label = factory.LazyAttribute(lambda reference: f"works.bib, entry {reference.number}")
    record = factory.LazyFunction(lambda: {"kind": "article", "title": "A reference"})
    chosen = True


class StepInputFactory(DjangoModelFactory):
    class Meta:
        model = StepInput

    output = factory.SubFactory(OutputFactory)
    user = factory.SelfAttribute("output.owner")
    step = "describe"
    data = factory.LazyFunction(lambda: {"issued": ["soon"]})


class UploadFactory(DjangoModelFactory):
    """Begun, and nothing has come yet."""

    class Meta:
        model = Upload

    output = factory.SubFactory(OutputFactory)
    user = factory.LazyAttribute(lambda upload: upload.output.owner)
    name = "video.mp4"
    length = 1000


class UploadPieceFactory(DjangoModelFactory):
    class Meta:
        model = UploadPiece

    upload = factory.SubFactory(UploadFactory)
    start = 0
    end = 100
    sha256 = "0" * 64


class SynonymGroupFactory(DjangoModelFactory):
    class Meta:
        model = SynonymGroup

    terms = factory.Sequence("one-{0}\nother-{0}".format)


class SavedSearchFactory(DjangoModelFactory):
    """`SavedSearchFactory(user=user, query="q=heart&kind=article")`: saved, looked through when nothing answered."""

    class Meta:
        model = SavedSearch

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence("Search {}".format)
    query = factory.Sequence("q=word{}".format)
    next_run_at = factory.LazyFunction(timezone.now)
    checked_at = factory.LazyFunction(timezone.now)
    seen_all = True


class ExportFactory(DjangoModelFactory):
    class Meta:
        model = Export

    user = factory.SubFactory(UserFactory)
    query = "q=heart"
    format = "csv"


class LibraryContactFactory(DjangoModelFactory):
    class Meta:
        model = LibraryContact

    email = "library@home.example"


class PartnerContactFactory(DjangoModelFactory):
    """`PartnerContactFactory(partner=partner)` makes an account of that partner, too."""

    class Meta:
        model = PartnerContact

    partner = factory.SubFactory(PartnerFactory)
    user = factory.SubFactory(UserFactory, institution=factory.SelfAttribute("..partner"))


class ContributorAddressFactory(DjangoModelFactory):
    class Meta:
        model = ContributorAddress

    output = factory.SubFactory(OutputFactory)
    contributor = factory.Sequence("c{}".format)
    address = factory.Sequence("author-{}@example.org".format)


class ConfirmationFactory(DjangoModelFactory):
    class Meta:
        model = Confirmation

    output = factory.SubFactory(OutputFactory)
    contributor = factory.Sequence("c{}".format)
    name = "Ada Author"
    address = factory.Sequence("author-{}@example.org".format)
    asked_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda asked: asked.asked_at + timedelta(days=30))


class ApprovalFactory(DjangoModelFactory):
    class Meta:
        model = Approval

    output = factory.SubFactory(OutputFactory)
    partner = factory.SubFactory(PartnerFactory)
    word = Word.REQUIRED


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = Comment

    output = factory.SubFactory(OutputFactory)
    author = factory.SubFactory(UserFactory)
    text = factory.Sequence("Comment {}".format)


class ThreadVisitFactory(DjangoModelFactory):
    class Meta:
        model = ThreadVisit

    output = factory.SubFactory(OutputFactory)
    user = factory.SubFactory(UserFactory)


class ReviewerFactory(DjangoModelFactory):
    class Meta:
        model = Reviewer

    output = factory.SubFactory(OutputFactory)
    user = factory.SubFactory(UserFactory)
