"""The admin speaks Chinese throughout: what the libraries leave in English stands in site/locale-libraries.

When an upgrade brings new messages, the first test prints the entries to translate there; when it drops some, the
second names them.
"""

import json
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from wagtail.models import Collection, Page

from tests.factories.people import admin_factory
from tests.support.answers import body_of
from tests.support.catalogues import (
    LIBRARY_WORDS,
    Message,
    chinese,
    is_translated,
    library_catalogues,
    messages_in,
)

DOMAINS = ("django", "djangojs")
# Parts of allauth that are not installed, by the start of the file that holds the message, with the reason.
NEVER_SHOWN = {
    "headless/": "its interface for separate front ends",
    "idp/": "lets other sites sign in here",
    "usersessions/": "our own screen lists the sessions",
    "templates/": "its templates are not installed; ours stand in their place",
    "account/admin.py": "Django's admin",
    "mfa/webauthn/": "security keys are not offered",
    "socialaccount/providers/": "sign-on goes by OpenID Connect, which has no message of its own",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sdr]|\{\w*\}|<[^>]+>")


def shown(package: str, message: Message) -> bool:
    """Whether some file that is in use holds the message."""
    if package != "allauth":
        return True
    return any(not source.startswith(tuple(NEVER_SHOWN)) for source in message.sources)


def library_messages(domain: str) -> Iterator[Message]:
    for package, path in library_catalogues(domain).items():
        yield from (message for message in messages_in(path) if shown(package, message))


def our_messages(domain: str) -> list[Message]:
    return list(messages_in(LIBRARY_WORDS / f"{domain}.po"))


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_message_of_the_libraries_has_chinese(domain: str) -> None:
    merged = chinese(domain)
    messages = list(library_messages(domain))
    missing = {message.key: message.as_entry() for message in messages if not is_translated(message, merged)}
    assert len(messages) > 50
    assert not missing, "translate in site/locale-libraries:\n\n" + "\n\n".join(missing.values())


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_chinese_is_kept_for_messages_that_are_gone(domain: str) -> None:
    used = {(message.key, message.plural) for message in library_messages(domain)}
    assert [message.key for message in our_messages(domain) if (message.key, message.plural) not in used] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_chinese_keeps_the_markup_and_invents_no_placeholder(domain: str) -> None:
    wrong = []
    for message in our_messages(domain):
        asked = set(PLACEHOLDER.findall(message.key)) | set(PLACEHOLDER.findall(message.plural or ""))
        given = set(PLACEHOLDER.findall(message.text))
        if given - asked or (message.plural is None and asked - given):
            wrong.append((message.text, asked ^ given))
    assert wrong == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_our_chinese_is_the_one_that_is_shown(domain: str) -> None:
    merged = chinese(domain)
    for message in our_messages(domain):
        shown_text = (
            merged.ngettext(message.key, message.plural, 2) if message.plural else merged.gettext(message.key)
        )
        assert shown_text == message.text


@pytest.mark.django_db
def test_the_admins_scripts_get_our_words(client: Client) -> None:
    client.force_login(admin_factory())
    answer = client.get("/admin/jsi18n/")
    words = re.search(r"const newcatalog = (\{.*?\n  \});", body_of(answer).decode(), re.DOTALL)
    assert words is not None
    served = json.loads(words[1])
    ours = {
        message.key: [message.text] if message.plural else message.text for message in our_messages("djangojs")
    }
    assert {key: served.get(key) for key in ours} == ours


@pytest.mark.django_db
def test_the_tree_of_a_new_installation_has_chinese_names() -> None:
    assert Page.objects.get(depth=1).title == "全部页面"
    assert Collection.objects.get(depth=1).name == "全部"
    assert not Page.objects.filter(title__startswith="Welcome").exists()
