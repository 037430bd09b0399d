"""Stored files in the admin: to look at, to check, and to read again. Their bytes never change: nothing is edited."""

import django_filters
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from repository.files.models import OutputFile, SlowPicture, StoredFile
from repository.files.reasons import WHY_NO_SLIDES, why_no_text
from repository.files.services import digest_of, stored_file_read_again
from repository.viewsets.read_only import ReadOnlyIndexView, ReadOnlyView, ReadOnlyViewSet


class StoredFileFilterSet(WagtailFilterSet):
    reading = django_filters.ChoiceFilter(choices=StoredFile.Reading.choices, label=gettext_lazy("Text"))
    media_type = django_filters.CharFilter(lookup_expr="startswith", label=gettext_lazy("Media type begins with"))
    name = django_filters.CharFilter(method="filter_name", label=gettext_lazy("File name contains"))

    class Meta:
        model = StoredFile
        fields = []

    def filter_name(self, queryset, _name, value):
        return queryset.filter(Exists(OutputFile.objects.filter(stored_file=OuterRef("pk"), name__icontains=value)))


def names(stored_file: StoredFile) -> str:
    places = [place.name for place in stored_file.places.all()]
    return ", ".join(dict.fromkeys(places)) or stored_file.sha256[:12]


class StoredFileIndexView(ReadOnlyIndexView):
    default_ordering = "-pk"

    def get_base_queryset(self):
        return StoredFile.objects.prefetch_related("places")

    def order_queryset(self, queryset):
        return queryset.order_by(self.ordering)

    @property
    def columns(self):
        return [
            TitleColumn("name", label=_("Name"), accessor=names, get_url=self.page_of),
            Column("media_type", label=_("Media type")),
            Column("size", label=_("Size"), sort_key="size", accessor=lambda it: filesizeformat(it.size)),
            StatusTagColumn("reading_word", label=_("Text"), primary=lambda it: it.reading == StoredFile.Reading.DONE),
            Column("unit_count", label=_("Pages")),
            DateColumn("created_at", label=_("Stored"), sort_key="pk"),
        ]


class StoredFileView(ReadOnlyView):
    """All that is known of a file, and where it is used."""

    model = StoredFile
    template_name = "repository/admin/stored_file.html"
    page_title = gettext_lazy("File")
    index_label = gettext_lazy("Files")

    def get_page_subtitle(self):
        return names(self.object)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            places=self.object.places.select_related("output"),
            why=why_no_text(self.object),
            why_no_slides=WHY_NO_SLIDES.get(self.object.slides_reason, ""),
            lost_pictures=self.object.slow_pictures.filter(state=SlowPicture.State.LOST).count(),
            may_act=self.user_has_permission("change") and not self.object.removed_at,
            **kwargs,
        )


class StoredFileActionView(PermissionCheckedMixin, View):
    """Something done to one file, then back to its page. Acts on POST alone."""

    model = StoredFile
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request, pk):
        stored_file = get_object_or_404(StoredFile, pk=pk)
        self.act(stored_file)
        return redirect("stored_files:page", pk)


class ReadAgainView(StoredFileActionView):
    def act(self, stored_file):
        stored_file_read_again(stored_file=stored_file)
        messages.success(self.request, _("The file is queued to be read again. Its present text stays until then."))


class CheckFixityView(StoredFileActionView):
    """Reads all bytes again and compares their digest with the one taken when they came in."""

    def act(self, stored_file):
        if stored_file.removed_at:
            messages.error(self.request, _("The bytes of this file were removed after its work was deleted."))
            return
        try:
            with stored_file.content.open() as content:
                intact = digest_of(content) == stored_file.sha256
        except FileNotFoundError:
            messages.error(
                self.request, _("The bytes of this file are missing from storage. Restore them from a backup.")
            )
            return
        if intact:
            messages.success(self.request, _("The stored bytes are the ones that were uploaded."))
        else:
            messages.error(self.request, _("The stored bytes have changed. Restore the file from a backup."))


class StoredFileViewSet(ReadOnlyViewSet):
    model = StoredFile
    name = "stored_files"
    icon = "doc-empty"
    menu_label = gettext_lazy("Files")
    menu_order = 93
    search_backend_name = None
    search_fields = ["sha256"]
    filterset_class = StoredFileFilterSet
    index_view_class = StoredFileIndexView
    page_view_class = StoredFileView

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/read-again/", self.construct_view(ReadAgainView), name="read_again"),
            path("<int:pk>/check/", self.construct_view(CheckFixityView), name="check"),
        ]
