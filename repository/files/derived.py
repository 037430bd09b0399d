"""Where what is made of a stored file is kept: pictures of its pages, and its slides as a PDF.

All of it may be deleted at any time and is made again. It lies below the file's own digest, so that what belongs to no
file is known by its name alone.
"""

from __future__ import annotations

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from repository.files.models import StoredFile

ROOT = "pictures"


def derived_folder(stored_file: StoredFile) -> str:
    return f"{ROOT}/{stored_file.sha256[:2]}/{stored_file.sha256}"


def derived_place(stored_file: StoredFile, name: str) -> str:
    return f"{derived_folder(stored_file)}/{name}"


def digest_in(place: str) -> str:
    """The SHA-256 of the file that what lies at ``place`` was made of."""
    return place.removeprefix(f"{ROOT}/").split("/")[1]


def derived_keep(place: str, content: bytes | File) -> str:
    """Puts it there, and returns where it is: another place when somebody made the same at the same moment."""
    return default_storage.save(place, ContentFile(content) if isinstance(content, bytes) else content)


def derived_forget(stored_file: StoredFile) -> None:
    """Deletes all that was made of the file, and what is known of pictures that took too long."""
    folder = derived_folder(stored_file)
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was made yet; an object store has no folders to miss
        names = []
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    stored_file.slow_pictures.all().delete()
