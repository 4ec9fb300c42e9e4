"""The shape of a plugin's demonstration school: made-up people in a real county, so that every role has work."""

import tomllib
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from curricula.rules.schema import Slug, Strict, Title
from people.api import check_character

DEMO_REGION = "990101"  # an address code that exists nowhere


class DemoPerson(Strict):
    """`number` is the sequence in the identity number: odd for men. `stage` says how far the person has come;
    who is "booked" has a seat in the first session."""

    name: Title
    born: date
    number: Annotated[int, Field(ge=1, le=999)]
    phone: Annotated[str, StringConstraints(pattern=r"^1[3-9]\d{9}$")]
    post: Title
    stage: Literal["fresh", "booked", "completed"] = "fresh"
    has_login: bool = False

    @property
    def identity_number(self) -> str:
        body = f"{DEMO_REGION}{self.born:%Y%m%d}{self.number:03d}"
        return body + check_character(body)


class DemoStaff(Strict):
    role: Literal["trainer", "officer", "administrator"]
    login: Slug
    name: Title


class DemoStation(Strict):
    """A station below the unit with this official code."""

    name: Title
    below: Annotated[str, StringConstraints(pattern=r"^\d{6}(\d{3}){0,2}$")]


class DemoRun(Strict):
    title: Title
    started_days_ago: Annotated[int, Field(ge=0, le=365)]
    days: Annotated[int, Field(ge=1, le=730)]
    seats: Annotated[int, Field(ge=1, le=10_000)]


class DemoDrill(Strict):
    """A session of a drill, so many days from today. Without a time of day it begins within the hour."""

    drill: Slug
    in_days: Annotated[int, Field(ge=0, le=60)]
    starts: time | None = None
    place: Title
    seats: Annotated[int, Field(ge=1, le=1000)]


class DemoSchool(Strict):
    county: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
    help_phone: str = ""
    station: DemoStation
    staff: Annotated[list[DemoStaff], Field(min_length=1)]
    people: Annotated[list[DemoPerson], Field(min_length=1)]
    run: DemoRun
    sessions: Annotated[list[DemoDrill], Field(min_length=1)]


def read_demo_school(path: Path) -> DemoSchool:
    """Raises pydantic.ValidationError: the file is part of a plugin, its mistakes are a programmer's."""
    return DemoSchool.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
