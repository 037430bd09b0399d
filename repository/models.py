"""All models of the catalogue, for Django to find; each is defined with its noun."""

from repository.activities.models import Activity
from repository.agreements.models import Agreement
from repository.approval.models import Approval, Confirmation, ContributorAddress, PartnerContact
from repository.claims.models import Claim
from repository.copies.models import CopyMessage, CopyRequest
from repository.deposit.models import (
    KnownDifference,
    Proposal,
    Reference,
    ReferenceList,
    StepInput,
    Upload,
    UploadPiece,
)
from repository.files.models import FileProperties, FormerFile, OutputFile, PageText, SlowPicture, StoredFile
from repository.letters.models import Letter, LetterChoice, LetterSettings, LetterWording, MailServerTrouble
from repository.outputs.models import (
    Affiliation,
    Contribution,
    CoOwner,
    Identifier,
    Output,
    OutputAbstract,
    OutputTitle,
    OutputVersion,
    OwnershipOffer,
)
from repository.partners.models import Partner, PartnerName
from repository.people.models import Person, User
from repository.review.models import Comment, Reviewer, ThreadVisit
from repository.subjects.models import Course, CourseTitle, Subject, SubjectLabel
from repository.withdrawal.models import WithdrawalRequest

__all__ = [
    "Activity",
    "Affiliation",
    "Agreement",
    "Approval",
    "Claim",
    "CoOwner",
    "Comment",
    "Confirmation",
    "Contribution",
    "ContributorAddress",
    "CopyMessage",
    "CopyRequest",
    "Course",
    "CourseTitle",
    "FileProperties",
    "FormerFile",
    "Identifier",
    "KnownDifference",
    "Letter",
    "LetterChoice",
    "LetterSettings",
    "LetterWording",
    "MailServerTrouble",
    "Output",
    "OutputAbstract",
    "OutputFile",
    "OutputTitle",
    "OutputVersion",
    "OwnershipOffer",
    "PageText",
    "Partner",
    "PartnerContact",
    "PartnerName",
    "Person",
    "Proposal",
    "Reference",
    "ReferenceList",
    "Reviewer",
    "SlowPicture",
    "StepInput",
    "StoredFile",
    "Subject",
    "SubjectLabel",
    "ThreadVisit",
    "Upload",
    "UploadPiece",
    "User",
    "WithdrawalRequest",
]
