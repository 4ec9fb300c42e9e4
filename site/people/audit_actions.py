"""What the audit log's codes mean, in words for people. Each room names its own when it is loaded.

A test fails for a code that is recorded anywhere and has no words here.
"""

from collections.abc import Mapping

from django.utils.functional import Promise

Text = str | Promise

_words: dict[str, Text] = {}
_data_words: dict[str, Text] = {}


def register_actions(words: Mapping[str, Text], *, data: Mapping[str, Text] | None = None) -> None:
    """Name actions ("room.verb" -> words), and the keys and code words of their data. For AppConfig.ready()."""
    _words.update(words)
    _data_words.update(data or {})


def action_words(action: str) -> str:
    """What an action is called; a code without words (of a plugin that is gone) stands for itself."""
    return str(_words.get(action, action))


def data_words(key: str) -> str:
    """What a key or a code word in an event's data is called; what has no words stands for itself."""
    return str(_data_words.get(key, key))


def has_data_words(key: str) -> bool:
    """Whether somebody has named a key or code word of an event's data."""
    return key in _data_words


def known_actions() -> dict[str, str]:
    """Every named action with its words, ordered by room."""
    return {action: str(words) for action, words in sorted(_words.items())}
