"""What outputs point at: partners, people, subjects, courses, agreements, activities."""

import django_filters
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from repository.activities.models import Activity
from repository.agreements.models import Agreement
from repository.partners.models import Partner
from repository.people.models import Person
from repository.subjects.models import Course, Subject
from repository.viewsets.fields import ChosenList
from repository.viewsets.listing import all_partners


def translations(relation: str, heading: str) -> InlinePanel:
    return InlinePanel(
        relation, [FieldRowPanel([FieldPanel("language"), FieldPanel("text")])], heading=heading, label=_("translation")
    )


def word_panel() -> MultiFieldPanel:
    """Whether joint works wait for the partners' word."""
    return MultiFieldPanel(
        [FieldPanel("word"), FieldPanel("silence_days")],
        heading=_("Word before publication"),
        help_text=_(
            "What an agreement lays down goes before what its partners do. Where neither does, contact people are "
            "informed."
        ),
    )


def partner_filter(label: str) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(queryset=all_partners, label=label)


class PersonFilterSet(WagtailFilterSet):
    institution = partner_filter(_("Institution"))

    class Meta:
        model = Person
        fields = []


class AgreementFilterSet(WagtailFilterSet):
    partners = partner_filter(_("Partner"))

    class Meta:
        model = Agreement
        fields = ["form"]


class ActivityFilterSet(WagtailFilterSet):
    partners = partner_filter(_("Partner"))

    class Meta:
        model = Activity
        fields = ["kind"]


class CatalogueViewSet(SnippetViewSet):
    """`related` names what a line shows of other tables, so that a list takes a constant number of queries."""

    list_per_page = 50
    copy_view_enabled = False
    related: tuple[str, ...] = ()

    def get_queryset(self, request):
        return self.model.objects.prefetch_related(*self.related)


class PartnerViewSet(CatalogueViewSet):
    model = Partner
    icon = "globe"
    related = ("names",)
    list_display = ["name", "kind", "city", "country", "ror", "is_home"]
    list_filter = ["kind", "country"]
    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("slug"), FieldPanel("kind")], heading=_("Institution")),
        translations("names", _("Names in other languages")),
        FieldRowPanel([FieldPanel("city"), FieldPanel("country")]),
        FieldRowPanel([FieldPanel("ror"), FieldPanel("website")]),
        FieldPanel("description"),
        FieldPanel("logo"),
        FieldPanel("is_home"),
        word_panel(),
        InlinePanel(
            "contacts",
            [FieldPanel("user")],
            heading=_("Contact people"),
            label=_("contact person"),
            help_text=_("Accounts of this institution that answer for it when a joint work is submitted."),
        ),
    ]


class PersonViewSet(CatalogueViewSet):
    model = Person
    icon = "user"
    related = ("institution__names", "user")
    list_display = ["family_name", "given_name", "orcid", "institution", "user", Column("works", label=_("Works"))]
    filterset_class = PersonFilterSet
    panels = [
        FieldRowPanel([FieldPanel("given_name"), FieldPanel("family_name")]),
        FieldPanel("orcid"),
        FieldPanel("institution"),
        FieldPanel("user"),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(works=Count("contributions__output", distinct=True))


class SubjectViewSet(CatalogueViewSet):
    model = Subject
    icon = "tag"
    related = ("labels", "broader__labels")
    list_display = ["label", "mesh_id", "broader"]
    panels = [
        FieldRowPanel([FieldPanel("label"), FieldPanel("slug")]),
        translations("labels", _("Labels in other languages")),
        FieldRowPanel([FieldPanel("mesh_id"), FieldPanel("broader")]),
    ]


class CourseViewSet(CatalogueViewSet):
    model = Course
    icon = "list-ul"
    related = ("titles",)
    list_display = ["title", "code"]
    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("title")]),
        translations("titles", _("Titles in other languages")),
    ]


class AgreementViewSet(CatalogueViewSet):
    model = Agreement
    icon = "doc-full-inverse"
    list_display = ["number", "title", "form", "signed_on", "ends_on"]
    filterset_class = AgreementFilterSet
    panels = [
        FieldRowPanel([FieldPanel("number"), FieldPanel("form")]),
        FieldPanel("title"),
        FieldPanel("partners", widget=ChosenList("names")),
        FieldRowPanel([FieldPanel("signed_on"), FieldPanel("ends_on")]),
        word_panel(),
    ]


class ActivityViewSet(CatalogueViewSet):
    model = Activity
    icon = "group"
    list_display = ["title", "kind", "starts_on", "ends_on", "place"]
    filterset_class = ActivityFilterSet
    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("place")]),
        FieldPanel("title"),
        FieldPanel("partners", widget=ChosenList("names")),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    ]


class CatalogueGroup(SnippetViewSetGroup):
    menu_label = _("Catalogue")
    menu_icon = "folder-open-inverse"
    menu_order = 92
    add_to_admin_menu = True
    items = (PartnerViewSet, PersonViewSet, SubjectViewSet, CourseViewSet, AgreementViewSet, ActivityViewSet)
