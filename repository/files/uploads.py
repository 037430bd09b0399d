"""How uploads come in: streamed to disk in chunks, their SHA-256 taken on the way, memory constant, disk bounded."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class HashingUploadHandler(TemporaryFileUploadHandler):
    """Django's streaming handler, with the digest taken while the bytes pass (``file.sha256``).

    Of a file larger than ``UPLOAD_MAX_BYTES`` the rest is counted and dropped; whoever takes it in looks at its size.
    """

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data, start):
        if start < settings.UPLOAD_MAX_BYTES:
            self.digest.update(raw_data)
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size):
        self.file.sha256 = self.digest.hexdigest()
        return super().file_complete(file_size)
