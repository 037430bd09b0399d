"""What an editor does to one work and must give a reason for: a page for each verb."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from repository.outputs import services
from repository.outputs.models import Output


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=gettext_lazy("It stays in the history of the work."),
    )


class ReasonedView(BaseObjectMixin, PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """One verb on one work: says what it will do, asks why, does it."""

    model = Output
    permission_required = "publish"
    form_class = ReasonForm
    template_name = "repository/admin/reason.html"
    explanation = ""
    done = ""

    def act(self, reason: str) -> None:
        raise NotImplementedError

    def form_valid(self, form):
        try:
            self.act(form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, self.done % {"title": self.object.title})
        return redirect("wagtailsnippets_repository_output:list")

    def get_page_subtitle(self):
        return self.object.title

    def get_context_data(self, **kwargs):
        return super().get_context_data(explanation=self.explanation, output=self.object, **kwargs)


class WithdrawView(ReasonedView):
    page_title = gettext_lazy("Withdraw")
    header_icon = "view"
    explanation = gettext_lazy(
        "Readers will find a notice at its address, with the citation, your reason and the date. The work leaves "
        "search, lists and feeds, and its files are closed, at once. You can restore it at any time."
    )
    done = gettext_lazy("“%(title)s” is withdrawn.")

    def act(self, reason):
        services.output_withdraw(output=self.object, user=self.request.user, reason=reason)


class RestoreView(ReasonedView):
    page_title = gettext_lazy("Restore")
    header_icon = "undo"
    explanation = gettext_lazy("The work will be public again, for those who could read it before.")
    done = gettext_lazy("“%(title)s” is published again.")

    def act(self, reason):
        services.output_restore(output=self.object, user=self.request.user, reason=reason)


class UndeleteView(ReasonedView):
    page_title = gettext_lazy("Take the deletion back")
    header_icon = "undo"
    permission_required = "delete"
    explanation = gettext_lazy("The work will be again what it was before it was deleted.")
    done = gettext_lazy("The deletion of “%(title)s” is taken back.")

    def act(self, reason):
        services.output_undelete(output=self.object, user=self.request.user, reason=reason)


class DeleteView(ReasonedView):
    page_title = gettext_lazy("Delete")
    header_icon = "bin"
    permission_required = "delete"
    explanation = gettext_lazy(
        "Its address will say that it is gone, and nothing of it will be shown to anyone. You can take this back for "
        "30 days. To keep the citation and a reason in view, withdraw it instead."
    )
    done = gettext_lazy("“%(title)s” is deleted.")

    def act(self, reason):
        services.output_delete(output=self.object, user=self.request.user, reason=reason)
