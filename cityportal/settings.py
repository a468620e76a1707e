"""All settings, read once from the environment; a fresh checkout needs none."""

import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from cryptography.fernet import Fernet
from django.utils.csp import CSP

from syndication.networks.base import on_loopback

from .headers import open_to_other_sites
from .media_address import storage_at

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


def kept_secret(name: str, new: str) -> str:
    """The secret in var/, made there (readable by its owner alone) at first use."""
    path = VAR_DIR / name
    VAR_DIR.mkdir(exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as f:
            f.write(new)
    except FileExistsError:
        pass
    return path.read_text()


def media_storage(address: str) -> dict:
    """Where uploaded files are: in a bucket that hosts share, or in var/media."""
    if not address:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    try:
        return storage_at(address)
    except ValueError as error:
        sys.exit(str(error))


def port(name: str, default: str) -> int:
    number = os.environ.get(name) or default
    if not number.isdecimal() or not 0 < int(number) < 65_536:
        sys.exit(f"{name} must be a port between 1 and 65535, not {number!r}.")
    return int(number)


PORT = port("PORT", "8000")
SANDBOX_PORT = port("SANDBOX_PORT", "8001")
PUBLIC_URL = (os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{PORT}").rstrip("/")
if (
    urlsplit(PUBLIC_URL).scheme not in ("http", "https")
    or not urlsplit(PUBLIC_URL).hostname
):
    sys.exit(
        f"PUBLIC_URL must be an address with http:// or https://, not {PUBLIC_URL!r}."
    )
LOCAL = on_loopback(PUBLIC_URL)
# How many servers of ours stand between readers and this one; each notes who asked it.
PROXIES = int(os.environ.get("PROXIES") or (0 if LOCAL else 1))
# Who passes on what is new in the feeds (WebSub); without it, nobody is told.
WEBSUB_HUB = os.environ.get("WEBSUB_HUB", "")
if WEBSUB_HUB and urlsplit(WEBSUB_HUB).scheme not in ("http", "https"):
    sys.exit(f"WEBSUB_HUB must be an address with https://, not {WEBSUB_HUB!r}.")
if WEBSUB_HUB and LOCAL and not on_loopback(WEBSUB_HUB):
    sys.exit("A site on this machine alone must not ping a WEBSUB_HUB elsewhere.")
# Told at /.well-known/: the DID that has our host as its handle on Bluesky, and where
# to report a weakness of the site (mailto: or https:).
ATPROTO_DID = os.environ.get("ATPROTO_DID", "")
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "")
DEBUG = os.environ.get("DEBUG", "") in ("1", "true", "yes")
ALLOWED_HOSTS = (
    os.environ.get("ALLOWED_HOSTS") or urlsplit(PUBLIC_URL).hostname
).split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# Without a secret a public site gets one that no other process knows, so that the
# system check (cityportal.E001, syndication.E001) can say what is missing.
SECRET_KEY = os.environ.get("SECRET_KEY") or (
    kept_secret("secret_key", secrets.token_urlsafe(50))
    if LOCAL
    else f"unset-{secrets.token_hex()}"
)
CREDENTIAL_KEYS = [
    key for key in os.environ.get("CREDENTIAL_KEYS", "").split(",") if key
] or ([kept_secret("credential_key", Fernet.generate_key().decode())] if LOCAL else [])

INSTALLED_APPS = [
    "wagtail.contrib.redirects",  # before newsroom, which takes some work off it
    "cityportal",
    "newsroom",
    "newsroom.searching",
    "syndication",
    "wagtail.contrib.forms",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_q",
    "axes",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cityportal.parts_cache.OneNumber",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "cityportal.headers.standard_headers",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.languages.language_of_the_address",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.former_addresses.lead_on",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cityportal.urls"
WSGI_APPLICATION = "cityportal.wsgi.application"

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
            ]
        },
    }
]

# --- data ---------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}",
        conn_max_age=None,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR_DIR.mkdir(exist_ok=True)
    # FULL: an Attempt row must survive a power cut. IMMEDIATE: no "database is locked".
    # mmap_size: reads 1 GB of the file without a call for each page; searches need it.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "PRAGMA mmap_size=1073741824;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
else:
    INSTALLED_APPS.append("django.contrib.postgres")  # Wagtail's search index asks so
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Pages load theirs with the articles. Wagtail would keep each of them once more,
    # and push out of the small default cache all that others have put there.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    # Teasers and the like, until something changes. Whoever works on a template sees it
    # at once.
    "parts": {
        "BACKEND": "django.core.cache.backends.dummy.DummyCache"
        if DEBUG
        else "cityportal.parts_cache.PartsCache",
        "LOCATION": "parts",
        "TIMEOUT": 5,
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
}

