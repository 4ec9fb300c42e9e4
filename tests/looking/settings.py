"""The settings of the school that is looked at: as `make run` has them, with production's static files.

Names with a digest, compressed, kept for a year: a phone downloads what it would in production.
"""

from gridschool.settings.dev import *  # noqa: F403  settings are one name space

ROOT_URLCONF = "tests.looking.urls"
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
SMS_OPTIONS: dict[str, str] = {}
