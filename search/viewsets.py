"""Synonyms in the admin: kept one group at a time, or brought and taken as a table."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from search.asking.synonyms import synonyms_as_csv, synonyms_import, terms_shared
from search.models import SynonymGroup

LARGEST_TABLE = 2 * 1024 * 1024  # bytes


class SynonymIndexView(IndexView):
    default_ordering = "terms"

    @property
    def columns(self):
        return [
            TitleColumn("terms", label=_("Terms"), accessor=str, sort_key="terms", get_url=self.get_edit_url),
            BooleanColumn("one_way", label=_("One way"), sort_key="one_way"),
        ]

    @cached_property
    def header_more_buttons(self):
        mine = [Button(_("Download as a table (CSV)"), url=reverse("synonyms:export"), icon_name="download")]
        if self.user_has_permission("add"):
            mine.append(Button(_("Add from a table (CSV)"), url=reverse("synonyms:import"), icon_name="upload"))
        return [*super().header_more_buttons, *mine]


class SharedTermsMixin:
    """Saves, and says which terms other groups have too: that may well be meant, so it stops nobody."""

    def save_instance(self):
        group = super().save_instance()
        for term, others in terms_shared(group).items():
            groups = "; ".join(str(other) for other in others)
            messages.warning(
                self.request,
                _("“%(term)s” also stands in: %(groups)s. Whoever looks for it finds what all of them mean.")
                % {"term": term, "groups": groups},
            )
        return group


class SynonymCreateView(SharedTermsMixin, CreateView):
    pass


class SynonymEditView(SharedTermsMixin, EditView):
    pass


class TableForm(forms.Form):
    table = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy(
            "A CSV file in UTF-8 with the columns “one way” (“yes” or empty) and “terms” (parted by |), as the "
            "download gives it. Groups that are here already are passed over."
        ),
    )

    def clean_table(self) -> str:
        file = self.cleaned_data["table"]
        if file.size > LARGEST_TABLE:
            raise ValidationError(_("The file is larger than 2 MB. Part it and bring one piece after the other."))
        try:
            return file.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise ValidationError(_("The file is not text in UTF-8. Save it as “CSV UTF-8” and try again.")) from error


class SynonymImportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    model = SynonymGroup
    permission_required = "add"
    form_class = TableForm
    template_name = "search/synonyms_import.html"
    page_title = gettext_lazy("Add synonyms from a table")
    header_icon = "upload"

    def form_valid(self, form):
        try:
            count = synonyms_import(table=form.cleaned_data["table"])
        except ValidationError as error:
            form.add_error("table", error.messages)
            return self.form_invalid(form)
        said = ngettext("%(count)d group of synonyms is added.", "%(count)d groups of synonyms are added.", count)
        messages.success(self.request, said % {"count": count})
        return redirect("synonyms:index")


class SynonymExportView(PermissionCheckedMixin, View):
    model = SynonymGroup
    any_permission_required = ["view", "add", "change", "delete"]

    def get(self, request):
        headers = {"Content-Disposition": 'attachment; filename="synonyms.csv"'}
        return HttpResponse(synonyms_as_csv(), content_type="text/csv; charset=utf-8", headers=headers)


class SynonymViewSet(ModelViewSet):
    model = SynonymGroup
    name = "synonyms"
    icon = "list-ul"
    menu_label = gettext_lazy("Synonyms")
    menu_order = 94
    add_to_admin_menu = True
    list_per_page = 50
    copy_view_enabled = False
    search_backend_name = None
    search_fields = ["terms"]
    list_filter = ["one_way"]
    add_to_reference_index = False
    form_fields = ["terms", "one_way"]
    index_view_class = SynonymIndexView
    add_view_class = SynonymCreateView
    edit_view_class = SynonymEditView

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("import/", self.construct_view(SynonymImportView), name="import"),
            path("export/", self.construct_view(SynonymExportView), name="export"),
        ]
