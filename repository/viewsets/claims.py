"""Claims in the admin: who says to be which author, all that is needed to decide, and the undo."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.db.models import Count
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.permissions import register_permission_policy

from repository.claims.decisions import claim_confirm, claim_decline, claim_undo
from repository.claims.forms import as_published
from repository.claims.likeness import likeness_of
from repository.claims.models import Claim
from repository.outputs.models import Contribution
from repository.people.models import Person
from repository.viewsets.asked import AskedIndexView, AskedView, ReviewersOnly, state_filter, title_of
from repository.viewsets.read_only import ReadOnlyViewSet

register_permission_policy(Claim, ReviewersOnly(Claim), exact_class=True)

WHOLE, ALONE = "whole", "alone"


class WordsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Words to the account"),
        help_text=gettext_lazy("Sent in the letter about your decision. Needed to decline."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class ConfirmForm(WordsForm):
    """Which contributor is meant, and how much of the person whom they name; asked where there is a choice."""

    entry = forms.TypedChoiceField(label=gettext_lazy("Contributor"), coerce=int, widget=forms.RadioSelect)
    how_much = forms.ChoiceField(
        label=gettext_lazy("A person without account stands behind this name already"),
        choices=[
            (WHOLE, gettext_lazy("It is the same person: all their works are this account's")),
            (ALONE, gettext_lazy("This work alone is this account's")),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ["entry", "how_much", "words"]

    def __init__(self, *args, entries: list[Contribution], has_choice: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = [(entry.pk, entry_label(entry)) for entry in entries]
        if not has_choice:
            del self.fields["how_much"]


def entry_label(entry: Contribution) -> str:
    """As published, and whom the entry names here."""
    return " · ".join([as_published(entry), *([person_label(entry.person)] if entry.person else [])])


def person_label(person: Person) -> str:
    works = ngettext("person with %(count)d work", "person with %(count)d works", person.works) % {
        "count": person.works
    }
    return works if not person.user else _("%(works)s, account %(account)s") % {"works": works, "account": person.user}


def name_of(claim: Claim) -> str:
    return f"{claim.name}, {claim.get_role_display()}"


def likeness_label(claim: Claim) -> str:
    return likeness_of(claim.user, claim).label


class ClaimIndexView(AskedIndexView):
    def get_base_queryset(self):
        return Claim.objects.select_related("output", "user")

    def shown(self):
        yield TitleColumn("user", label=_("Who says so"), accessor=lambda row: str(row.user), get_url=self.page_of)
        yield Column("name", label=_("Name on the work"), accessor=name_of)
        yield Column("likeness", label=_("Account and name"), accessor=likeness_label)
        yield Column("work", label=_("Work"), accessor=title_of)
        yield DateColumn("created_at", label=_("Said"))
        yield StatusTagColumn("get_state_display", label=_("State"), primary=lambda row: row.is_open)


class ClaimView(AskedView):
    model = Claim
    queryset = Claim.objects.select_related("output", "user__institution", "decided_by")
    template_name = "repository/admin/claim.html"
    page_title = gettext_lazy("Claim")
    index_label = gettext_lazy("Claims")
    acts = ("confirm", "decline", "undo")

    def get_page_subtitle(self):
        return str(self.object)

    @cached_property
    def entries(self) -> list[Contribution]:
        """With the person of each, and how many works name that person."""
        entries = self.object.output.contributions.order_by("sort_order", "pk")
        entries = list(entries.prefetch_related("affiliations__partner__names"))
        people = Person.objects.select_related("user").annotate(works=Count("contributions__output", distinct=True))
        known = people.in_bulk([entry.person_id for entry in entries if entry.person_id])
        for entry in entries:
            entry.person = known.get(entry.person_id)
        return entries

    @cached_property
    def own_person(self) -> Person | None:
        return Person.objects.filter(user=self.object.user).first()

    def form_for(self, act, data=None):
        if act != "confirm":
            return WordsForm(data, prefix=act)
        own, meant = self.own_person, self.object.entry_among(self.entries)
        named = [one.person for one in ([meant] if meant else self.entries) if one.person]
        others = [person for person in named if person != own and not person.user_id]
        initial = {"entry": meant.pk if meant else None}
        return ConfirmForm(data, prefix=act, entries=self.entries, has_choice=bool(others), initial=initial)

    def decide(self, form):
        asked = {"claim": self.object, "user": self.request.user, "words": form.cleaned_data["words"]}
        if isinstance(form, ConfirmForm):
            whole = form.cleaned_data.get("how_much") == WHOLE
            claim_confirm(**asked, entry=form.cleaned_data["entry"], whole=whole)
            return _("Confirmed. The account is told by letter.")
        if form.prefix == "undo":
            claim_undo(**asked)
            return _("Undone. The account is told by letter.")
        claim_decline(**asked)
        return _("Declined. The account is told by letter.")

    def get_context_data(self, **kwargs):
        claim = self.object
        others = Claim.objects.filter(output=claim.output).exclude(pk=claim.pk).select_related("user")
        return super().get_context_data(
            likeness=likeness_label(claim),
            own_person=self.own_person,
            orcid=SocialAccount.objects.filter(user=claim.user, provider="orcid").values_list("uid", flat=True).first(),
            meant=claim.entry_among(self.entries),
            others=others.order_by("-pk")[:20],
            more=claim.user.claims.filter(state=Claim.State.OPEN).exclude(pk=claim.pk).count(),
            **kwargs,
        )


class ClaimViewSet(ReadOnlyViewSet):
    model = Claim
    name = "claims_made"
    url_prefix = "claims"
    icon = "user"
    menu_label = gettext_lazy("Claims of authors")
    menu_order = 92
    filterset_class = state_filter(Claim)
    index_view_class = ClaimIndexView
    page_view_class = ClaimView
