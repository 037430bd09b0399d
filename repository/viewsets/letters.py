"""Letters in the admin: what was sent to whom, what waits and why, and *Try again*."""

from __future__ import annotations

import django_filters
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from repository.letters.kinds import KINDS, WORDED_ELSEWHERE, Shown, label_of
from repository.letters.models import Letter
from repository.letters.privacy import readable_text, shown_of
from repository.letters.selectors import post_state
from repository.letters.services import letter_retry
from repository.viewsets.read_only import ReadOnlyIndexView, ReadOnlyView, ReadOnlyViewSet

HIDDEN = {
    Shown.WITHOUT_LINKS: gettext_lazy(
        "Links are hidden: whoever follows them acts in the recipient's name. Once sent they are not kept here."
    ),
    Shown.NOTHING: gettext_lazy("What it says is the recipient's own business and is not shown."),
}


def kinds() -> list[tuple[str, str]]:
    return [(name, label_of(name)) for name in (*KINDS, *WORDED_ELSEWHERE)]


def kind_label(letter: Letter) -> str:
    return label_of(letter.name)


def recipient(letter: Letter) -> str:
    return f"{letter.display_name} <{letter.address}>" if letter.display_name else letter.address or _("(no address)")


def work(letter: Letter) -> str:
    return Truncator(letter.output.title).chars(80) or _("(untitled)") if letter.output else "–"


def work_url(letter: Letter) -> str | None:
    return reverse("wagtailsnippets_repository_output:edit", args=[letter.output_id]) if letter.output_id else None


class LetterFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(choices=Letter.State.choices, label=gettext_lazy("State"))
    name = django_filters.ChoiceFilter(choices=kinds, label=gettext_lazy("Letter"))
    work = django_filters.CharFilter(method="filter_work", label=gettext_lazy("Code of the work"))
    created_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Written"), widget=DateRangePickerWidget)

    class Meta:
        model = Letter
        fields = []

    def filter_work(self, queryset, _name, value):
        return queryset.filter(output__code=value.strip().lower())


class LetterIndexView(ReadOnlyIndexView):
    default_ordering = "-pk"
    template_name = "repository/admin/letters.html"

    def get_base_queryset(self):
        """Exactly what a line shows; not the letters themselves."""
        shown = ("name", "address", "display_name", "subject", "state", "last_error", "created_at", "output__title")
        return Letter.objects.select_related("output").only(*shown)

    def order_queryset(self, queryset):
        return queryset.order_by(self.ordering)

    @cached_property
    def columns(self):
        return [
            TitleColumn("recipient", label=_("To"), accessor=recipient, get_url=self.page_of),
            Column("name", label=_("Letter"), accessor=kind_label),
            TitleColumn("output", label=_("Work"), accessor=work, get_url=work_url),
            StatusTagColumn(
                "get_state_display", label=_("State"), primary=lambda letter: letter.state == Letter.State.SENT
            ),
            Column("last_error", label=_("Error"), accessor=lambda it: Truncator(it.last_error).chars(120)),
            DateColumn("created_at", label=_("Written"), sort_key="pk"),
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(post=post_state(), **kwargs)


class LetterView(ReadOnlyView):
    """One letter: where it stands, and its words as far as they are not secret."""

    model = Letter
    template_name = "repository/admin/letter.html"
    page_title = gettext_lazy("Letter")
    index_label = gettext_lazy("Letters")

    def get_page_subtitle(self):
        return self.object.subject

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            kind=kind_label(self.object),
            text=readable_text(self.object),
            hidden=HIDDEN.get(shown_of(self.object), ""),
            gathered=self.object.gathered.order_by("pk"),
            may_retry=self.object.state == Letter.State.FAILED and self.user_has_permission("retry"),
            **kwargs,
        )


class RetryView(PermissionCheckedMixin, View):
    model = Letter
    permission_required = "retry"
    http_method_names = ["post"]

    def post(self, request, pk):
        try:
            letter_retry(letter=get_object_or_404(Letter, pk=pk))
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("The letter will be sent again within a few seconds."))
        return redirect("letters_sent:page", pk)


class LetterViewSet(ReadOnlyViewSet):
    model = Letter
    name = "letters_sent"
    url_prefix = "letters"
    icon = "mail"
    menu_label = gettext_lazy("Letters")
    menu_order = 95
    search_backend_name = None
    search_fields = ["address", "display_name", "subject"]
    filterset_class = LetterFilterSet
    index_view_class = LetterIndexView
    page_view_class = LetterView

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/retry/", self.construct_view(RetryView), name="retry"),
        ]
