"""What the catalogue and the stories announce → rows of the outbox, in the transaction that is announcing.

A name that many works carry (a partner's, a subject's) becomes one row; the worker spreads it over the works. Only
before such a thing is deleted are its works noted at once, since afterwards nobody knows them.
"""

from __future__ import annotations

from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import PageViewRestriction
from wagtail.signals import post_page_move

from repository.models import CourseTitle, Output, PartnerName, SubjectLabel
from repository.signals import outputs_changed
from search.asking.synonyms import synonyms_changed
from search.indexing.documents import output_key
from search.indexing.naming import NAMED, documents_naming_changed, named_key
from search.indexing.outbox import keys_changed, objects_changed_in
from search.indexing.stories import KIND_OF, stories_at_or_below, story_key
from search.models import SynonymGroup

# A translation of a name → the field that leads to what it names.
TRANSLATIONS = {PartnerName: "partner", SubjectLabel: "subject", CourseTitle: "course"}


def note_outputs(output_ids, **kwargs) -> None:
    keys_changed(output_key(pk) for pk in output_ids)


def note_deleted_output(instance, **kwargs) -> None:
    keys_changed([output_key(instance.pk)])


def note_name(instance, created=False, **kwargs) -> None:
    """A new thing is named nowhere yet."""
    if not created:
        keys_changed([named_key(instance)])


def note_translation(sender, instance, **kwargs) -> None:
    field = TRANSLATIONS[sender]
    keys_changed([f"{field}:{getattr(instance, f'{field}_id')}"])


def note_works_of_deleted(instance, **kwargs) -> None:
    documents_naming_changed(named_key(instance))


def note_story(instance, **kwargs) -> None:
    keys_changed([story_key(instance.pk)])


def note_stories_below(page, **kwargs) -> None:
    """Who may read a page depends on what it lies under."""
    objects_changed_in(stories_at_or_below(page), "story")


def note_moved(instance, **kwargs) -> None:
    note_stories_below(instance)


def note_restriction(instance, **kwargs) -> None:
    note_stories_below(instance.page)


def note_synonyms(**kwargs) -> None:
    synonyms_changed()


def connect() -> None:
    """Called once, when all apps are loaded."""
    outputs_changed.connect(note_outputs, dispatch_uid="search")
    post_delete.connect(note_deleted_output, sender=Output, dispatch_uid="search")
    for model in KIND_OF:
        post_save.connect(note_story, sender=model, dispatch_uid="search")
        post_delete.connect(note_story, sender=model, dispatch_uid="search")
    post_page_move.connect(note_moved, dispatch_uid="search")
    post_save.connect(note_restriction, sender=PageViewRestriction, dispatch_uid="search")
    post_delete.connect(note_restriction, sender=PageViewRestriction, dispatch_uid="search")
    for model in NAMED:
        post_save.connect(note_name, sender=model, dispatch_uid="search")
        pre_delete.connect(note_works_of_deleted, sender=model, dispatch_uid="search")
    for model in TRANSLATIONS:
        post_save.connect(note_translation, sender=model, dispatch_uid="search")
        post_delete.connect(note_translation, sender=model, dispatch_uid="search")
    post_save.connect(note_synonyms, sender=SynonymGroup, dispatch_uid="search")
    post_delete.connect(note_synonyms, sender=SynonymGroup, dispatch_uid="search")
