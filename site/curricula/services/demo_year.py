"""A seeded year of a county: whole lists of everything, whose figures by query are those of the plugin's file.

One seed makes one year, counted back from the day on which it is made. Runs, sessions, certificates, requests and
imports come about through the services that people use; attendance, scores, lessons, exams and people by the
thousand through the modules past_people, past_facts and past_attempts, which say which rules they keep.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.api import CertificateTemplate, candidates, number_batch, start_issue
from courses.api import (
    Done,
    Enrolment,
    Run,
    Step,
    StepCompletion,
    TrainingFigures,
    book_drill,
    cancel_session,
    close_run,
    hand_in_for_review,
    open_county,
    open_run,
    open_session,
    steps_of,
    training_figures,
    write_attendance,
    write_completions,
    write_sheets,
)
from curricula.rules.tree import CheckedPack
from curricula.rules.year_school import (
    PlannedSession,
    YearRun,
    YearSchool,
    made_up_people,
    planned_sessions,
    read_year_school,
)
from curricula.services.apply_pack import apply_pack
from curricula.services.demo import DemoRefused, checked_packs, course_with, demo_staff
from curricula.services.demo_accounts import DemoAccount, DemoAccounts
from exams.api import Attempt, ExamPage, Sat, write_attempts
from gridschool.plugins import GridSchoolPlugin
from people.api import (
    AREAS_FILE,
    AuditEvent,
    Certified,
    NewPerson,
    Person,
    Unit,
    ask_about_data,
    ensure_login,
    holders_on,
    load_units,
    mark_left,
    receive_roster,
    record_audit,
    write_logins,
    write_nationals,
    write_people,
)

MARKER = "curricula.demo_year"
WINDOW_DAYS = 365
LOGIN_SHARE = 0.6
READ, DRILL, EXAM = StepCompletion.How.READ, StepCompletion.How.DRILL, StepCompletion.How.EXAM
Say = Callable[[str], None]


@dataclass(frozen=True)
class SeededYear:
    """What stands there, by query; `is_new` when this call made it."""

    county: Unit
    figures: TrainingFigures
    holders: int
    accounts: list[DemoAccount]
    is_new: bool


def start_year(
    *,
    plugin: GridSchoolPlugin,
    folder: Path,
    now: datetime,
    fixed_password: str = "",
    stations: int | None = None,
    say: Say,
) -> SeededYear:
    """Make the plugin's seeded year in an empty installation; where it stands already nothing is written.

    `stations`: only so many of them, with figures in proportion. All of it or nothing, in one transaction, once
    units and packs are there. Side effects: see the module; one audit event for the whole.
    Raises DemoRefused: not_here, no_year, people_here, pack_has_errors.
    """
    year = _year_of(plugin, stations)
    standing = standing_year(plugin=plugin, folder=folder, now=now)
    if standing is not None:
        return standing
    if Person.objects.exists():
        message = _("There are people in this installation already. Make the year in an empty one.")
        raise DemoRefused(message, code="people_here")
    packs = checked_packs(plugin)
    say(str(_("Loading units and opening the county …")))
    load_units(path=AREAS_FILE)
    county = Unit.objects.get(code=year.county)
    open_county(actor=None, unit=county, help_phone=year.help_phone)
    say(str(_("Applying the courses …")))
    for pack in packs:
        apply_pack(pack=pack, unit=county, actor=None)
    accounts = DemoAccounts(folder, fixed_password=fixed_password)
    with transaction.atomic():
        _Maker(year, county, packs, accounts, now, say).make()
        found = _seen(county, now, accounts, is_new=True)
        _prove(year, found)
    accounts.store()
    return found


def _year_of(plugin: GridSchoolPlugin, stations: int | None) -> YearSchool:
    if not settings.ALLOW_DEMO_IDENTITIES:
        raise DemoRefused(_("Made-up people are not allowed in this installation."), code="not_here")
    path = plugin.year_file()
    if path is None:
        raise DemoRefused(_("This plugin describes no seeded year."), code="no_year")
    year = read_year_school(path)
    return year.scaled(stations) if stations else year


def standing_year(*, plugin: GridSchoolPlugin, folder: Path, now: datetime) -> SeededYear | None:
    """The plugin's seeded year, with the accounts that its file holds; None where it was not made."""
    path = plugin.year_file()
    year = read_year_school(path) if path else None
    county = Unit.objects.filter(code=year.county).first() if year else None
    made = AuditEvent.objects.filter(action=MARKER, unit=county).first() if county else None
    if year is None or county is None or made is None or made.data.get("seed") != year.seed:
        return None
    accounts = DemoAccounts(folder)
    accounts.accounts = accounts.stored()
    return _seen(county, now, accounts, is_new=False)


