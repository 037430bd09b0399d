"""The only reader of the process environment.

Every setting that an installation may choose is read here, by name, so that the administrator's page can list them all
and a test can hold that list against this module. Nothing else in the project touches ``os.environ``.
"""

from __future__ import annotations

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
PREFIX = "CONJOINT_"

_env = environ.Env()


def text(name: str, default: str = "") -> str:
    """The value of ``CONJOINT_<name>``, or ``default`` when unset or blank."""
    return os.environ.get(PREFIX + name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    return _env.bool(PREFIX + name, default=default)


def integer(name: str, default: int) -> int:
    """A whole number. Raises ImproperlyConfigured naming the variable when the value is something else."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{PREFIX}{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A comma-separated list, blanks dropped."""
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value else list(default)


def path(name: str, default: Path) -> Path:
    return Path(text(name) or default)


def database(default: str) -> dict:
    """Django's database settings from ``CONJOINT_DATABASE_URL`` (sqlite:///… or postgres://…)."""
    return environ.Env.db_url_config(text("DATABASE_URL", default))


def require(*names: str) -> dict[str, str]:
    """The values of settings that have no safe default.

    Raises ImproperlyConfigured that lists every missing name at once, so that an administrator fixes them in one go.
    """
    values = {name: text(name) for name in names}
    missing = [PREFIX + name for name, value in values.items() if not value]
    if missing:
        raise ImproperlyConfigured(
            "These settings must be given in the environment before Conjoint can start: " + ", ".join(missing)
        )
    return values


def sign_in_providers() -> dict:
    """django-allauth's providers: only those whose client id is given, so a fresh installation has local accounts only.

    ``OIDC_*`` names one OpenID Connect issuer (a university's own), ``ORCID_*`` a client registered at ORCID.
    """
    providers = {}
    if client_id := text("OIDC_CLIENT_ID"):
        app = {
            "provider_id": "university",
            "name": text("OIDC_NAME", "University account"),
            "client_id": client_id,
            "secret": text("OIDC_SECRET"),
            "settings": {"server_url": text("OIDC_ISSUER")},
        }
        providers["openid_connect"] = {"APPS": [app]}
    if client_id := text("ORCID_CLIENT_ID"):
        app = {"name": "ORCID", "client_id": client_id, "secret": text("ORCID_SECRET")}
        providers["orcid"] = {"APPS": [app], "BASE_DOMAIN": text("ORCID_DOMAIN", "orcid.org"), "MEMBER_API": False}
    return providers


def mail(url: str) -> dict:
    """Django's ``EMAIL_*`` settings from an address such as ``smtp+tls://user:password@host:587``."""
    return environ.Env.email_url_config(url)


def s3_storage(bucket: str) -> dict:
    """A private S3-compatible bucket: files are read only through the site, which checks access on every request."""
    options = {
        "bucket_name": bucket,
        "endpoint_url": text("S3_ENDPOINT") or None,
        "access_key": text("S3_ACCESS_KEY"),
        "secret_key": text("S3_SECRET_KEY"),
        "region_name": text("S3_REGION", "us-east-1"),
        "addressing_style": "path",
        "default_acl": None,
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
