"""What is wrong with a pack: every error, with its file and line."""

from dataclasses import dataclass, field
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
Lines: TypeAlias = dict[Path, int]


@dataclass(frozen=True, order=True)
class PackError:
    """One mistake in a pack.

    Attributes:
        file: path inside the pack, with slashes; "" for the pack as a whole.
        line: counted from 1; 0 when the file as a whole is meant.
        code: for machines and tests, stable, snake_case.
        message: for the author, translated.
    """

    file: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message} [{self.code}]" if place else f"{self.message} [{self.code}]"


@dataclass
class Report:
    """Collects errors; nobody stops at the first."""

    errors: list[PackError] = field(default_factory=list)

    def add(self, file: str, line: int, code: str, message: str) -> None:
        error = PackError(file, line, code, message)
        if error not in self.errors:
            self.errors.append(error)


@dataclass
class Source:
    """A file of the pack that can say on which line a value stands."""

    file: str
    report: Report
    lines: Lines = field(default_factory=dict)

    def line(self, *path: str | int) -> int:
        """The line of the value at this path, or of the nearest value around it; 1 when nothing is known."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fail(self, code: str, message: str, *path: str | int) -> None:
        """Report a mistake in the value at this path."""
        self.report.add(self.file, self.line(*path), code, message)

    def fail_at(self, line: int, code: str, message: str) -> None:
        self.report.add(self.file, line, code, message)
