"""On which line each value of a TOML document stands. tomllib parses and forgets it; authors need it."""

import re

from curricula.rules.report import Lines, Path

_KEY = re.compile(r'[ \t]*(?:"((?:[^"\\]|\\.)*)"|\'([^\']*)\'|([A-Za-z0-9_-]+))[ \t]*')
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SCALAR = re.compile(r"[^,\]}\n#]*")


def toml_lines(text: str, *, first_line: int = 1) -> Lines:
    """Lines by path ("sections", 0, "draw", 2) of a document that tomllib has accepted.

    `first_line` is the line on which the text begins in its file.
    """
    return _Walker(text, first_line).walk()


class _Walker:
    """Walks over valid TOML with a cursor; knows strings, arrays, inline tables and headers, and no more."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.at = 0
        self.first_line = first_line
        self.lines: Lines = {}
        self.arrays: dict[Path, int] = {}

    def walk(self) -> Lines:
        table: Path = ()
        self._skip_blank()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip_blank()
        return self.lines

    def _skip_blank(self) -> None:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _mark(self, path: Path) -> None:
        line = self.first_line + self.text.count("\n", 0, self.at)
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _header(self) -> Path:
        is_array = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if is_array else 1
        path = self._resolve(self._key())
        if is_array:
            number = self.arrays.get(path, -1) + 1
            self.arrays[path] = number
            path = (*path, number)
        self.at, end = start, self.at
        self._mark(path)
        self.at = end + (2 if is_array else 1)
        return path

    def _resolve(self, key: Path) -> Path:
        """A header below an array of tables speaks of its latest element."""
        path: Path = ()
        for part in key[:-1]:
            path = (*path, part)
            if path in self.arrays:
                path = (*path, self.arrays[path])
        return (*path, key[-1])

    def _key(self) -> Path:
        parts: list[str] = []
        while found := _KEY.match(self.text, self.at):
            parts.append(next(group for group in found.groups() if group is not None))
            self.at = found.end()
            if self.text[self.at : self.at + 1] != ".":
                break
            self.at += 1
        return tuple(parts)

    def _pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self._key())
        end, self.at = self.at, start
        self._mark(path)
        self.at = end + 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip_blank()
        self._mark(path)
        opening = self.text[self.at : self.at + 1]
        if opening in {'"', "'"}:
            self._string(opening)
        elif opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            found = _SCALAR.match(self.text, self.at)
            self.at = found.end() if found else len(self.text)

    def _string(self, quote: str) -> None:
        if self.text.startswith(quote * 3, self.at):
            quote *= 3
        self.at += len(quote)
        while not self.text.startswith(quote, self.at):
            self.at += 2 if quote[0] == '"' and self.text[self.at] == "\\" else 1
        self.at += len(quote)
        while len(quote) == 3 and self.text[self.at : self.at + 1] == quote[0]:
            self.at += 1  # a quotation mark that belongs to the string just before its closing three

    def _array(self, path: Path) -> None:
        self.at += 1
        number = 0
        self._skip_blank()
        while self.text[self.at] != "]":
            self._value((*path, number))
            number += 1
            self._skip_separator()
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        self._skip_blank()
        while self.text[self.at] != "}":
            self._pair(path)
            self._skip_separator()
        self.at += 1

    def _skip_separator(self) -> None:
        self._skip_blank()
        if self.text[self.at] == ",":
            self.at += 1
            self._skip_blank()
