"""The texts of letters in the admin, in each language, for administrators."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet

from repository.letters.kinds import KINDS, LetterKind
from repository.letters.languages import LetterLanguage
from repository.letters.models import LetterWording
from repository.letters.previews import preview
from repository.letters.selectors import wordings_now
from repository.letters.wordings import (
    Wording,
    WordingChanged,
    body_check,
    needed_in,
    newest_wording,
    wording_check,
    wording_of,
    wording_reset,
    wording_write,
)

PERMISSION = "repository.change_letterwording"
MOST_SHOWN = 50  # of the history
LONGEST_BODY = 10_000


class WordingForm(forms.Form):
    """``following`` is the number of the wording that was read before this one was written."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Letter"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy(
            "Plain text; an empty line parts paragraphs. A paragraph whose placeholders are all empty is left out. "
            "Words before the main link, with a colon, become the button. Lines that begin with “- ” are a list. "
            "What follows a line “--” is the small print: why the letter comes."
        ),
    )
    following = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, kind: LetterKind, **kwargs):
        self.kind = kind
        super().__init__(*args, **kwargs)

    def clean_subject(self) -> str:
        wording_check(self.kind, self.cleaned_data["subject"])
        return self.cleaned_data["subject"]

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].replace("\r\n", "\n")
        body_check(self.kind, body)
        return body


class WordingListView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    model = LetterWording
    permission_required = "change"
    template_name = "repository/admin/wordings.html"
    page_title = gettext_lazy("Texts of letters")
    header_icon = "mail"

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        now = wordings_now()
        rows = [
            (kind, [(*language, now[name][language[0]]) for language in LetterLanguage.choices])
            for name, kind in KINDS.items()
        ]
        return super().get_context_data(rows=rows, **kwargs)


class WordingView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """One text: to change, to look at as it would be read, to put back, and who wrote it before."""

    model = LetterWording
    permission_required = "change"
    template_name = "repository/admin/wording.html"
    form_class = WordingForm
    header_icon = "mail"
    shown: Wording | None = None

    def dispatch(self, request, *args, **kwargs):
        self.kind = KINDS.get(kwargs["name"])
        self.language = kwargs["language"]
        if self.kind is None or self.language not in LetterLanguage.values:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return self.kind.label

    def get_breadcrumbs_items(self):
        here = f"{self.kind.label}, {LetterLanguage(self.language).label}"
        trail = [{"url": reverse("letter_texts:index"), "label": _("Texts of letters")}, {"url": "", "label": here}]
        return [*super().get_breadcrumbs_items(), *trail]

    def get_page_subtitle(self):
        return LetterLanguage(self.language).label

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kind": self.kind}

    def get_initial(self):
        """What counts now; or an earlier text, which counts again only when it is saved."""
        wording = self._earlier() or wording_of(self.kind, self.language)
        return {"subject": wording.subject, "body": wording.body, "following": self._newest_number()}

    def _newest_number(self) -> int:
        newest = newest_wording(self.kind, self.language)
        return newest.number if newest else 0

    def _earlier(self) -> LetterWording | None:
        number = self.request.GET.get("from", "")
        return self._history().filter(number=number, is_default=False).first() if number.isdecimal() else None

    def _history(self):
        return LetterWording.objects.filter(name=self.kind.name, language=self.language).select_related("written_by")

    def post(self, request, *args, **kwargs):
        return self._reset() if request.POST.get("action") == "reset" else super().post(request, *args, **kwargs)

    def form_valid(self, form):
        data = form.cleaned_data
        self.shown = Wording(data["subject"], data["body"])
        if self.request.POST.get("action") == "preview":
            return self.render_to_response(self.get_context_data(form=form, is_tried=True))
        try:
            wording_write(kind=self.kind, language=self.language, user=self.request.user, **data)
        except WordingChanged:
            return self._changed(form)
        messages.success(self.request, _("Saved. Letters are written with this text from now on."))
        return redirect("letter_texts:edit", self.kind.name, self.language)

    def _reset(self):
        form = self.get_form()
        try:
            following = form.fields["following"].clean(form["following"].value())
            wording_reset(kind=self.kind, language=self.language, following=following, user=self.request.user)
        except (WordingChanged, ValidationError):
            return self._changed(form)
        messages.success(self.request, _("The programme's own text counts again. Yours is still in the history."))
        return redirect("letter_texts:edit", self.kind.name, self.language)

    def _changed(self, form):
        """What was typed stays on the page; saved once more it follows the newer text knowingly."""
        form.is_valid()
        form.data = form.data.copy()
        form.data["following"] = self._newest_number()
        said = _("Somebody else changed this text meanwhile; the history below shows theirs.")
        form.add_error(None, said + " " + _("Nothing of yours is lost: save again to have it count instead."))
        return self.form_invalid(form)

    def get_context_data(self, **kwargs):
        now = wording_of(self.kind, self.language)
        return super().get_context_data(
            kind=self.kind,
            needed=needed_in(self.kind),
            now=now,
            preview=preview(self.kind, self.shown or now, self.language),
            history=self._history()[:MOST_SHOWN],
            **kwargs,
        )


class WordingMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(PERMISSION)


class WordingViewSet(ViewSet):
    name = "letter_texts"
    url_prefix = "letter-texts"
    icon = "mail"
    menu_label = gettext_lazy("Texts of letters")
    menu_order = 700
    menu_item_class = WordingMenuItem
    add_to_settings_menu = True

    def get_urlpatterns(self):
        return [
            path("", self.construct_view(WordingListView), name="index"),
            path("<slug:name>/<slug:language>/", self.construct_view(WordingView), name="edit"),
        ]
