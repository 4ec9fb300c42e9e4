"""What somebody wrote in a form that could not be saved, so that it can be given back. Pure."""

import json
from collections.abc import Iterable, Iterator

LEAST = 30  # characters; what is shorter is soon typed again, and identity numbers and passwords stay out


def words_written(fields: Iterable[tuple[str, object]]) -> list[str]:
    """The long texts among a form's fields (name, value), rich text without its markup; never a password."""
    texts = (_plain(str(value)) for name, value in fields if "password" not in name)
    return [text for text in texts if len(text) >= LEAST and _is_prose(text)]


def _plain(value: str) -> str:
    """Rich text comes as a list of blocks; other data of scripts is nothing that was written."""
    if not value.lstrip().startswith(("{", "[")):
        return value.strip()
    try:
        return "\n".join(_texts(json.loads(value))).strip()
    except (ValueError, RecursionError):
        return value.strip()


def _texts(data: object) -> Iterator[str]:
    blocks = data.get("blocks") if isinstance(data, dict) else None
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict) and isinstance(block.get("text"), str):
            yield block["text"]


def _is_prose(text: str) -> bool:
    """Not a key or a token."""
    return not text.isascii() or " " in text
