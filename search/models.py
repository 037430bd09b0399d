"""The outbox: which objects changed, and how far the index has followed; the editors' synonyms;
and in which languages meaning ranks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from search.engines.analysis import term_key
from search.kept import Export, SavedSearch  # noqa: F401  (where Django looks for models)

FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=6)


class IndexedObjectQuerySet(models.QuerySet):
    def waiting(self) -> IndexedObjectQuerySet:
        """Changed since the index last followed."""
        return self.filter(version__gt=F("applied_version"))

    def due(self) -> IndexedObjectQuerySet:
        """Waiting, and not resting after a failure; the longest waiting first."""
        return self.waiting().filter(Q(retry_at=None) | Q(retry_at__lte=timezone.now())).order_by("changed_at", "key")

    def failed(self) -> IndexedObjectQuerySet:
        return self.waiting().exclude(error="")


class IndexedObject(models.Model):
    """One row for each thing whose change the index must follow, by key: ``output:12``, ``story:5``; or ``partner:3``
    and the like, whose change touches every document that names it.

    ``version`` grows by one in the transaction of each change; ``applied_version`` is what the index has followed.
    """

    key = models.CharField(_("key"), max_length=60, primary_key=True)
    version = models.PositiveBigIntegerField(_("version"), default=1)
    applied_version = models.PositiveBigIntegerField(_("version in the index"), default=0)
    changed_at = models.DateTimeField(_("changed"))
    applied_at = models.DateTimeField(_("indexed"), null=True)
    attempts = models.PositiveIntegerField(_("failed attempts"), default=0)
    retry_at = models.DateTimeField(_("next attempt"), null=True)
    error = models.TextField(_("error"), blank=True)

    objects = IndexedObjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("indexed object")
        verbose_name_plural = _("indexed objects")
        default_permissions = ()
        permissions = [("manage_search", _("Can see the state of the search index and have it rebuilt"))]
        indexes = [
            models.Index(
                fields=["changed_at", "key"], condition=Q(version__gt=F("applied_version")), name="index_waiting"
            ),
            models.Index(fields=["applied_at"], name="index_applied_at"),
        ]

    def __str__(self) -> str:
        return self.key

    def note_failure(self, error: Exception) -> None:
        """Rests for twice as long after each failure, and never longer than ``LONGEST_RETRY``."""
        pause = min(FIRST_RETRY * 2 ** min(self.attempts, 10), LONGEST_RETRY)
        type(self).objects.filter(pk=self.pk, version=self.version).update(
            attempts=self.attempts + 1, retry_at=timezone.now() + pause, error=f"{type(error).__name__}: {error}"[:2000]
        )


class IndexState(models.Model):
    """The one row about the index as a whole.

    ``swaps`` counts the generations that came into service: whoever wrote to the index compares it before noting the
    write as done, for it may have gone into a generation that serves no more. ``rebuild_started_at`` and
    ``rebuild_seen_at`` belong to the rebuild that is running; a rebuild that is not seen for a while is dead.
    ``synonyms`` is another value after each change of the list of synonyms, so that every process knows whether the
    list it has in memory is still the one in force.
    """

    SINGLE = 1

    swaps = models.PositiveIntegerField(default=0)
    rebuild_started_at = models.DateTimeField(null=True)
    rebuild_seen_at = models.DateTimeField(null=True)
    synonyms = models.UUIDField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="index_state_single")]

    def __str__(self) -> str:
        return str(_("search index"))

    @classmethod
    def current(cls) -> IndexState:
        return cls.objects.get_or_create(pk=cls.SINGLE)[0]


MOST_TERMS = 50
LONGEST_TERM = 100  # characters


class SynonymGroup(models.Model):
    """Terms that mean the same, in whatever languages; applied to queries, so nothing is indexed again for them."""

    terms = models.TextField(
        _("terms"),
        help_text=_("One on each line: words or expressions, in any language, abbreviations, names of drugs."),
    )
    one_way = models.BooleanField(
        _("one way"),
        default=False,
        help_text=_("Whoever looks for the first term finds the others too, but not the other way round."),
    )

    class Meta:
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["terms"]
        constraints = [
            models.CheckConstraint(condition=Q(terms__contains="\n"), name="synonyms_at_least_two"),
        ]

    def __str__(self) -> str:
        return " · ".join(self.term_list)

    @property
    def term_list(self) -> list[str]:
        """The terms in the order of their lines, spaces made regular."""
        return [term for line in self.terms.splitlines() if (term := " ".join(line.split()))]

    def clean(self) -> None:
        """Raises ValidationError that names every term at fault."""
        terms = self.term_list
        if errors := _faults_of(terms):
            raise ValidationError({"terms": errors})
        self.terms = "\n".join(terms)


def _faults_of(terms: Sequence[str]) -> list[str]:
    counts = Counter(term_key(term) for term in terms)
    faults = [
        (len(terms) < 2, _now("Write at least two terms, each on a line of its own.")),
        (len(terms) > MOST_TERMS, _now("There are more than %(most)d terms in this group.") % {"most": MOST_TERMS}),
        *((not term_key(term), _now("“%(term)s” has no letter or digit.") % {"term": term}) for term in terms),
        *(
            (
                len(term) > LONGEST_TERM,
                _now("“%(term)s…” is longer than %(most)d characters.") % {"term": term[:30], "most": LONGEST_TERM},
            )
            for term in terms
        ),
        *(
            (count > 1, _now("“%(term)s” stands here more than once.") % {"term": key})
            for key, count in counts.items()
            if key
        ),
    ]
    return [message for is_fault, message in faults if is_fault]


class MeaningWeight(models.Model):
    """What a ranking by meaning counts beside that by words in one language, as it was measured with one embedder."""

    language = models.CharField(max_length=35, primary_key=True)
    embedder = models.CharField(max_length=500)
    weight = models.FloatField()
    by_words = models.FloatField()
    with_meaning = models.FloatField()
    measured_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(weight=0) | Q(weight__gt=0, with_meaning__gt=F("by_words")), name="meaning_never_worse"
            )
        ]

    def __str__(self) -> str:
        return self.language
