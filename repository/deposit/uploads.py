"""Files that come in pieces over a line that may break: begun, continued where they stopped, finished or given up.

The database says how far we have promised to keep an upload, the disk holds the bytes, and whoever reads takes the
smaller of the two: so a process may die between any two steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.duties import duty
from repository.deposit.drafts import draft_change
from repository.deposit.files import FileRefused, deposit_file_place, refuse_by_size
from repository.deposit.models import Upload, UploadPiece
from repository.files.partials import ArrivedFile, Partial, PartialChanged, Piece, Stretch, partials_sweep
from repository.files.services import stored_file_create
from repository.files.sniffing import display_name
from repository.outputs.models import Output
from repository.people.models import User

KEPT = timedelta(days=3)  # after the last piece
REMEMBERED = timedelta(days=1)  # after the end, for a browser that did not hear that it is there
MOST_AT_ONCE = 200


class OffsetDiffers(Exception):
    """The piece belongs elsewhere; ``offset`` is where to go on."""

    def __init__(self, offset: int):
        super().__init__(offset)
        self.offset = offset


class UploadTooLarge(FileRefused):
    """Refused for its size, before any of it was sent."""


def upload_begin(
    *, output: Output, user: User, name: str, length: int, fingerprint: str = "", sha256: str = ""
) -> Upload:
    """A new upload, or the unfinished one that this person began here with the same file.

    Args:
        fingerprint: what the browser knows a file by after a reload; blank when it does not care to go on.
        sha256: of the whole file, in lower-case hexadecimal, if the browser knows it.

    Raises UploadTooLarge, FileRefused, and what ``draft_change`` raises.
    """
    name = display_name(name)
    _refuse_size(name, length)
    with draft_change(output=output, user=user):  # its lock makes two beginnings of the same file one
        unfinished = Upload.objects.filter(user=user, number=None)
        begun = unfinished.filter(output_id=output.pk, length=length, fingerprint=fingerprint, name=name)
        if fingerprint and (known := begun.first()):
            return known
        _refuse_beyond_quota(unfinished, name, length)
        upload = Upload(
            output_id=output.pk, user=user, name=name, length=length, fingerprint=fingerprint, sha256=sha256
        )
        upload.full_clean()
        upload.save()
    return upload


def _refuse_size(name: str, length: int) -> None:
    try:
        refuse_by_size(length, name)
    except FileRefused as refused:
        raise UploadTooLarge(refused.message) if length else refused from None


def _refuse_beyond_quota(unfinished, name: str, length: int) -> None:
    on_their_way = sum(unfinished.values_list("length", flat=True))
    if on_their_way + length > settings.UPLOAD_UNFINISHED_BYTES or unfinished.count() >= MOST_AT_ONCE:
        raise UploadTooLarge(
            _(
                "“%(name)s” was not begun: your unfinished uploads take %(size)s already. Finish or cancel some of "
                "them on the Files step; those that nobody continues go by themselves after three days."
            )
            % {"name": name, "size": filesizeformat(on_their_way)}
        )


def upload_offset(upload: Upload) -> int:
    """The next byte that is wanted: what was promised, or less where the disk has lost some of it."""
    on_disk = Partial(str(upload.pk)).size
    if upload.is_finished or on_disk >= upload.offset:
        return upload.offset
    whole = upload.pieces.filter(end__lte=on_disk).order_by("-end").first()
    return whole.end if whole else 0


def upload_append(*, upload: Upload, offset: int, piece: Piece) -> Upload:
    """Keeps a piece that begins at ``offset``; with the last one, the file takes its place in the work.

    Raises OffsetDiffers for a piece that belongs elsewhere, such as one that was sent twice; PartialBusy while another
    request writes; Upload.DoesNotExist when it was cancelled meanwhile; FileRefused and what ``draft_change`` raises
    when the file cannot be taken in.
    """
    partial = Partial(str(upload.pk))
    with partial.locked():
        upload = Upload.objects.get(pk=upload.pk)
        wanted = upload_offset(upload)
        if offset != wanted or upload.is_finished:
            raise OffsetDiffers(wanted)
        if offset + piece.size > upload.length:
            raise FileRefused(_("More arrived than the file was said to hold. Choose it again."))
        partial.append(piece, at=offset)
        if offset + piece.size == upload.length:
            return _upload_finish(upload, partial, offset, piece)
        return _upload_advance(upload, offset, piece)


@transaction.atomic
def _upload_advance(upload: Upload, offset: int, piece: Piece) -> Upload:
    upload = Upload.objects.select_for_update().get(pk=upload.pk)  # nobody cancels it in between
    upload.pieces.filter(start__gte=offset).delete()
    end = offset + piece.size
    UploadPiece.objects.create(upload=upload, start=offset, end=end, sha256=piece.sha256.hex())
    upload.offset = end
    upload.save(update_fields=["offset", "touched_at"])
    return upload


def _upload_finish(upload: Upload, partial: Partial, offset: int, piece: Piece) -> Upload:
    earlier = upload.pieces.filter(start__lt=offset)
    last = Stretch(offset, upload.length, piece.sha256.hex())
    stretches = [*(Stretch(each.start, each.end, each.sha256) for each in earlier), last]
    sha256 = _digest_of_whole(upload, partial, stretches)
    with draft_change(output=upload.output, user=upload.user):
        pass  # ask before the bytes are stored, not after
    with ArrivedFile(partial, name=upload.name, sha256=sha256) as file:
        stored = stored_file_create(file=file)
    try:
        with transaction.atomic():
            upload = Upload.objects.select_for_update().get(pk=upload.pk)
            place = deposit_file_place(output=upload.output, user=upload.user, stored=stored, name=upload.name)
            upload.number, upload.offset = place.number, upload.length
            upload.save(update_fields=["number", "offset", "touched_at"])
            upload.pieces.all().delete()
    except FileRefused:
        upload_cancel(upload=upload)
        raise
    partial.remove()
    return upload


def _digest_of_whole(upload: Upload, partial: Partial, stretches: Sequence[Stretch]) -> str:
    try:
        sha256 = partial.digest(stretches)
    except PartialChanged:
        upload.pieces.all().delete()
        Upload.objects.filter(pk=upload.pk).update(offset=0)
        raise OffsetDiffers(0) from None
    if upload.sha256 and upload.sha256 != sha256:
        upload_cancel(upload=upload)
        raise FileRefused(
            _("“%(name)s” did not arrive as it was sent, so it was not added. Choose it again.") % {"name": upload.name}
        )
    return sha256


def upload_cancel(*, upload: Upload) -> None:
    """Forgets an upload and its bytes; a file that took its place in the work stays there."""
    partial = Partial(str(upload.pk))
    Upload.objects.filter(pk=upload.pk).delete()
    partial.remove()


def uploads_unfinished(*, output: Output, user: User) -> list[Upload]:
    """What this person began to send to the work and has not finished, with ``arrived`` bytes of each."""
    uploads = list(Upload.objects.filter(output_id=output.pk, user=user, number=None))
    for upload in uploads:
        upload.arrived = upload_offset(upload)
    return uploads


@duty(every=3600)
def sweep_uploads() -> list[str]:
    """Removes uploads that nobody has continued for three days, and partials of none; returns their names."""
    now = timezone.now()
    given_up = Q(number=None, touched_at__lt=now - KEPT) | Q(number__isnull=False, touched_at__lt=now - REMEMBERED)
    old = list(Upload.objects.filter(given_up))
    for upload in old:
        upload_cancel(upload=upload)
    known = {str(pk) for pk in Upload.objects.values_list("pk", flat=True)}
    return [str(upload.pk) for upload in old] + partials_sweep(known=known, older_than=KEPT.total_seconds())
