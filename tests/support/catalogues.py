"""Reads gettext catalogues: ours, and those of the libraries in this environment."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.utils.translation.trans_real import DjangoTranslation

ROOT = Path(__file__).resolve().parents[2]
LIBRARY_WORDS = ROOT / "site" / "locale-libraries" / "zh_Hans" / "LC_MESSAGES"
CONTEXT = "\x04"
_STRING = r'(".*"(?:\n".*")*)'


@dataclass(frozen=True)
class Message:
    """One entry of a catalogue: its key as gettext keeps it, its plural form, and the files that use it."""

    key: str
    plural: str | None
    text: str
    sources: tuple[str, ...]

    def as_entry(self) -> str:
        """The entry to paste into a catalogue, still without Chinese."""
        context, _, msgid = self.key.rpartition(CONTEXT)
        lines = [f"msgctxt {_quoted(context)}"] if context else []
        lines.append(f"msgid {_quoted(msgid)}")
        lines += [f"msgid_plural {_quoted(self.plural)}", 'msgstr[0] ""'] if self.plural else ['msgstr ""']
        return "\n".join(lines)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _string(name: str, entry: str) -> str | None:
    found = re.search(rf"^{name} {_STRING}", entry, re.MULTILINE)
    return "".join(ast.literal_eval(line) for line in found[1].split("\n")) if found else None


def messages_in(catalogue: Path) -> Iterator[Message]:
    """The entries of a .po file, without its header and without obsolete ones."""
    for entry in catalogue.read_text().split("\n\n"):
        msgid = _string("msgid", entry)
        if not msgid:
            continue
        context = _string("msgctxt", entry)
        sources = " ".join(re.findall(r"^#: (.*)$", entry, re.MULTILINE)).split()
        yield Message(
            key=f"{context}{CONTEXT}{msgid}" if context else msgid,
            plural=_string("msgid_plural", entry),
            text=_string(r"msgstr(?:\[0\])?", entry) or "",
            sources=tuple(source.rpartition(":")[0] or source for source in sources),
        )


def library_catalogues(domain: str) -> dict[str, Path]:
    """The English catalogues of installed libraries, by package.

    Django's own comes from its configuration, allauth's from its package: of allauth only parts are installed,
    which have no catalogue, and their messages reach people all the same.
    """
    folders = {config.name: Path(config.path) for config in apps.get_app_configs()}
    # The environment may stand inside the project.
    folders = {name: folder for name, folder in folders.items() if "site-packages" in folder.parts}
    for package in ("django.conf", "allauth"):
        spec = importlib.util.find_spec(package)
        if spec and spec.origin:
            folders[package] = Path(spec.origin).parent
    found = {name: folder / "locale/en/LC_MESSAGES" / f"{domain}.po" for name, folder in folders.items()}
    return {name: path for name, path in found.items() if path.exists()}


def chinese(domain: str) -> DjangoTranslation:
    """All catalogues merged as the running site merges them."""
    return DjangoTranslation("zh-hans", domain=domain)


def is_translated(message: Message, catalogue: DjangoTranslation) -> bool:
    """Whether the merged catalogue has a text for this message."""
    key = (message.key, 0) if message.plural else message.key
    return catalogue._catalog.get(key) is not None  # type: ignore[attr-defined]
