"""Settings common to every way of running the school. Values that differ come from the environment.

docs/settings.md lists every variable; a test keeps the list true.
"""

from pathlib import Path

import environ
from celery.schedules import crontab

from gridschool.plugins import registry as plugin_registry
from gridschool.settings.oidc import allauth_apps, read_oidc_providers

env = environ.Env()

ROOT = Path(__file__).resolve().parents[3]
VAR_DIR = Path(env.str("VAR_DIR", default=str(ROOT / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- Who we are ---------------------------------------------------------------------------------------------
GRIDSCHOOL_NAME = env.str("SCHOOL_NAME", default="网格学校")
GRIDSCHOOL_HELP_PHONE = env.str("HELP_PHONE", default="")
PORT = env.str("PORT", default="8000")
STYLEGUIDE = env.bool("STYLEGUIDE", default=False)  # /styleguide/, for whoever works on the look
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")

# --- Applications -------------------------------------------------------------------------------------------
# Plugins come last: they can never shadow a template or a command of the house.
GRIDSCHOOL_PLUGINS = env.list("GRIDSCHOOL_PLUGINS", default=["fujin"])
GRIDSCHOOL_PLUGINS_STRICT = env.bool("GRIDSCHOOL_PLUGINS_STRICT", default=False)
PLUGIN_FINDINGS = plugin_registry.find_plugins(GRIDSCHOOL_PLUGINS, strict=GRIDSCHOOL_PLUGINS_STRICT)

INSTALLED_APPS = [
    "gridschool.apps.GridschoolConfig",
    "foundation",
    "people",
    "courses",
    "exams",
    "certificates",
    "curricula",
    # Without "allauth" itself: none of its own templates, which carry inline scripts, can ever be found.
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.snippets",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    *PLUGIN_FINDINGS.app_configs,
]

MIDDLEWARE = [
    "foundation.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "gridschool.middleware.PageCompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gridschool.middleware.ContentSecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gridschool.errors.ErrorPageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "foundation.middleware.DomainErrorMiddleware",
    "people.idle_middleware.IdleMiddleware",
    "people.middleware.FirstPasswordMiddleware",
    "people.middleware.SecondFactorMiddleware",
    "people.notice_middleware.NoticeMiddleware",
    "people.middleware.AdminGateMiddleware",
]

ROOT_URLCONF = "gridschool.urls"
WSGI_APPLICATION = "gridschool.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gridschool.context_processors.look",
            ],
            "builtins": ["gridschool.templatetags.gridschool"],
        },
    }
]
# Form widgets are found among the project's templates (django.forms must be installed for it).
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database -----------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'gridschool.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;"


def tune_database(database: dict) -> None:
    """Set what each vendor needs under concurrency.

    SQLite: write-ahead log, and transactions that take the write lock at once; without IMMEDIATE a transaction
    that reads before it writes fails with "database is locked" whenever two people work at a time.
    PostgreSQL: connections are kept (opening one costs more than most requests) and proved before use.
    """
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("OPTIONS", {}).update(
            init_command=SQLITE_PRAGMAS, transaction_mode="IMMEDIATE", timeout=20
        )
    else:
        database.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)


tune_database(DATABASES["default"])

# --- Cache, sessions, background work -----------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "people.logins.sessions"
SESSION_COOKIE_AGE = 365 * 24 * 3600  # how long a browser remembers; how long a login may rest stands below
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would drop the session of whoever comes from a scanned code

QUEUE_DIR = VAR_DIR / "queue"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if not REDIS_URL:
    for folder in ("messages", "control"):
        (QUEUE_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True  # the truth about a job is its row
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "foundation.tasks.sweep_jobs", "schedule": 30.0},
    "expire-certificates": {
        "task": "certificates.tasks.expire_certificates",
        "schedule": crontab(hour=0, minute=5),
    },
    "seal-audit": {"task": "people.tasks.seal_audit", "schedule": 45.0},
    "forget-expired": {"task": "people.tasks.forget_expired", "schedule": crontab(hour=3, minute=10)},
    "check-audit": {"task": "people.tasks.check_audit", "schedule": crontab(hour=2, minute=40)},
    "sweep-people-files": {"task": "people.tasks.sweep_files", "schedule": 600.0},
    "close-overdue-attempts": {"task": "exams.tasks.close_overdue_attempts", "schedule": 30.0},
}

# --- Files --------------------------------------------------------------------------------------------------
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [ROOT / "site" / "static"]
BUNDLES_DIR = VAR_DIR / "bundles"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "gridschool.bundles.SchoolCssFinder",
]
S3_BUCKET = env.str("S3_BUCKET", default="")
if S3_BUCKET:
    DEFAULT_STORAGE = {
        "BACKEND": "foundation.storage.GatedS3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
            "access_key": env.str("S3_ACCESS_KEY", default=None),
            "secret_key": env.str("S3_SECRET_KEY", default=None),
            "region_name": env.str("S3_REGION", default="us-east-1"),
            "addressing_style": "path",
            "signature_version": "s3v4",
            "file_overwrite": False,
            "default_acl": None,
        },
    }
else:
    DEFAULT_STORAGE = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
