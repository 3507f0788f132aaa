"""Settings of every process of the platform. All that differs between places comes from the environment:

CHUNFENG_HOME       folder of keys, files, snapshots and the SQLite database (default ./chunfeng-home)
DATABASE_URL        postgres://… instead of SQLite
CHUNFENG_HOSTS      host names, separated by commas, under which the site is reached
CHUNFENG_URL        address of the site as printed on papers, https://…
CHUNFENG_PACK       code or folder of the policy pack
CHUNFENG_PROXIES    addresses of the proxies that end TLS, separated by commas (default 127.0.0.1); they must set
                    X-Forwarded-For and X-Forwarded-Proto, which are believed from nobody else
CHUNFENG_HTTPS      "0" only where a browser speaks to the server without TLS: the demo and tests
CHUNFENG_TRANSPORT  dotted path of a function that gives the gateway for messages to phones
CHUNFENG_SCANNER    dotted path of a function that gives the virus scanner
CHUNFENG_KEEPER     dotted path of a function that gives the KMS or HSM that keeps the keys
CHUNFENG_DEMO       "1" only in the demo: synthetic people, clocks of years whose calendar is not yet ordered
"""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from chunfeng.site.home import secret_key
from chunfeng.site.logs import logging_settings

HOME = Path(os.environ.get("CHUNFENG_HOME", "chunfeng-home")).absolute()
DEMO = os.environ.get("CHUNFENG_DEMO") == "1"
HTTPS = os.environ.get("CHUNFENG_HTTPS", "1") == "1"
PROXIES = os.environ.get("CHUNFENG_PROXIES", "127.0.0.1").split(",")
PACK = os.environ.get("CHUNFENG_PACK", "taian_2014_33")

#: How the site is reached from outside; stands in the square code of every paper.
PUBLIC_URL = os.environ.get("CHUNFENG_URL", "http://localhost:8000").rstrip("/")

SECRET_KEY = secret_key(HOME)
DEBUG = False
LOGGING = logging_settings(DEMO)
ALLOWED_HOSTS = os.environ.get("CHUNFENG_HOSTS", "localhost,127.0.0.1,testserver").split(",")

INSTALLED_APPS = [
    "chunfeng.base.keys",
    "chunfeng.base.policy",
    "chunfeng.base.places",
    "chunfeng.base.people",
    "chunfeng.base.orgs",
    "chunfeng.base.access",
    "chunfeng.base.audit",
    "chunfeng.base.messages",
    "chunfeng.base.documents",
    "chunfeng.base.workflow",
    "chunfeng.base.findings",
    "chunfeng.base.uploads",
    "chunfeng.base.governance",
    "chunfeng.engines.ledger",
    "chunfeng.plans.training.catalogue",
    "chunfeng.plans.training.registers",
    "chunfeng.plans.training.planning",
    "chunfeng.plans.training.staff_fund",
    "chunfeng.plans.training.providers",
    "chunfeng.plans.training.classes",
    "chunfeng.plans.training.attendance",
    "chunfeng.plans.training.visits",
    "chunfeng.plans.training.subsidy",
    "chunfeng.plans.rights.inspection",
    "chunfeng.desks.ui",
    "chunfeng.desks.staff",
    "chunfeng.desks.open",
    "chunfeng.desks.living",
    "chunfeng.desks.portal",
    "chunfeng.desks.worker",
    "chunfeng.site",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "chunfeng.site.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chunfeng.site.refusing.BodyLimit",
    "chunfeng.site.reading.OneMoment",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "chunfeng.site.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "chunfeng.site.refusing.PlainText",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "chunfeng.base.access.pages.AccessMiddleware",
]

ROOT_URLCONF = "chunfeng.site.urls"
WSGI_APPLICATION = "chunfeng.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chunfeng.site.nav.context",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{HOME / 'chunfeng.sqlite3'}", conn_max_age=None, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # One writer at a time, decided when a transaction begins: a late upgrade of a read lock would fail at once.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
    }
# Limits and lockouts count in one place for all web processes. The library's own default keeps 300 entries and throws
# a third of them away: whoever floods would empty the counts of others.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_count",
        "KEY_FUNCTION": "chunfeng.base.access.counts.digested",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "chunfeng.site.passwords.Similarity", "OPTIONS": {"user_attributes": ("username",)}},
    {"NAME": "chunfeng.site.passwords.MinimumLength", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "chunfeng.site.accounts.AccountAdapter"
CSRF_FAILURE_VIEW = "chunfeng.site.refusing.csrf"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"login": "chunfeng.site.forms.LoginForm"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "chunfeng.site.accounts.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]


LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("英文"))]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
#: `chunfeng serve` gathers, compresses and fingerprints the static files first; tests read them where they lie.
_GATHERED = (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_USE_FINDERS = not _GATHERED
_STATIC = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if _GATHERED or os.environ.get("CHUNFENG_GATHER") == "1"
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC},
}

#: Seconds from the login, and since the last page: base.access.sessions.
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_AGE = 30 * 60
# The prefix binds a cookie to this host alone; browsers take it with TLS only.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if HTTPS else ("session", "csrf")
CSRF_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_SSL_REDIRECT = False
if HTTPS:
    # TLS ends at the proxy in front, which alone can reach this process and writes this header anew: docs/ops/install.md.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CHUNFENG_TRANSPORT = os.environ.get("CHUNFENG_TRANSPORT", "")
CHUNFENG_SCANNER = os.environ.get("CHUNFENG_SCANNER", "")
CHUNFENG_KEEPER = os.environ.get("CHUNFENG_KEEPER", "")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
#: Bytes of a whole request: the largest film with a form around it and some photos beside it.
BODY_MAX = 320 * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
