"""All models of the catalogue, for Django to find; each is defined with its noun."""

from repository.activities.models import Activity
from repository.agreements.models import Agreement
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
from repository.subjects.models import Course, CourseTitle, Subject, SubjectLabel

__all__ = [
    "Activity",
    "Affiliation",
    "Agreement",
    "CoOwner",
    "Contribution",
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
    "PartnerName",
    "Person",
    "Proposal",
    "Reference",
    "ReferenceList",
    "SlowPicture",
    "StepInput",
    "StoredFile",
    "Subject",
    "SubjectLabel",
    "Upload",
    "UploadPiece",
    "User",
]
