"""Guards of the tree's shape: the source root named site, the top-level rooms, the size of code."""

import ast
import itertools
import site
import statistics
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from tests.support.paths import ROOT

FOLDERS = {"site", "courses", "exams", "certificates", "plugins", "tests", "docs"}
# Made by tools, never committed.
MADE = {"var", "build", "dist", "node_modules"}
SOURCES = ("site", "courses", "exams", "certificates", "plugins", "tests")
FUNCTION_LINES = 50
FILE_LINES = 600
MEDIAN_LINES = 8
P95_LINES = 40


def source_files() -> list[Path]:
    """Every Python file of ours but migrations, which Django writes."""
    found = itertools.chain.from_iterable((ROOT / folder).rglob("*.py") for folder in SOURCES)
    return [ROOT / "manage.py", *sorted(path for path in found if "migrations" not in path.parts)]


def functions() -> Iterator[tuple[str, int]]:
    """Where each function stands and how many lines it has, from `def` to its last line."""
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def test_site_is_the_standard_librarys() -> None:
    assert Path(site.__file__).parent == Path(sysconfig.get_path("stdlib"))
    assert not (ROOT / "site" / "__init__.py").exists()


def test_project_package_is_empty() -> None:
    """Or the plugin contract underneath would drag in the whole project."""
    assert (ROOT / "site" / "gridschool" / "__init__.py").read_text() == ""


def test_top_level_folders_are_the_rooms() -> None:
    found = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert {name for name in found - MADE if not name.endswith(".egg-info")} <= FOLDERS


def test_no_function_is_too_long() -> None:
    assert [(where, lines) for where, lines in functions() if lines > FUNCTION_LINES] == []


def test_no_file_is_too_long() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in source_files()}
    assert {name: size for name, size in sizes.items() if size > FILE_LINES} == {}


def test_functions_are_short_as_a_whole() -> None:
    lines = sorted(size for _, size in functions())
    assert statistics.median(lines) <= MEDIAN_LINES
    assert lines[int(len(lines) * 0.95)] <= P95_LINES