STORAGES = {
    "default": DEFAULT_STORAGE,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
ROSTER_MAX_BYTES = 20 * 1024 * 1024

# --- People and secrets -------------------------------------------------------------------------------------
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="")  # of the demonstration accounts; random when empty
# How long facts about people are kept, in years. Training ledgers and certificates: our default after the keeping
# times of personnel files; exam answers: as long as a result can be questioned; audit log: 6 months by the
# Cybersecurity Law, three years by our default (docs/settings.md). Counties may ask for longer.
KEEP_LEDGER_YEARS = env.int("KEEP_LEDGER_YEARS", default=10)
KEEP_CERTIFICATES_YEARS = env.int("KEEP_CERTIFICATES_YEARS", default=10)
KEEP_EXAM_ANSWERS_YEARS = env.int("KEEP_EXAM_ANSWERS_YEARS", default=3)
# How many characters of a masked number are shown at its two ends; "3+0" hides the last ones as well.
IDENTITY_MASK = env.str("IDENTITY_MASK", default="3+4")
PHONE_MASK = env.str("PHONE_MASK", default="3+4")
AUTH_USER_MODEL = "people.User"
NOTICES_DIR = Path(env.str("NOTICES_DIR", default=str(ROOT / "site" / "people" / "data" / "notices")))
AUTHENTICATION_BACKENDS = ["people.logins.backends.PhoneOrWorkerNumberBackend"]
PASSWORD_HASHERS = [
    "people.logins.hashers.LeanArgon2PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "people.logins.password_validation.NotAboutMeValidator"},
    {"NAME": "people.logins.password_validation.StaffClassesValidator"},
]
# Who sends login codes by text message: a class, and what it is made with (people/logins/sms.py). "": nobody does.
SMS_BACKEND = env.str("SMS_BACKEND", default="")
SMS_OPTIONS = env.json("SMS_OPTIONS", default={})
SMS_HOURLY_PER_LINE = env.int("SMS_HOURLY_PER_LINE", default=120)  # a mobile operator puts many behind one line
STAFF_PASSWORD_DAYS = env.int("STAFF_PASSWORD_DAYS", default=90)  # 0: for ever
# How long a login may rest: staff at the desk (/admin/), staff elsewhere, learners. people/rules/idle.py says why.
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", default=30)
FIELD_IDLE_HOURS = env.int("FIELD_IDLE_HOURS", default=8)
LEARNER_IDLE_DAYS = env.int("LEARNER_IDLE_DAYS", default=7)
STAFF_SECOND_FACTOR = env.str("STAFF_SECOND_FACTOR", default="optional")  # or "required", as in production
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview shows our pages in a frame

# --- Logins by allauth: no sign-up, no e-mail ---------------------------------------------------------------
ACCOUNT_ADAPTER = "people.logins.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"reauthenticate": "people.forms.login.ReauthenticateForm"}
ACCOUNT_LOGIN_METHODS = {"username"}  # phones may be shared: our own form and backend let the password decide
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
# Wrong passwords and codes are counted per name in the database (services/throttle_login.py). Counting per
# address would shut out a whole town office behind one line.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reauthenticate": None}
MFA_ADAPTER = "people.logins.adapters.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "people.forms.login.SecondFactorForm",
    "reauthenticate": "people.forms.login.SecondFactorAgainForm",
    "activate_totp": "people.forms.login.ActivateSecondFactorForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds by which a phone's clock may be wrong
OIDC_PROVIDERS = read_oidc_providers(env.json("OIDC_PROVIDERS", default=[]))
SOCIALACCOUNT_ADAPTER = "people.logins.county_sign_on.CountySignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link, since the policy on form targets names only ourselves
SOCIALACCOUNT_PROVIDERS = {"openid_connect": allauth_apps(OIDC_PROVIDERS)}
SOCIALACCOUNT_STORE_TOKENS = False

# --- Language and time --------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# These win over the catalogues of all applications: our shared words, then our Chinese for the libraries.
LOCALE_PATHS = [ROOT / "site" / "locale", ROOT / "site" / "locale-libraries"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Wagtail ------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = GRIDSCHOOL_NAME
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/login/"
WAGTAILIMAGES_IMAGE_MODEL = "courses.SchoolImage"
WAGTAILDOCS_DOCUMENT_MODEL = "courses.SchoolDocument"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif"]  # what tidied_picture knows
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000  # a phone's largest; more would fill the memory while it is read
# What offices keep, and nothing that a browser would run.
WAGTAILDOCS_EXTENSIONS = [
    *("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "ofd", "txt", "csv", "zip"),
    *("jpg", "jpeg", "png", "mp3", "m4a", "mp4"),
]
WAGTAILDOCS_INLINE_CONTENT_TYPES = [
    *("application/pdf", "image/jpeg", "image/png", "audio/mpeg", "audio/mp4", "video/mp4")
]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # else a hash of each address leaves the country
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 1
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""  # else an address typed as a link tells the title of a page behind it
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Content security ---------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
    }
}
# Wagtail's admin writes inline scripts and styles (its date and chooser widgets do).
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],
}

# --- Logs ---------------------------------------------------------------------------------------------------
LOG_FORMAT = env.str("LOG_FORMAT", default="json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "foundation.logs.ContextFilter"}},
    "formatters": {
        "json": {"()": "foundation.logs.JsonLine"},
        "text": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s %(job_id)s] %(message)s"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["context"]},
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "django.server": {"handlers": ["stderr"], "propagate": False},
    },
}
