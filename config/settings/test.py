"""Tests: every test run and every worker of it has places of its own; passwords are cheap; mail stays in memory."""

import atexit
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403

INSTALLED_APPS = ["sample", *INSTALLED_APPS]  # noqa: F405
DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

VAR_DIR = Path(tempfile.mkdtemp(prefix="conjoint-test-"))
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
LOOKUPS = False  # tests that look something up say where
# A file, not memory: worker processes that tests start and kill see it too, and it locks as the real one does.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405
ELASTICSEARCH_PATIENCE = 20  # a busy machine is slow, which is no fault of the engine
SEARCH_DIR = VAR_DIR / "search"
UPLOAD_DIR = VAR_DIR / "uploads"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir()
STORAGES["default"]["OPTIONS"]["location"] = VAR_DIR / "media"  # noqa: F405
STORAGES["pictures"]["OPTIONS"]["location"] = VAR_DIR / "media" / "public"  # noqa: F405
MEDIA_ROOT = VAR_DIR / "media" / "public"
