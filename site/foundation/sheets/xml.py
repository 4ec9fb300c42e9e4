"""XML that nobody vouches for, read element by element.

Refused at once: document types (entities are how a small file grows), depth, endless tags, a flood of different
names. What is left can only be long, and `Meter` counts that.
"""

from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from foundation.sheets.cells import CELL_CHARACTERS, bomb, corrupt, huge_cell, too_much

Start = Callable[[dict[str, str]], None]
End = Callable[[], None]

MAX_DEPTH = 64
MAX_NAMES = 5_000
MAX_TAG_BYTES = 1024 * 1024
MAX_ELEMENTS = 6_000_000


class Enough(Exception):
    """Raised by a handler that needs no more of the document."""


class Reader:
    """Base of what reads one kind of document: `starts` and `ends` by local name, `text` collected on demand."""

    def __init__(self) -> None:
        self.starts: dict[str, Start] = {}
        self.ends: dict[str, End] = {}
        self.text: list[str] | None = None
        self._length = 0

    def collect(self) -> None:
        """From here on the characters are kept."""
        self.text, self._length = [], 0

    def collected(self) -> str:
        """What was kept since `collect`, which ends with it."""
        text = "".join(self.text or [])
        self.text = None
        return text

    def add(self, text: str) -> None:
        """Characters of the document. Raises SheetsRefused (huge_cell)."""
        if self.text is not None:
            self.text.append(text)
            self._length += len(text)
            if self._length > CELL_CHARACTERS:
                raise huge_cell()


def parse(chunks: Iterator[bytes], reader: Reader) -> None:
    """Feed the document to its reader. Raises SheetsRefused (corrupt, bomb)."""
    try:
        _Feed(reader).run(chunks)
    except Enough:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise corrupt() from error


class _Feed:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.depth = self.count = 0
        self.names: dict[str, str] = {}
        self.starts: dict[str, Start | None] = {}
        self.ends: dict[str, End | None] = {}
        self.parser: Any = expat.ParserCreate(intern=self.names)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = reader.add
        self.parser.StartDoctypeDeclHandler = _refuse_document_type

    def run(self, chunks: Iterator[bytes]) -> None:
        fed = 0
        for chunk in chunks:
            self.parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - self.parser.CurrentByteIndex > MAX_TAG_BYTES or len(self.names) > MAX_NAMES:
                raise bomb()
            if self.count > MAX_ELEMENTS:
                raise too_much()
        self.parser.Parse(b"", True)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH:
            raise bomb()
        try:
            handler = self.starts[name]
        except KeyError:
            handler = self.learn(name)
        if handler is not None:
            handler(attributes)

    def learn(self, name: str) -> Start | None:
        """Look a name up once; a prefix says nothing, since every program chooses its own."""
        local = name.rpartition(":")[2]
        self.ends[name] = self.reader.ends.get(local)
        handler = self.starts[name] = self.reader.starts.get(local)
        return handler

    def end(self, name: str) -> None:
        self.depth -= 1
        handler = self.ends[name]
        if handler is not None:
            handler()


def _refuse_document_type(*declaration: object) -> None:
    raise bomb()
