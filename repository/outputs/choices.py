"""The vocabularies of an output."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    ARTICLE = "article", _("article")
    MANUAL = "manual", _("manual")
    MONOGRAPH = "monograph", _("monograph")
    CHAPTER = "chapter", _("chapter")
    TEACHING = "teaching", _("teaching material")
    PROCEEDINGS = "proceedings", _("proceedings")
    THESIS = "thesis", _("thesis")
    REPORT = "report", _("report")


class Role(models.TextChoices):
    AUTHOR = "author", _("author")
    EDITOR = "editor", pgettext_lazy("contributor", "editor")
    TRANSLATOR = "translator", _("translator")
    COMPILER = "compiler", _("compiler")
    LECTURER = "lecturer", _("lecturer")
    REVIEWER = "reviewer", _("reviewer")
    ILLUSTRATOR = "illustrator", _("illustrator")
    SUPERVISOR = "supervisor", _("supervisor")


class Access(models.TextChoices):
    """Who may read, from the widest to the narrowest; of two that overlap, the one that says less comes first."""

    PUBLIC = "public", _("everyone")
    SIGNED_IN = "signed_in", _("signed-in readers")
    HOME = "home", _("staff and students of the home university")
    PARTNERS = "partners", _("the partners of this work")
    CHOSEN = "chosen", _("chosen partners")
    OWNER = "owner", _("the depositor and editors")


class Level(models.TextChoices):
    UNDERGRADUATE = "undergraduate", _("undergraduate")
    MASTER = "master", _("master's")
    RESIDENCY = "residency", _("internship and residency")
    DOCTORAL = "doctoral", _("postgraduate and doctoral")
    CONTINUING = "continuing", _("continuing education")


class Audience(models.TextChoices):
    STUDENTS = "students", _("students")
    TEACHERS = "teachers", _("teaching staff")
    CLINICIANS = "clinicians", _("clinicians")
    PATIENTS = "patients", _("patients and the public")


class Resource(models.TextChoices):
    SLIDES = "slides", _("lecture slides")
    RECORDING = "recording", _("lecture recording")
    HANDBOOK = "handbook", _("handbook")
    EXERCISES = "exercises", _("exercises")
    CASE = "case", _("clinical case")
    TEST = "test", _("test questions")
    SYLLABUS = "syllabus", _("syllabus")


class State(models.TextChoices):
    """Where an output stands on its way; derived from the row and its workflow, stored nowhere."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    RETURNED = "returned", _("returned with comments")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DELETED = "deleted", _("deleted")
