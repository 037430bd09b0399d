"""What a depositor says of versions: what changed in a new one, and who may open the files of earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from repository.access.policies import can_edit_deposit
from repository.deposit.forms.access import FileAccessForm
from repository.files.models import FormerFile
from repository.outputs.models import Output
from repository.partners.models import Partner
from repository.people.models import User


@transaction.atomic
def version_note_keep(*, output: Output, user: User, note: str) -> Output:
    """Keeps what the depositor says of the next version, whether or not it can be submitted now."""
    row = Output.objects.select_for_update().get(pk=output.pk)
    if not can_edit_deposit(user, row):
        raise PermissionDenied
    row.version_note = note.replace("\x00", "").strip()[: Output._meta.get_field("version_note").max_length]
    row.save(update_fields=["version_note"])
    return row


@transaction.atomic
def former_file_change_access(
    *,
    file: FormerFile,
    user: User,
    access: str,
    embargo_until: date | None,
    reason: str,
    embargo_reason: str = "",
    chosen_partners: Sequence[Partner] = (),
) -> FormerFile:
    """Opens or closes a file of an earlier version, at once and for every reader."""
    row = FormerFile.objects.select_for_update().select_related("output").get(pk=file.pk)
    if not can_edit_deposit(user, row.output):
        raise PermissionDenied
    row.access, row.embargo_until, row.embargo_reason = access, embargo_until, embargo_reason
    row.full_clean()
    row.chosen_partners = chosen_partners
    row.save(update_fields=["access", "embargo_until", "embargo_reason", "chosen_partners"])
    data = {"file": row.name, "number": row.number, "access": access, "reason": reason.strip()}
    log(instance=row.output, action="conjoint.former_access", user=user, data=data, content_changed=True)
    return row


class VersionForm(forms.Form):
    """What readers are told of a new version. Whether it must be said, the checks of the last step know."""

    use_required_attribute = False

    version_note = forms.CharField(
        label=gettext_lazy("What changed in this version, and why"),
        help_text=gettext_lazy(
            "Its files are others than those that readers know, so it becomes a new version of the work, at the same "
            "address. Readers see these words in the list of versions; the earlier version stays readable there."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class FormerFileForm(FileAccessForm):
    """Who may open one file of an earlier version, from when, and why that changes."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It stays in the history of the work."),
        max_length=500,
        error_messages={"required": gettext_lazy("Say why: it stays in the history of the work.")},
    )

    @classmethod
    def initial_of(cls, file: FormerFile) -> dict:
        return FileAccessForm.initial_of(file)
