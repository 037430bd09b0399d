"""What holds in every installation; the other modules say only how they differ."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from config import env

BASE_DIR = env.BASE_DIR
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")

INSTALLED_APPS = [
    "home",
    "search",
    "repository",
    "jobs",
    "config.apps.ConjointUsersConfig",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "config.apps.ConjointAdminConfig",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "repository.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = None

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]

# -- data ------------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database(f"sqlite:///{VAR_DIR / 'conjoint.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue instead of failing: of 480 concurrent writes none was refused, of Django's defaults 303 were.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # SQLite makes its file, not the folder around it: a fresh clone has none.
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.path("MEDIA_DIR", BASE_DIR / "media"), "base_url": None},
    },
    # Wagtail's own pictures (news, logos) are public by nature and need an address; deposited files never get one.
    "pictures": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.path("MEDIA_DIR", BASE_DIR / "media") / "public", "base_url": "/pictures/"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
MEDIA_ROOT = STORAGES["pictures"]["OPTIONS"]["location"]
MEDIA_URL = "/pictures/"

FILE_UPLOAD_HANDLERS = ["repository.files.uploads.HashingUploadHandler"]
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_MAX_BYTES = env.integer("UPLOAD_MAX_MB", 2048) * 1024 * 1024
# Files that come in pieces wait here until they are whole: a local disk, the same for all processes of the site.
UPLOAD_DIR = env.path("UPLOAD_DIR", VAR_DIR / "uploads")
UPLOAD_UNFINISHED_BYTES = env.integer("UPLOAD_UNFINISHED_MB", 20_480) * 1024 * 1024

# -- jobs ------------------------------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": False}}

# -- search ----------------------------------------------------------------------------------------------------------

# "embedded" keeps its index in SEARCH_DIR; "elasticsearch" asks the cluster at ELASTICSEARCH_URL.
SEARCH_ENGINE = env.text("SEARCH_ENGINE", "embedded")
SEARCH_DIR = env.path("SEARCH_DIR", VAR_DIR / "search")
ELASTICSEARCH_URL = env.text("ELASTICSEARCH_URL", "http://127.0.0.1:9200")
ELASTICSEARCH_PATIENCE = 1.5  # seconds; the database then still answers a reader within two
ELASTICSEARCH_PREFIX = env.text("ELASTICSEARCH_PREFIX", "conjoint")
SEARCH_EMBEDDER = env.text("SEARCH_EMBEDDER")  # for ranking by meaning: the address of an endpoint, or a model's folder

# -- look-ups in public registers ------------------------------------------------------------------------------------

LOOKUPS = env.flag("LOOKUPS", default=True)
LOOKUPS_MAIL = env.text("LOOKUPS_MAIL")  # whom the registers may write to
LOOKUPS_ADDRESSES = env.words("LOOKUPS_ADDRESSES")  # "crossref=https://mirror.example.org", "ror=off"
LOOKUPS_LOCAL = env.words("LOOKUPS_LOCAL")  # registers that may lie in the own network, and without TLS

# -- people ----------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "/"
WAGTAILADMIN_LOGIN_URL = reverse_lazy("account_login")
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever did not change a password hears that somebody did
ACCOUNT_ADAPTER = "config.accounts.AccountAdapter"
ACCOUNT_FORMS = {"login": "config.accounts.SignInForm"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
# Who is signed in but may not enter the admin is asked to sign in as somebody else, not sent round in a circle.
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
SOCIALACCOUNT_ADAPTER = "config.accounts.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = env.sign_in_providers()
# Only those that are configured have addresses: at the others a visitor would meet an error.
INSTALLED_APPS += [f"allauth.socialaccount.providers.{name}" for name in SOCIALACCOUNT_PROVIDERS]

DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Conjoint <repository@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20  # seconds; a mail server that hangs must not hold the worker

# -- languages -------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGE_DETECTOR = "search.engines.analysis.detect_language"  # of the pages of files
TIME_ZONE = env.text("TIME_ZONE", "Europe/Minsk")
USE_I18N = True
USE_TZ = True

# -- Wagtail ---------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Conjoint"
WAGTAILADMIN_BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000")
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_RENDITION_STORAGE = "pictures"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "pptx", "xlsx", "txt", "csv", "zip"]
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "home/password_required.html"  # noqa: S105
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# -- safety ----------------------------------------------------------------------------------------------------------

CSRF_FAILURE_VIEW = "repository.deposit.views.csrf_failed"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews in a frame of its own
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    # Wagtail's admin needs inline styles and scripts of its own, behind a login.
    "EXCLUDE_URL_PREFIXES": ["/cms/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # At INFO these write a line for every search, and two for every job that goes well.
    "loggers": {name: {"level": "WARNING"} for name in ("elastic_transport", "django_tasks", "django_tasks_db")},
    "root": {"handlers": ["console"], "level": "INFO"},
}
