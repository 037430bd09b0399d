"""Thumbnails of pictures, and every picture as WebP."""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import Image, ImageOps

from repository.files.extraction.faults import Reason, Unreadable
from repository.files.extraction.package import Package

MAX_PIXELS = 80_000_000  # 240 MB unpacked, well under the memory limit
MAX_EMBEDDED_BYTES = 8 << 20
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_EMBEDDED = ("docProps/thumbnail.jpeg", "docProps/thumbnail.jpg", "docProps/thumbnail.png")


def thumbnail(file: BinaryIO, width: int) -> Image.Image:
    """Return the picture in `file`, upright and at most `width` pixels wide."""
    Image.MAX_IMAGE_PIXELS = None  # checked here, with our own number
    try:
        image = Image.open(file, formats=_FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise Unreadable(Reason.TOO_LARGE_UNPACKED)
        image.thumbnail((width, MAX_PIXELS // max(width, 1)), reducing_gap=2.0)
        return ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, EOFError, TypeError) as error:
        raise Unreadable(Reason.DAMAGED) from error


def embedded_thumbnail(file: BinaryIO, width: int) -> Image.Image:
    """Return the picture of the first slide or page that an Office program left in the file."""
    package = Package(file)
    for part in _EMBEDDED:
        if part in package:
            return thumbnail(io.BytesIO(_bytes_of(package, part)), width)
    raise Unreadable(Reason.UNSUPPORTED_TYPE)


def as_webp(image: Image.Image) -> bytes:
    """Return `image` as WebP, without metadata."""
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    out = io.BytesIO()
    image.convert("RGBA" if has_alpha else "RGB").save(out, "WEBP", quality=80, method=4)
    return out.getvalue()


def _bytes_of(package: Package, part: str) -> bytes:
    data = bytearray()
    for chunk in package.unpacked(part):
        data += chunk
        if len(data) > MAX_EMBEDDED_BYTES:
            raise Unreadable(Reason.TOO_LARGE_UNPACKED)
    return bytes(data)
