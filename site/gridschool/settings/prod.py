"""Production: everything comes from the environment, and a missing or well-known secret stops the start."""

from django.core.exceptions import ImproperlyConfigured

from gridschool.settings.base import *

DEBUG = False


def _required(name: str, least: int) -> str:
    """The value of an environment variable that production cannot do without.

    Raises ImproperlyConfigured, in Chinese and English, when it is missing, short, or made for tests.
    """
    value = env.str(name, default="")
    if len(value) < least or "test-only" in value:
        raise ImproperlyConfigured(
            f"环境变量 {name} 没有设置，或不够长（至少 {least} 个字符）。生产环境不能启动。\n"
            f"Environment variable {name} is missing or too short (at least {least} characters)."
        )
    return value


SECRET_KEY = _required("SECRET_KEY", 50)
IDENTITY_KEYS = _required("IDENTITY_KEYS", 40).split(",")
IDENTITY_HASH_KEY = _required("IDENTITY_HASH_KEY", 32)
ALLOWED_HOSTS = _required("ALLOWED_HOSTS", 1).split(",")
_required("PUBLIC_URL", 10)
ALLOW_DEMO_IDENTITIES = False
if SMS_BACKEND.startswith("people."):
    raise ImproperlyConfigured(
        "SMS_BACKEND 是试用方式，验证码会写进日志或文件。生产环境请填短信服务商的类，不发短信就不要设置。\n"
        "SMS_BACKEND writes login codes into a log or a file. Name your provider's class, or leave it out."
    )
STAFF_SECOND_FACTOR = env.str("STAFF_SECOND_FACTOR", default="required")

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}

# HTTPS ends at the proxy, which must set this header and strip it from requests.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# Frames of our own pages are allowed, since Wagtail's preview is one; frame-ancestors says the same.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
