"""What people ask of the library, in the admin: a queue for each kind, and a page to decide each question."""

from __future__ import annotations

import django_filters
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.permission_policies import BasePermissionPolicy

from repository.access.policies import can_review
from repository.viewsets.read_only import ReadOnlyIndexView, ReadOnlyView

OPEN = "open"


class ReviewersOnly(BasePermissionPolicy):
    """Whoever may review deposits decides what is asked about works."""

    def user_has_permission(self, user, action):
        return can_review(user)

    def user_has_any_permission(self, user, actions):
        return can_review(user)


def title_of(row) -> str:
    return Truncator(row.output.title).chars(120) or _("(untitled)")


def state_filter(of_model) -> type[WagtailFilterSet]:
    """What is settled shows only to who asks for it."""

    class StateFilterSet(WagtailFilterSet):
        state = django_filters.ChoiceFilter(choices=of_model.State.choices, label=gettext_lazy("State"))

        class Meta:
            model = of_model
            fields = []

        def filter_queryset(self, queryset):
            state = self.form.cleaned_data.get("state") or OPEN
            return queryset.filter(state=state).order_by("pk" if state == OPEN else "-pk")

    return StateFilterSet


class AskedIndexView(ReadOnlyIndexView):
    any_permission_required = ["view"]

    def order_queryset(self, queryset):
        return queryset

    @cached_property
    def columns(self):
        return list(self.shown())


class AskedView(ReadOnlyView):
    """One question: all that is needed to decide it, and the buttons that do, each of which sends a form."""

    page_url_name = ""
    acts: tuple[str, ...]

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        act = request.POST.get("act")
        form = self.form_for(act, request.POST) if act in self.acts else None
        if form and form.is_valid() and self._decided(form):
            return redirect(request.path)
        if form and form.errors:
            self._lead_to_faults(form)
        return self.render_to_response(self.get_context_data(**{form.prefix: form} if form else {}))

    def get_context_data(self, **kwargs):
        forms_shown = {act: self.form_for(act) for act in self.acts}
        return super().get_context_data(**forms_shown | kwargs)

    def form_for(self, act: str, data=None):
        """The form of an act, which is its prefix."""
        raise NotImplementedError

    def decide(self, form) -> str:
        """Does it; returns what to say."""
        raise NotImplementedError

    def _lead_to_faults(self, form) -> None:
        """The page begins far above the fields: it is told at its top, and the first field to mend takes the focus."""
        messages.error(self.request, _("Nothing is decided yet. What is missing is said below; what you wrote stands."))
        field = form.fields.get(next(iter(form.errors)))
        if field:
            field.widget.attrs["autofocus"] = True

    def _way_on(self):
        waiting = self.model.objects.filter(state=OPEN).order_by("pk").first()
        if waiting:
            return messages.button(reverse(self.page_url_name, args=[waiting.pk]), _("Next one that waits"))
        return messages.button(reverse(self.index_url_name), _("Back to the list"))

    def _decided(self, form) -> bool:
        try:
            messages.success(self.request, self.decide(form), buttons=[self._way_on()])
        except ValidationError as refused:
            if hasattr(refused, "error_dict"):
                form.add_error(None, refused)
            else:  # the page may have no form any more
                messages.error(self.request, " ".join(refused.messages))
            return False
        return True
