"""The whole walk: every address of the resolver, every role, all that there is to ask for and to send."""

import json
from collections.abc import Iterator

import pytest

from tests.neighbour.patterns import all_patterns
from tests.neighbour.walker import Walk
from tests.neighbour.world import ROLES, World
from tests.support.paths import BUILD

pytestmark = [
    pytest.mark.neighbour,
    pytest.mark.django_db,
    pytest.mark.timeout(1200),
    # Wagtail leaves the temporary file of a rendition to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

RESULT = BUILD / "neighbour.json"
SEEN, TOUCHED = ("body", "file"), ("write", "reference", "lost_file")


@pytest.fixture(scope="module")
def walk(world: World) -> Iterator[Walk]:
    """One walk for all roles, and what came of it in build/neighbour.json."""
    walk = Walk(world)
    yield walk
    result = {
        "requests": walk.requests.total(),
        "leaks": len(walk.report(*SEEN)),
        "writes": len(walk.report(*TOUCHED)),
        "findings": walk.report(),
    }
    BUILD.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n")


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_the_neighbours_is_seen_or_touched(walk: Walk, role: str) -> None:
    before = set(walk.findings)
    walk.walk(all_patterns(), [one for one in walk.world.roles if one.name == role])
    assert not walk.findings.keys() - before, walk.words()


def test_every_own_address_answered_somebody_of_home(walk: Walk) -> None:
    """Else the walker asked for the wrong objects, and its silence proves nothing. Runs after all roles."""
    walk.find_unreached(all_patterns())
    assert not walk.report("unreached"), walk.words("unreached")