def _seen(county: Unit, now: datetime, accounts: DemoAccounts, *, is_new: bool) -> SeededYear:
    today = timezone.localdate(now)
    figures = training_figures(county, today - timedelta(days=WINDOW_DAYS), today)
    holders = holders_on(county, today).total
    return SeededYear(county, figures, holders, list(accounts.accounts.values()), is_new)


def _prove(year: YearSchool, found: SeededYear) -> None:
    """The figures by query are what the file says; else nothing of it stays."""
    counted = (found.figures.sessions, found.figures.person_times, found.holders)
    if counted != (year.sessions, year.person_times, year.holders):
        raise RuntimeError(f"the seeded year counts {counted}")


@dataclass
class _Class:
    """A run with its people, and what happened in it so far."""

    run: Run
    steps: list[Step]
    enrolments: dict[int, Enrolment]
    facts: dict[int, list[Done]] = field(default_factory=lambda: defaultdict(list))

    def lessons(self) -> list[Step]:
        return [step for step in self.steps if step.kind == "lesson"]

    def exams(self, *, is_mock: bool) -> list[ExamPage]:
        return [step for step in self.steps if isinstance(step, ExamPage) and step.is_mock == is_mock]


class _Maker:
    """Makes the year, room by room; `rng` is asked in one fixed order, so one seed gives one year."""

    def __init__(
        self,
        year: YearSchool,
        county: Unit,
        packs: list[CheckedPack],
        accounts: DemoAccounts,
        now: datetime,
        say: Say,
    ) -> None:
        self.year, self.county, self.accounts, self.now, self.say = year, county, accounts, now, say
        self.today = timezone.localdate(now)
        self.rng = Random(year.seed)  # noqa: S311  made-up facts that must come out the same each time
        self.packs = packs
        self.courses = [course_with(pack.uid("course", pack.course.id)) for pack in packs]
        self.steps = [steps_of(course) for course in self.courses]
        self.classes: list[_Class] = []

    def make(self) -> None:
        self.say(str(_("Entering stations and people …")))
        self._people()
        self.say(str(_("Holding sessions …")))
        self._station_year()
        self.say(str(_("Studying lessons and sitting exams …")))
        for number, entry in enumerate(self.year.runs):
            self._county_run(number, entry)
        self._write_facts()
        self.say(str(_("Certificates, requests, reviews, an import …")))
        self._nationals()
        self._certificates()
        self._to_come()
        self._close_runs()
        self._desk()
        data = {"seed": self.year.seed, "people": sum(map(len, self.people))}
        record_audit(actor=None, action=MARKER, target=self.county, unit=self.county, data=data)

    # --- people -----------------------------------------------------------------------------------------------

    def _people(self) -> None:
        staff = [(entry.role, demo_staff(entry, self.county)) for entry in self.year.staff]
        self.officer = next(user for role, user in staff if role == "officer")
        self.trainers = [user for role, user in staff if role == "trainer"]
        since = self.today - timedelta(days=WINDOW_DAYS + 60)
        self.units: list[Unit] = []
        self.people: list[list[Person]] = []
        for station, entries in zip(self.year.stations, made_up_people(self.year, self.rng), strict=True):
            parent = Unit.objects.get(code=station.below)
            unit = parent.add_child(name=station.name, kind=Unit.Kind.STATION)
            new = [NewPerson(one.name, one.identity_number, one.phone, one.post) for one in entries]
            self.units.append(unit)
            self.people.append(write_people(actor=self.officer, unit=unit, people=new, since=since))
        everybody = [person for people in self.people for person in people]
        worker = everybody[0]
        others = self.rng.sample(everybody[1:], int(len(everybody[1:]) * LOGIN_SHARE))
        write_logins(people=others)
        self.accounts.open_for(ensure_login(worker), "worker")
        for role, user in reversed(staff):  # of several trainers the first is the account to try
            self.accounts.open_for(user, role)

    # --- sessions ---------------------------------------------------------------------------------------------

    def _station_year(self) -> None:
        """Each station gives the courses with drills, round after round; each session is one of their drills."""
        drills = [
            (place, step) for place, steps in enumerate(self.steps) for step in steps if step.kind == "drill"
        ]
        rounds: dict[tuple[int, int, int], list[tuple[PlannedSession, Any]]] = defaultdict(list)
        for planned in planned_sessions(self.year, self.rng):
            cycle, which = divmod(planned.number, len(drills))
            place, step = drills[which]
            rounds[planned.station, place, cycle].append((planned, step))
        for (station, place, cycle), sessions in rounds.items():
            self._station_run(station, place, cycle, sessions)

    def _station_run(
        self, station: int, place: int, cycle: int, sessions: list[tuple[PlannedSession, Any]]
    ) -> None:
        days = [self._day(planned.days_ago) for planned, _step in sessions]
        made = self._open(
            place,
            self.units[station],
            self._term(cycle),
            min(days) - timedelta(days=20),
            max(days) + timedelta(days=20),
            self.people[station],
        )
        for planned, step in sessions:
            self._hold(made, planned, step)
        came = {key for key, facts in made.facts.items() if facts}
        for key, enrolment in made.enrolments.items():
            share = 0.95 if key in came else 0.35
            self._learn(made, enrolment, share, made.run.starts_on, min(days))
        self._examine(made, (0.85, 0.3)[cycle] if cycle < 2 else 0.0, 0.8)

    def _term(self, cycle: int) -> str:
        return (
            self.year.terms[cycle]
            if cycle < len(self.year.terms)
            else self.year.words.later_term.format(number=cycle + 1)
        )

    def _day(self, days_ago: int) -> date:
        """The day so long ago, or the Friday before when it fell on a weekend."""
        day = self.today - timedelta(days=days_ago)
        return day - timedelta(days=max(day.weekday() - 4, 0))

    def _open(
        self, place: int, unit: Unit, title: str, starts_on: date, ends_on: date, people: list[Person]
    ) -> _Class:
        run = open_run(
            actor=self.officer,
            course=self.courses[place],
            unit=unit,
            title=title,
            starts_on=starts_on,
            ends_on=ends_on,
            capacity=len(people) + 10,
            people=people,
        )
        run.teachers.add(self.trainers[place % len(self.trainers)])
        opened = min(self._at(starts_on - timedelta(days=7), 10), self.now)
        run.enrolments.update(created_at=opened)
        enrolments = {row.person_id: row for row in run.enrolments.select_related("person")}
        for row in enrolments.values():
            row.run = run
        made = _Class(run, self.steps[place], enrolments)
        self.classes.append(made)
        return made

    def _hold(self, made: _Class, planned: PlannedSession, step: Any) -> None:
        unit, trainer = self.units[planned.station], self.trainers[planned.number % len(self.trainers)]
        starts_at = self._at(self._day(planned.days_ago), planned.hour)
        session = open_session(
            uid=_uuid(self.rng),
            actor=trainer,
            run=made.run,
            page=step,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=step.credit_minutes or 90),
            place=f"{unit.name}{self.rng.choice(self.year.words.rooms)}",
            capacity=planned.came + 6,
        )
        everybody = self.rng.sample(list(made.enrolments.values()), len(made.enrolments))
        came, rest = everybody[: planned.came], everybody[planned.came :]
        seats = write_attendance(
            session=session, came=came, stayed_away=rest[: self.rng.randint(0, 3)], rng=self.rng
        )
        for seat in write_sheets(session=session, seats=seats, rng=self.rng):
            fact = Done(seat.enrolment, step, DRILL, session.ends_at, trainer)
            made.facts[seat.enrolment.person_id].append(fact)

    # --- lessons and exams ------------------------------------------------------------------------------------

    def _county_run(self, number: int, entry: YearRun) -> None:
        """A run for everybody on one of the courses without drills."""
        places = [
            place for place, steps in enumerate(self.steps) if not any(step.kind == "drill" for step in steps)
        ]
        if not places:
            return
        first = self.today - timedelta(days=entry.started_days_ago)
        everybody = [person for people in self.people for person in people]
        last = first + timedelta(days=entry.days)
        made = self._open(places[number % len(places)], self.county, entry.title, first, last, everybody)
        for enrolment in made.enrolments.values():
            self._learn(made, enrolment, entry.learned, first, min(last, self.today))
        self._examine(made, entry.examined, entry.skill)

    def _learn(self, made: _Class, enrolment: Enrolment, share: float, first: date, last: date) -> None:
        """All lessons, or as many as somebody got to, between two days and before now."""
        lessons = made.lessons()
        count = len(lessons) if self.rng.random() < share else int(len(lessons) * self.rng.random() * share)
        span = max((last - first).days - 1, 1)
        days = sorted(self.rng.randrange(span) for _ in range(count))
        for step, offset in zip(lessons, days, strict=False):
            at = self._at(first + timedelta(days=offset), self.rng.randint(7, 20), self.rng.randrange(60))
            if at < self.now:
                made.facts[enrolment.person_id].append(Done(enrolment, step, READ, at))

    def _examine(self, made: _Class, share: float, skill: float) -> None:
        """Who did everything before it sits the exam, some practise first; who fails tries once more, or not."""
        ready = [enrolment for enrolment in made.enrolments.values() if self._may_sit(made, enrolment)]
        for page in made.exams(is_mock=True):
            some = [enrolment for enrolment in ready if self.rng.random() < share * 0.25]
            for attempt in self._sit(made, page, some, skill - 0.1):
                self._done(made, attempt)
        for page in made.exams(is_mock=False):
            some = [enrolment for enrolment in ready if self.rng.random() < share]
            attempts = self._sit(made, page, some, skill)
            failed = [attempt.enrolment for attempt in attempts if not attempt.passed and self.rng.random() < 0.6]
            attempts += self._sit(made, page, failed, skill + 0.08, number=2)
            for attempt in attempts:
                if attempt.passed:
                    self._done(made, attempt)

    def _may_sit(self, made: _Class, enrolment: Enrolment) -> bool:
        done = {fact.step.pk for fact in made.facts[enrolment.person_id]}
        return all(step.pk in done for step in made.steps if step.is_required and step.kind != "exam")

    def _sit(
        self, made: _Class, page: ExamPage, some: list[Enrolment], skill: float, number: int = 1
    ) -> list[Attempt]:
        sittings = []
        for enrolment in some:
            last = max(fact.at for fact in made.facts[enrolment.person_id])
            at = self._at(timezone.localdate(last) + timedelta(days=number), self.rng.randint(8, 20), 5)
            if at + timedelta(seconds=page.paper.duration_seconds) < self.now:
                seconds = int(page.paper.duration_seconds * self.rng.uniform(0.3, 1.02))
                sittings.append(Sat(enrolment, at, seconds, self.rng.gauss(skill, 0.12), number))
        return write_attempts(page=page, sittings=sittings, rng=self.rng)

    def _done(self, made: _Class, attempt: Attempt) -> None:
        assert attempt.submitted_at is not None
        fact = Done(attempt.enrolment, attempt.page, EXAM, attempt.submitted_at)
        made.facts[attempt.enrolment.person_id].append(fact)

    def _write_facts(self) -> None:
        write_completions(facts=[fact for made in self.classes for facts in made.facts.values() for fact in facts])

    # --- certificates and the desk ----------------------------------------------------------------------------

    def _nationals(self) -> None:
        """Exactly the holders, each at one highest level; a few hold two, a few others a local one of old."""
        everybody = [person for people in self.people for person in people]
        chosen = self.rng.sample(everybody, min(self.year.holders + 4, len(everybody)))
        holders, elders = chosen[: self.year.holders], chosen[self.year.holders :]
        rows = []
        for number, person in enumerate(holders):
            level = self.rng.choices(("ASW", "SW", "SSW"), (62, 34, 4))[0]
            rows.append(self._certified(person, level, self.rng.randint(20, 2500)))
            if level == "SW" and number % 3 == 0:
                rows.append(self._certified(person, "ASW", self.rng.randint(2600, 4000)))
        rows += [
            Certified(person, "ASW", "local_pre2008", "", date(2006, 9, self.rng.randint(1, 28)))
            for person in elders
        ]
        write_nationals(actor=self.officer, certificates=rows)
        self.holder_keys = {person.pk for person in chosen}

    def _certified(self, person: Person, level: str, days_ago: int) -> Certified:
        day = self.today - timedelta(days=days_ago)
        return Certified(person, level, "national", f"{day:%Y}{self.rng.randrange(10**14):014d}", day)

    def _certificates(self) -> None:
        """The first stations' onboarding certificates get their numbers; the usual job lays them out."""
        named = self.packs[0].course.certificate
        template = CertificateTemplate.objects.filter(uid=self.packs[0].uid("certificate", named or "")).first()
        runs = [made.run for made in self.classes if made.run.course == self.courses[0]]
        firsts = {run.unit_id: run for run in reversed(runs)}
        for unit in self.units[: self.year.certified_stations] if template else []:
            run = firsts.get(unit.pk)
            if run is None or template is None:
                continue
            ready = [one.enrolment.pk for one in candidates(run, template) if one.is_preselected]
            if ready:
                batch = start_issue(
                    actor=self.officer, run=run, template=template, enrolment_ids=ready, key=_uuid(self.rng)
                )
                number_batch(batch, lambda done, total: None)

    def _to_come(self) -> None:
        """The next drills, with seats taken; one of them was called off."""
        latest = {made.run.unit_id: made for made in self.classes if made.run.unit_id != self.county.pk}
        for number, made in enumerate(list(latest.values())[:4]):
            page = next(step for step in made.steps if step.kind == "drill")
            starts_at = self._at(self.today + timedelta(days=1 + number * 2), 9)
            session = open_session(
                uid=_uuid(self.rng),
                actor=self.trainers[number % len(self.trainers)],
                run=made.run,
                page=page,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=page.credit_minutes or 90),
                place=made.run.unit.name,
                capacity=12,
            )
            ready = [
                row
                for row in made.enrolments.values()
                if not any(f.step == page for f in made.facts[row.person_id])
            ]
            for enrolment in ready[:8]:
                book_drill(enrolment=enrolment, session=session, actor=self.officer, now=self.now)
            if number == 3:
                cancel_session(session=session, actor=self.officer, reason=self.year.words.cancelled, now=self.now)

    def _close_runs(self) -> None:
        """What is over is closed, but for the last months', where somebody may still catch up."""
        for made in self.classes:
            if made.run.ends_on < self.today - timedelta(days=60):
                close_run(run=made.run, actor=self.officer, now=self.now)

    def _desk(self) -> None:
        """What waits for somebody: reviews, requests, an import with mistakes; and some who have left."""
        said = self.year.words
        others = [person for people in self.people for person in people[1:] if person.pk not in self.holder_keys]
        for place in range(min(3, len(self.steps))):
            lesson = next(step for step in self.steps[-1 - place] if step.kind == "lesson")
            hand_in_for_review(
                page=lesson, actor=self.trainers[0], summary=f"{lesson.summary}{said.revised}"[:200]
            )
        for person, asked in zip(others, said.asks, strict=False):
            ask_about_data(person=person, actor=self.officer, **asked)
        for person in others[3:9]:
            mark_left(actor=self.officer, person=person, reason=said.left)
        known, unit, roster = others[10], self.units[0].name, self.year.roster
        text = roster.text(unit, [known.name, known.identity.number, known.phone, unit, known.post])
        receive_roster(actor=self.officer, unit=self.county, name=roster.name, data=text.encode())

    def _at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _uuid(rng: Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)
