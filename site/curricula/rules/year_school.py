"""A plugin's seeded year: stations, figures and made-up names, and the plan that follows from them."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Annotated

from pydantic import Field, StringConstraints

from curricula.rules.demo_school import DEMO_REGION, DemoStaff, DemoStation
from curricula.rules.schema import Strict, Title
from people.api import check_character

Share = Annotated[float, Field(ge=0, le=1)]
YEAR_DAYS = 350
MARGIN_DAYS = 20
NUMBER_DIGITS = 11


class YearStation(DemoStation):
    people: Annotated[int, Field(ge=3, le=1000)]


class YearRun(Strict):
    """A run for the whole county on a course without drills. `learned`: the share of people who did each lesson;
    `examined`: of those who did them all, the share that sat the exam; `skill`: how well (0 to 1)."""

    title: Title
    started_days_ago: Annotated[int, Field(ge=-120, le=365)]
    days: Annotated[int, Field(ge=1, le=365)]
    learned: Share
    examined: Share = 0.0
    skill: Share = 0.75


class YearNames(Strict):
    """`given`: characters from which given names are made; `special`: whole names that must occur."""

    surnames: Annotated[list[str], Field(min_length=10)]
    given: Annotated[list[str], Field(min_length=30)]
    special: list[Annotated[str, StringConstraints(min_length=2, max_length=50)]] = Field(default_factory=list)


class YearWords(Strict):
    """What people type in such a year: places, reasons, requests. `later_term` holds {number}."""

    later_term: Title
    rooms: Annotated[list[Title], Field(min_length=1)]
    cancelled: Title
    revised: Title
    left: Title
    asks: list[dict[str, str]]


class YearRoster(Strict):
    """A roster with mistakes; the row "=" is somebody known, an empty unit the first station's."""

    name: Title
    header: list[str]
    rows: list[list[str]]

    def text(self, unit: str, known: Sequence[str]) -> str:
        """The roster as CSV, for a station and somebody known (name, number, phone, unit, post)."""
        rows = [known if row == ["="] else _roster_row(row, unit) for row in self.rows]
        return "\n".join(",".join(row) for row in [self.header, *rows])


def _roster_row(row: list[str], unit: str) -> list[str]:
    name, number, phone, given_unit, post = row
    whole = made_up_number(number) if len(number) == NUMBER_DIGITS else number
    return [name, whole, phone, given_unit or unit, post]


def made_up_number(rest: str) -> str:
    """Birthday and order (eleven digits) as an identity number of the region that exists nowhere."""
    body = DEMO_REGION + rest
    return body + check_character(body)


class YearSchool(Strict):
    county: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
    seed: int
    help_phone: str = ""
    sessions: Annotated[int, Field(ge=1, le=5000)]
    person_times: Annotated[int, Field(ge=1, le=1_000_000)]
    holders: Annotated[int, Field(ge=0, le=100_000)]
    certified_stations: Annotated[int, Field(ge=0, le=100)]
    posts: Annotated[list[Title], Field(min_length=1)]
    terms: Annotated[list[Title], Field(min_length=1)]
    words: YearWords
    roster: YearRoster
    names: YearNames
    staff: Annotated[list[DemoStaff], Field(min_length=1)]
    stations: Annotated[list[YearStation], Field(min_length=1)]
    runs: list[YearRun] = Field(default_factory=list)

    def scaled(self, stations: int) -> "YearSchool":
        """The same year with its first stations alone, and its figures in proportion. For tests."""
        share = stations / len(self.stations)
        figures = {name: round(getattr(self, name) * share) for name in ("sessions", "person_times", "holders")}
        return self.model_copy(update={**figures, "stations": self.stations[:stations]})


def read_year_school(path: Path) -> YearSchool:
    """Raises pydantic.ValidationError: the file is part of a plugin, its mistakes are a programmer's."""
    return YearSchool.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class MadeUp:
    """Somebody who does not exist."""

    name: str
    identity_number: str
    phone: str
    post: str


def made_up_people(year: YearSchool, rng: Random) -> list[list[MadeUp]]:
    """The people of each station. Their identity numbers bear an area code that exists nowhere."""
    total = sum(station.people for station in year.stations)
    numbers: set[str] = set()
    names = _names(year.names, total, rng)
    found = []
    for station in year.stations:
        found.append([_somebody(names.pop(), year, numbers, rng) for _ in range(station.people)])
    return found


def _names(names: YearNames, count: int, rng: Random) -> list[str]:
    made = [rng.choice(names.surnames) + _given(names, rng) for _ in range(count - len(names.special))]
    made += names.special[:count]
    rng.shuffle(made)
    return made


def _given(names: YearNames, rng: Random) -> str:
    return "".join(rng.sample(names.given, 1 if rng.random() < 0.15 else 2))


def _somebody(name: str, year: YearSchool, numbers: set[str], rng: Random) -> MadeUp:
    number = ""
    while not number or number in numbers:
        born = date(1968, 1, 1) + timedelta(days=rng.randrange(36 * 365))
        body = f"{DEMO_REGION}{born:%Y%m%d}{rng.randrange(1, 1000):03d}"
        number = body + check_character(body)
    numbers.add(number)
    phone = f"139{rng.randrange(10**8):08d}"
    return MadeUp(name, number, phone, rng.choice(year.posts))


@dataclass(frozen=True)
class PlannedSession:
    """The session `number` of a station: so many days ago, from an hour on, with so many who came."""

    station: int
    number: int
    days_ago: int
    hour: int
    came: int


def planned_sessions(year: YearSchool, rng: Random) -> list[PlannedSession]:
    """Exactly the year's sessions, spread over stations and months, with exactly its person-times."""
    places = len(year.stations)
    counts = [year.sessions // places + (place < year.sessions % places) for place in range(places)]
    slots = [(place, number) for place in range(places) for number in range(counts[place])]
    came = _attendance(year, [year.stations[place].people for place, _number in slots], rng)
    return [
        PlannedSession(place, number, _days_ago(place, number, counts[place]), rng.choice((9, 14)), people)
        for (place, number), people in zip(slots, came, strict=True)
    ]


def _days_ago(place: int, number: int, count: int) -> int:
    """Evenly over the year, stations one after another within a fortnight; the last some days ago."""
    gap = (YEAR_DAYS - MARGIN_DAYS) / count
    return YEAR_DAYS - round(number * gap) - place % max(int(gap), 1)


def _attendance(year: YearSchool, sizes: list[int], rng: Random) -> list[int]:
    """How many came to each session: near the mean share, never more than there are, in sum what is wanted."""
    share = year.person_times / sum(sizes)
    came = [max(1, min(size, round(size * share * rng.uniform(0.85, 1.15)))) for size in sizes]
    order = list(range(len(sizes)))
    rng.shuffle(order)
    place = 0
    while (gap := year.person_times - sum(came)) != 0:
        index = order[place % len(order)]
        step = 1 if gap > 0 else -1
        if 1 <= came[index] + step <= sizes[index]:
            came[index] += step
        place += 1
    return came
