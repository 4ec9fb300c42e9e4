"""One machine, no server to install: SQLite, local files, a queue of files. What `make run` uses.

Secrets are made at the first start and kept under var/, so that no secret stands in the code.
"""

from gridschool.settings.base import *
from gridschool.settings.secrets_file import load_or_make_secrets

DEBUG = env.bool("DEBUG", default=False)
_secrets = load_or_make_secrets(VAR_DIR / "secrets.json")
STYLEGUIDE = env.bool("STYLEGUIDE", default=True)
SECRET_KEY = env.str("SECRET_KEY", default=_secrets["SECRET_KEY"])
IDENTITY_KEYS = env.list("IDENTITY_KEYS", default=[_secrets["IDENTITY_KEYS"]])
IDENTITY_HASH_KEY = env.str("IDENTITY_HASH_KEY", default=_secrets["IDENTITY_HASH_KEY"])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
ALLOW_DEMO_IDENTITIES = True
SMS_BACKEND = env.str("SMS_BACKEND", default="people.logins.sms.FileSms")

# Static files are read where they lie: no collecting at the first start.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_AUTOREFRESH = DEBUG
