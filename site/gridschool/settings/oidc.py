"""Reads OIDC_PROVIDERS: the single sign-on of counties. A mistake in it stops the start and is named."""

import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured

REQUIRED = ("id", "name", "server_url", "client_id", "secret", "county")
DEFAULTS = {"match": "worker_no", "claim": "preferred_username", "second_factor": False}
MATCHES = ("worker_no", "identity")


def read_oidc_providers(entries: Any) -> list[dict[str, Any]]:
    """The providers with every key filled in.

    Raises ImproperlyConfigured, in Chinese and English, for what is missing, unknown or malformed.
    """
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _wrong("应为 JSON 列表", "must be a JSON list of objects")
    providers = [_checked(entry) for entry in entries]
    if len({provider["id"] for provider in providers}) != len(providers):
        raise _wrong("id 重复", "has an id twice")
    return providers


def _checked(entry: dict[str, Any]) -> dict[str, Any]:
    missing = [key for key in REQUIRED if not entry.get(key)]
    unknown = sorted(set(entry) - set(REQUIRED) - set(DEFAULTS))
    if missing or unknown:
        raise _wrong(f"缺少 {missing}，不认识 {unknown}", f"lacks {missing}, does not know {unknown}")
    provider = DEFAULTS | entry
    if not re.fullmatch(r"[a-z0-9-]+", provider["id"]):
        raise _wrong("id 只能用小写字母、数字和连字符", "has an id with other than a-z, 0-9 and hyphens")
    if provider["match"] not in MATCHES or not isinstance(provider["second_factor"], bool):
        raise _wrong("match 或 second_factor 不对", f"needs match in {MATCHES} and a boolean second_factor")
    return provider


def _wrong(chinese: str, english: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"环境变量 OIDC_PROVIDERS {chinese}。\nEnvironment variable OIDC_PROVIDERS {english}."
    )


def allauth_apps(providers: list[dict[str, Any]]) -> dict[str, Any]:
    """The same as allauth wants to read it."""
    apps = [
        {
            "provider_id": provider["id"],
            "name": provider["name"],
            "client_id": provider["client_id"],
            "secret": provider["secret"],
            "settings": {"server_url": provider["server_url"]},
        }
        for provider in providers
    ]
    return {"APPS": apps, "OAUTH_PKCE_ENABLED": True}