# --- language -----------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]  # with the strings of templates/
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

# --- files --------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_STORE = os.environ.get("MEDIA_STORE", "")
STORAGES = {
    "default": media_storage(MEDIA_STORE),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_ADD_HEADERS_FUNCTION = open_to_other_sites
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 30 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000  # of all frames: what one worker can hold
WAGTAILDOCS_INLINE_CONTENT_TYPES = []  # a document is saved, never shown as ours
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # by whoever knows who may have it
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = [
    *("csv", "docx", "epub", "ics", "odp", "ods", "odt"),
    *("pdf", "pptx", "rtf", "txt", "xlsx", "zip"),
]

# --- Wagtail ------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Newsroom Stadt Dortmund"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILIMAGES_IMAGE_MODEL = "newsroom.NewsImage"
SYNDICATION_TOPIC_MODEL = "newsroom.Topic"  # by which a channel takes articles
WAGTAILIMAGES_IMAGE_FORM_BASE = "newsroom.file_forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "newsroom.file_forms.DocumentForm"
# Addresses are written with ae, oe, ue and ss.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "newsroom.searching.backend"}}
# Nothing is asked of third parties, neither for readers nor for editors.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

# --- the queue (docs/architecture.md, section 7) ----------------------------------
# Two lanes: "posts" sends what is due, the other does what may wait for a moment.
# A task claims for 20 s and its last delivery may take 100 s; one channel holds one
# worker, so those of "posts" are one more than channels that may begin to hang at once,
# for instance the three of Meta. cityportal.E002 guards `retry`.
Q_CLUSTER = {
    "name": "syndication",
    "workers": 3,
    "timeout": 160,
    "retry": 400,
    "queue_limit": 1,
    "bulk": 1,
    "poll": 0.2,
    "nice": 10,  # pictures are encoded when nobody else wants the processor
    "ack_failures": True,
    "max_attempts": 1,
    "save_limit": -1,
    "scheduler": False,
    "label": "Warteschlange",
    "orm": "default",
    "broker_class": f"cityportal.brokers.Bounded{'Redis' if REDIS_URL else 'ORM'}",
    "ALT_CLUSTERS": {"posts": {"workers": 4, "poll": 0.05, "nice": 0}},
}

TASKS = {"default": {"BACKEND": "cityportal.index_tasks.QueueBackend"}}

# --- mail -----------------------------------------------------------------------
# Warnings for the people who run this go to one mailbox; without it the admin tells.
OPERATIONS_MAILBOX = os.environ.get("OPERATIONS_MAILBOX", "")
DEFAULT_FROM_EMAIL = (
    os.environ.get("MAIL_FROM") or OPERATIONS_MAILBOX or "webmaster@localhost"
)
MAIL_SERVER = urlsplit(os.environ.get("MAIL_SERVER") or "smtp://localhost:25")
MAILERS = {
    "default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if LOCAL
    else {
        "OPTIONS": {
            "host": MAIL_SERVER.hostname,
            "port": MAIL_SERVER.port or 25,
            "username": unquote(MAIL_SERVER.username or ""),
            "password": unquote(MAIL_SERVER.password or ""),
            "use_tls": MAIL_SERVER.scheme == "smtp+tls",
            "use_ssl": MAIL_SERVER.scheme == "smtps",
            "timeout": 20,
        }
    }
}

# --- signing in -----------------------------------------------------------------
# After some wrong passwords an account is closed to the address that they came from:
# nobody shuts out the others, and nobody tries on. django-axes keeps count.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "cityportal.signing_in.address_of"
AXES_LOCKOUT_CALLABLE = "cityportal.signing_in.closed"

# --- security -----------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
    "img-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
}
# Wagtail's page editor has scripts and styles in its HTML, and shows previews.
ADMIN_CSP = SECURE_CSP | {
    "frame-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
ENCRYPTED = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = ENCRYPTED
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked on the machine itself, too
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENCRYPTED else 0
# The city's other hosts are not ours to decide: neither subdomains nor a preload list.
# Previews are shown in a frame of our own admin, hence SAMEORIGIN.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "security.W019"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENCRYPTED
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "format": "{asctime} {levelname} {name}: {message} {event} {delivery} {channel}",
            "style": "{",
            "defaults": {"event": "", "delivery": "", "channel": ""},
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        name: {"level": "INFO"} for name in ("cityportal", "newsroom", "syndication")
    },
}
