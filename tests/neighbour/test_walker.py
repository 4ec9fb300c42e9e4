"""The walker finds every kind of hole, and takes a first, quick look at every address."""

import pytest
from django.test import override_settings

from tests.neighbour import leaky, rows
from tests.neighbour.patterns import all_patterns
from tests.neighbour.tables import reason_to_be_empty
from tests.neighbour.walker import Walk
from tests.neighbour.world import World

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a rendition to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

HOLES = (
    ("body", "body"),
    ("json", "body"),
    ("redirect", "body"),
    ("message", "body"),
    ("cell", "body"),
    ("search", "body"),
    ("link", "body"),
    ("file", "file"),
    ("write", "write"),
    ("write_later", "write"),
    ("reference", "reference"),
    ("lost_file", "lost_file"),
    ("error", "error"),
    ("unknown_parameter", "unclassified"),
    ("unknown_argument", "unclassified"),
    ("unreached", "unreached"),
)


@pytest.mark.parametrize(("hole", "kind"), HOLES)
def test_walker_finds_a_hole(world: World, hole: str, kind: str) -> None:
    with override_settings(ROOT_URLCONF=leaky.__name__):
        [pattern] = [one for one in all_patterns() if one.name == f"{leaky.HOLE}_{hole}"]
        walk = Walk(world)
        walk.walk([pattern], world.roles[:1])
        walk.find_unreached([pattern])
    assert {finding.kind for finding in walk.findings.values()} >= {kind}


def test_walker_takes_back_what_a_request_wrote(world: World) -> None:
    with override_settings(ROOT_URLCONF=leaky.__name__):
        names = {f"{leaky.HOLE}_write", f"{leaky.HOLE}_lost_file"}
        patterns = [one for one in all_patterns() if one.name in names]
        Walk(world).walk(patterns, world.roles[:1])
    assert rows.read_table("people_person") == world.tables["people_person"]
    assert world.heal_files() == []


def test_lands_are_twins(world: World) -> None:
    """Every row of home has its twin, and says something of its own."""
    assert world.mirror(f"/{world.home.run.uid}/{world.home.lesson.pk}/") == (
        f"/{world.neighbour.run.uid}/{world.neighbour.lesson.pk}/"
    )
    assert world.secrets_in(str(world.neighbour.people[0].uid))
    assert not world.secrets_in(str(world.home.people[0].uid))


def test_lands_hold_a_row_of_every_table(world: World) -> None:
    """What no land has, no walk can find at the neighbour's."""
    empty = {
        name
        for name, table in world.tables.items()
        if not any(world.is_theirs(name, key) for key in table) and reason_to_be_empty(name) is None
    }
    assert not empty, (
        f"the lands have no row in {sorted(empty)}. Make one in tests/neighbour/land.py (best by the service that "
        f"writes it), or say in EMPTY (tests/neighbour/tables.py) why nobody's row stands there"
    )


def test_no_address_gives_anything_of_the_neighbours(world: World) -> None:
    """Each address once, for the neighbour's object, by whoever may most at home; the whole walk asks the rest."""
    walk = Walk(world, is_thorough=False)
    walk.walk(all_patterns(), world.roles[:1])
    assert not walk.findings, walk.words()
