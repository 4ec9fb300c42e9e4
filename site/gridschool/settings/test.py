"""Settings of the test suite. The keys below protect nothing but made-up people."""

import tempfile
from pathlib import Path

import environ

_VAR = Path(environ.Env().str("VAR_DIR", default=tempfile.mkdtemp(prefix="gridschool-test-")))
environ.Env.ENVIRON.setdefault("VAR_DIR", str(_VAR))

from gridschool.settings.base import *  # noqa: E402

DEBUG = False
SECRET_KEY = "test-only-secret-key-that-production-refuses"  # noqa: S105
IDENTITY_KEYS = ["test:dGVzdC1vbmx5LWlkZW50aXR5LWtleS0zMi1ieXRlcyE="]
IDENTITY_HASH_KEY = "test-only-identity-hash-key-that-production-refuses"
ALLOWED_HOSTS = ["*"]
ALLOW_DEMO_IDENTITIES = True
SMS_BACKEND = "people.logins.sms.FileSms"
SMS_OPTIONS = {}
GRIDSCHOOL_PLUGINS_STRICT = True

# Cheap hashing, since hundreds of tests log somebody in; one test proves the real hasher.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_AUTOREFRESH = True
LOGGING["root"]["level"] = "WARNING"
