"""A developer's machine and the demo: no service, no secret, mail on the console."""

from .base import *  # noqa: F403

INSTALLED_APPS = ["sample", *INSTALLED_APPS]  # noqa: F405
DEBUG = env.flag("DEBUG", default=True)  # noqa: F405
SECRET_KEY = "only-for-development-never-for-a-real-installation"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "sample.console_mail.EmailBackend"
# Style sheets are served from where they lie, not collected first.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None
LOGGING["loggers"] |= {"wagtail": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}}  # noqa: F405
