"""The files of a pack on disk: only what the format knows, within limits, and nothing that leads outside."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from curricula.rules.report import Report, Source
from curricula.rules.toml_lines import toml_lines

MAX_FILES = 500
MAX_PACK_BYTES = 20 * 1024 * 1024
MAX_TEXT_BYTES = 512 * 1024
MAX_ART_BYTES = 2 * 1024 * 1024

_KNOWN = re.compile(
    r"(pack\.toml|course\.toml|README\.md|lessons/[^/]+\.md|(drills|questions|papers|certificates)/[^/]+\.toml"
    r"|certificates/[^/]+\.(html|css|svg)|pictures/(?=[^/]{5,54}$)[a-z0-9]+(-[a-z0-9]+)*\.svg)"
)
_TOML_PLACE = re.compile(r"\(at line (\d+), column \d+\)")


class PackFolder:
    """Reads a folder once.

    Attributes:
        texts: what could be read, by path inside the pack, in order of path.
        unreadable: files of the format that are there and were refused.
        is_readable: False when there is no folder or it is too big; the reason is reported.
    """

    def __init__(self, root: Path, report: Report) -> None:
        self.root = root
        self.report = report
        self.texts: dict[str, str] = {}
        self.unreadable: set[str] = set()
        self.is_readable = self._read_all()

    def source(self, file: str) -> Source:
        return Source(file, self.report)

    def in_folder(self, folder: str, suffix: str) -> list[str]:
        return [file for file in self.texts if file.startswith(f"{folder}/") and file.endswith(suffix)]

    def _read_all(self) -> bool:
        if self.root.is_symlink() or not self.root.is_dir():
            self.report.add("", 0, "pack_missing", _("There is no folder of a pack at this place."))
            return False
        files = self._walk()
        sizes = [(self.root / file).lstat().st_size for file in files]
        if len(files) > MAX_FILES or sum(sizes) > MAX_PACK_BYTES:
            message = _("The pack is too big: at most %(files)d files and %(megabytes)d MB.") % {
                "files": MAX_FILES,
                "megabytes": MAX_PACK_BYTES // 1024**2,
            }
            self.report.add("", 0, "pack_too_big", message)
            return False
        for file, size in zip(files, sizes, strict=True):
            self._read(file, size)
        return True

    def _walk(self) -> list[str]:
        """Ordinary files, sorted. Symbolic links are reported and never followed."""
        found = []
        for folder, folders, names in os.walk(self.root, followlinks=False):
            for name in sorted(folders + names):
                path = Path(folder) / name
                file = path.relative_to(self.root).as_posix()
                if path.is_symlink():
                    message = _("Symbolic links are not allowed: put the file itself here.")
                    self._refuse(file, 0, "symlink", message)
                elif path.is_file():
                    found.append(file)
        return sorted(found)

    def _read(self, file: str, size: int) -> None:
        if not _KNOWN.fullmatch(file):
            message = _("This file is not part of the format: move it elsewhere.")
            self.report.add(file, 0, "unknown_file", message)
            return
        most = MAX_ART_BYTES if file.endswith(".svg") else MAX_TEXT_BYTES
        if size > most:
            message = _("The file is too big: at most %(kilobytes)d KB.") % {"kilobytes": most // 1024}
            self._refuse(file, 0, "file_too_big", message)
            return
        raw = (self.root / file).read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = _("The file is not UTF-8: save it as UTF-8.")
            self._refuse(file, raw.count(b"\n", 0, error.start) + 1, "not_utf8", message)
            return
        self.texts[file] = text.replace("\r\n", "\n")

    def _refuse(self, file: str, line: int, code: str, message: str) -> None:
        self.report.add(file, line, code, message)
        self.unreadable.add(file)


def read_toml(text: str, source: Source, *, first_line: int = 1) -> dict[str, Any] | None:
    """The TOML as data, with its lines learnt by the source; None after reporting a syntax error."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        reason = _TOML_PLACE.sub("", str(error)).strip()
        message = _("This is not valid TOML (%(reason)s): mind quotation marks, brackets and commas.") % {
            "reason": reason
        }
        source.fail_at(first_line + line - 1, "toml_syntax", message)
        return None
    source.lines = toml_lines(text, first_line=first_line)
    return data
