"""Requests for withdrawal in the admin."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.permissions import register_permission_policy

from repository.viewsets.asked import AskedIndexView, AskedView, ReviewersOnly, state_filter, title_of
from repository.viewsets.read_only import ReadOnlyViewSet
from repository.withdrawal.models import WithdrawalRequest
from repository.withdrawal.services import withdrawal_decline, withdrawal_grant

register_permission_policy(WithdrawalRequest, ReviewersOnly(WithdrawalRequest), exact_class=True)


class GrantForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason for the public"),
        max_length=2000,
        help_text=gettext_lazy("Readers find it in the place of the work. It begins as what the owner wrote."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class DeclineForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Sentence to the owners"),
        max_length=2000,
        help_text=gettext_lazy("It is sent as a letter, and stands on the page where they asked."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class WithdrawalIndexView(AskedIndexView):
    def get_base_queryset(self):
        return WithdrawalRequest.objects.select_related("output", "user")

    def shown(self):
        yield TitleColumn("work", label=_("Work"), accessor=title_of, get_url=self.page_of)
        yield Column("get_why_display", label=_("Why"))
        yield Column("user", label=_("Who asks"))
        yield DateColumn("created_at", label=_("Asked"))
        yield StatusTagColumn("get_state_display", label=_("State"), primary=lambda row: row.is_open)


class WithdrawalView(AskedView):
    model = WithdrawalRequest
    queryset = WithdrawalRequest.objects.select_related("output", "user", "decided_by")
    template_name = "repository/admin/withdrawal.html"
    page_title = gettext_lazy("Request for withdrawal")
    index_label = gettext_lazy("Requests for withdrawal")
    acts = ("grant", "decline")

    def get_page_subtitle(self):
        return self.object.output.title

    def form_for(self, act, data=None):
        if act == "grant":
            return GrantForm(data, prefix=act, initial={"reason": self.object.reason})
        return DeclineForm(data, prefix=act)

    def decide(self, form):
        asked = {"request": self.object, "user": self.request.user}
        if isinstance(form, GrantForm):
            withdrawal_grant(**asked, **form.cleaned_data)
            return _("“%(title)s” is withdrawn. Its owners are told by letter.") % {"title": self.object.output.title}
        withdrawal_decline(**asked, **form.cleaned_data)
        return _("Declined. The owners are told by letter.")


class WithdrawalViewSet(ReadOnlyViewSet):
    model = WithdrawalRequest
    name = "withdrawals"
    url_prefix = "withdrawals"
    icon = "view"
    menu_label = gettext_lazy("Withdrawals")
    menu_order = 93
    filterset_class = state_filter(WithdrawalRequest)
    index_view_class = WithdrawalIndexView
    page_view_class = WithdrawalView
