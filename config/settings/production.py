"""A real installation. Refuses to start without its secrets and says which are missing."""

from .base import *  # noqa: F403

_required = env.require("SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "MAIL_URL")  # noqa: F405

DEBUG = False
SECRET_KEY = _required["SECRET_KEY"]
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")  # noqa: F405
CSRF_TRUSTED_ORIGINS = [_required["BASE_URL"]]

vars().update(env.mail(_required["MAIL_URL"]))  # noqa: F405

SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", default=True)  # noqa: F405
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Limits on trying count by address: behind a proxy that is the last one it was told, not the proxy's own for everybody.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("PROXIES", 1)  # noqa: F405
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# The check would refuse any frame; ours may be framed by the site itself, where the admin shows previews.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
}
if bucket := env.text("S3_BUCKET"):  # noqa: F405
    STORAGES["default"] = env.s3_storage(bucket)  # noqa: F405
