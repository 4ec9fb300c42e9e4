"""One catalogue never speaks for another.

Django looks a message up in all catalogues as if they were one: LOCALE_PATHS win, then the first application. A
short message that two rooms, or a room and a library, translate differently would show the wrong word in one of
them, so such a message needs a context. site/locale-libraries is no room: it mends the libraries' own words.
"""

import gettext
from collections import defaultdict
from pathlib import Path

import django
import wagtail

ROOT = Path(__file__).resolve().parents[2]
OURS = ("site", "courses", "exams", "certificates", "plugins")
CONTEXT = "\x04"
LIBRARY_WORDS = ROOT / "site" / "locale-libraries"


def catalogues(folder: Path) -> list[Path]:
    found = folder.rglob("zh_Hans/LC_MESSAGES/django.mo")
    return sorted(path for path in found if not {".venv", "node_modules"} & set(path.parts))


def messages(path: Path) -> dict[str, str]:
    """Messages without a context and their Chinese."""
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key: text for key, text in catalogue.items() if isinstance(key, str) and key and CONTEXT not in key}


def test_no_message_means_two_things() -> None:
    ours: dict[str, dict[str, str]] = defaultdict(dict)
    for path in (path for folder in OURS for path in catalogues(ROOT / folder)):
        for key, text in messages(path).items():
            ours[key][str(path.relative_to(ROOT))] = text
    two = {key: where for key, where in ours.items() if len(set(where.values())) > 1}
    assert two == {}


def test_no_message_of_ours_changes_a_word_of_the_libraries() -> None:
    theirs: dict[str, set[str]] = defaultdict(set)
    for library in (django, wagtail):
        for path in catalogues(Path(library.__file__).parent):
            for key, text in messages(path).items():
                theirs[key].add(text)
    mended = [message for path in catalogues(LIBRARY_WORDS) for message in messages(path).items()]
    theirs.update({key: {text} for key, text in mended})
    rooms = [path for folder in OURS for path in catalogues(ROOT / folder) if LIBRARY_WORDS not in path.parents]
    changed = {
        (str(path.relative_to(ROOT)), key): text
        for path in rooms
        for key, text in messages(path).items()
        if key in theirs and text not in theirs[key]
    }
    assert rooms
    assert mended
    assert changed == {}
