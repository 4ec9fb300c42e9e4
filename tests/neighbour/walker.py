"""Asks every address of the resolver for what is the neighbour's; looks at what comes and what changes."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.people import identity_number
from tests.neighbour import rows
from tests.neighbour.answers import Form, read_page
from tests.neighbour.land import NEIGHBOUR
from tests.neighbour.patterns import Pattern
from tests.neighbour.tables import JSON_BODIES, PLAIN, SEARCH, excuse_of, source_of_argument, source_of_parameter
from tests.neighbour.visitor import Answer, undone
from tests.neighbour.world import Role, World
from tests.people.rosters import workbook

Values = dict[str, str]
# How many objects fill an argument: at most, for the chief, for the chief at Wagtail's addresses, for others.
MOST_FILLINGS, CHIEF_FILLINGS, WAGTAIL_FILLINGS, OTHER_FILLINGS = 24, 6, 3, 2
# For how many of them all that a view asks for is posted.
ASKED_FILLINGS = 3
# How many words a search is made by, values a parameter is given, fields changed one at a time, forms sent.
MOST_WORDS, MOST_VALUES, MOST_FIELDS, MOST_FORMS = 6, 2, 12, 3
SERVED = frozenset({200, 201, 204, 301, 302, 303, 400, 409, 410, 422, 429})


@dataclass(frozen=True)
class Finding:
    """Something that may not be, and the request that showed it.

    Kinds: body, file, write, reference, lost_file, error, unclassified, unreached.
    """

    kind: str
    pattern: str
    detail: str
    example: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.pattern}: {self.detail}\n    {self.example}"


@dataclass(repr=False)
class Walk:
    """One walk; `is_thorough` asks all that there is to ask, else once for the neighbour's at each pattern."""

    world: World
    is_thorough: bool = True
    requests: Counter[str] = field(default_factory=Counter)
    findings: dict[tuple[str, str, str], Finding] = field(default_factory=dict)
    served: set[str] = field(default_factory=set)
    forms: dict[str, list[Form]] = field(default_factory=lambda: defaultdict(list))
    asked_links: set[str] = field(default_factory=set)

    def walk(self, patterns: Iterable[Pattern], roles: Iterable[Role]) -> None:
        """All pages first, then all forms: a form often stands on another page than its address."""
        fillable = [pattern for pattern in patterns if self.is_classified(pattern)]
        for role in roles:
            role.log_in()
            self.forms.clear()
            errands = [Errand(self, role, pattern) for pattern in fillable]
            for errand in errands:
                errand.look()
            for errand in errands if self.is_thorough else ():
                errand.write()

    def is_classified(self, pattern: Pattern) -> bool:
        missing = [name for name in pattern.arguments if source_of_argument(pattern.label, name) is None]
        for name in missing:
            line = f'("{pattern.label}", "{name}", "<table>.<column>")'
            detail = (
                f"nothing fills <{name}> of /{pattern.route}. Add {line} to ARGUMENTS "
                "(tests/neighbour/tables.py); if the lands hold no such row, make one in tests/neighbour/land.py"
            )
            self.find("unclassified", pattern, detail)
        if missing or self.fillings(pattern):
            return not missing
        sources = [source_of_argument(pattern.label, name) for name in pattern.arguments]
        rows_ = " and ".join(str(source) for source in sources)
        detail = f"the lands hold no row for {rows_}. Make one in tests/neighbour/land.py"
        self.find("unclassified", pattern, detail)
        return False

    def fillings(self, pattern: Pattern) -> list[Values]:
        """Arguments for home's own objects."""
        names = pattern.arguments
        choices = [self.world.values(source_of_argument(pattern.label, name) or "=") for name in names]
        found = itertools.islice(itertools.product(*choices), MOST_FILLINGS)
        return [dict(zip(names, values, strict=True)) for values in found]

    def find(self, kind: str, pattern: Pattern, detail: str, example: str = "") -> None:
        if excuse_of(kind, pattern.label, detail) is None:
            key = (kind, pattern.label, detail)
            self.findings.setdefault(key, Finding(kind, pattern.label, detail, example))

    def report(self, *kinds: str) -> list[str]:
        """The findings of these kinds (of all without any), in words."""
        return sorted(str(one) for one in self.findings.values() if one.kind in kinds or not kinds)

    def words(self, *kinds: str) -> str:
        """The same as one text, for the message of a test."""
        return "\n".join(["found along the border:", *self.report(*kinds)])

    def find_unreached(self, patterns: Iterable[Pattern]) -> None:
        """After a walk: an own address that answered nobody of home is filled wrongly, or the land lacks a row."""
        for pattern in patterns:
            is_own = not pattern.is_wagtails and not pattern.route.startswith("admin/^")
            if is_own and pattern.label not in self.served:
                detail = (
                    f"no role of home is answered at /{pattern.route} with home's own objects. Correct its line "
                    "in ARGUMENTS or PARAMETERS (tests/neighbour/tables.py) or the land, or excuse it in EXCUSES"
                )
                self.find("unreached", pattern, detail)


class Errand:
    """One role at one pattern."""

    def __init__(self, walk: Walk, role: Role, pattern: Pattern) -> None:
        self.walk, self.world, self.role, self.pattern = walk, walk.world, role, pattern
        most = OTHER_FILLINGS
        if role.is_chief:
            most = WAGTAIL_FILLINGS if pattern.is_wagtails else CHIEF_FILLINGS
        self.homes = walk.fillings(pattern)[: most if walk.is_thorough else 1]
        self.is_open = False

    # --- Looking ---

    def look(self) -> None:
        if not self.walk.is_thorough:
            self.send("GET", self.theirs()[0])
            return
        for values in self.homes:
            self._look_at_home(self.pattern.address(values))
            if not self.is_open:  # the gate is shut, for whatever object
                break
        for address in self.theirs()[: None if self.is_open else 1]:
            answer = self.send("GET", address)
            self.is_open = self.is_open or answer.reached

    def theirs(self) -> list[str]:
        """Addresses with every argument of the neighbour's, and with one at a time."""
        found = [self.pattern.address(self._mirrored(values)) for values in self.homes]
        if len(self.pattern.arguments) > 1 and self.homes:
            first = self.homes[0]
            mixed = ({**first, name: self.world.mirror(first[name])} for name in self.pattern.arguments)
            found += [self.pattern.address(values) for values in mixed]
        return list(dict.fromkeys(found))

    def _mirrored(self, values: Values) -> Values:
        return {name: self.world.mirror(value) for name, value in values.items()}

    def _look_at_home(self, address: str) -> None:
        answer = self.send("GET", address)
        self.is_open = self.is_open or answer.reached
        self._note_served(answer)
        if not (self.role.is_chief and answer.reached):
            self._note_forms(address, answer)
            return
        self._classify(answer)
        self._note_forms(address, answer)
        if answer.status == 200:
            self._ask_by_query(address, answer.asked)
            self._follow_links(answer)

    def _note_served(self, answer: Answer) -> None:
        to_login = "/login/?next=" in answer.location
        if answer.reached and answer.status in SERVED and not to_login:
            self.walk.served.add(self.pattern.label)

    def _classify(self, answer: Answer) -> None:
        for name in answer.asked:
            if source_of_parameter(name) is None:
                detail = (
                    f'reads the parameter "{name}". Add ("{name}", "<table>.<column>"), or PLAIN if it names no '
                    "row, to PARAMETERS in tests/neighbour/tables.py"
                )
                self.walk.find("unclassified", self.pattern, detail)

    def _note_forms(self, address: str, answer: Answer) -> None:
        if not answer.is_page or answer.status not in {200, 422}:
            return
        for form in read_page(answer.text).forms:
            if form.method == "POST":
                target = urlsplit(form.action).path if form.action.startswith("/") else address
                self.walk.forms[target].append(form)

    def _ask_by_query(self, address: str, asked: frozenset[str]) -> None:
        for name in sorted(asked):
            for value in self._their_values(name):
                self.send("GET", f"{address}?{urlencode({name: value})}")

    def _their_values(self, name: str) -> list[str]:
        """The neighbour's values for a parameter; what is no reference is sent as it stands in the table."""
        source = source_of_parameter(name)
        if source in {None, PLAIN}:
            return []
        most = MOST_WORDS if source == SEARCH else MOST_VALUES
        parts = (source or "=").split("|")
        values = [self.world.mirror(value) for part in parts for value in self.world.values(part)[:most]]
        return list(dict.fromkeys(values))

    def _follow_links(self, answer: Answer) -> None:
        """Every link with a query that the page offers, with the neighbour's keys in place of home's."""
        for address in sorted(read_page(answer.text).addresses):
            mirrored = self.world.mirror(address)
            if "?" in address and mirrored != address and mirrored not in self.walk.asked_links:
                self.walk.asked_links.add(mirrored)
                self.send("GET", mirrored)

    # --- Writing ---

    def write(self) -> None:
        theirs = self.theirs()
        if not self.is_open:
            self.send("POST", theirs[0])
            return
        for address in theirs:
            self.send("POST", address)
            self._post_json(address)
        homes = [self.pattern.address(values) for values in self.homes]
        if self.role.is_chief:
            self._write_thoroughly(homes, theirs)
            return
        for home in homes[:1]:
            self._note_served(self.send("POST", home))
            self._post_json(home)
            for form in self.walk.forms[home][:1]:
                self._post_form(home, self._mirrored_fields(form), form)

    def _post_json(self, address: str) -> None:
        if self.pattern.name in JSON_BODIES:
            self._note_served(self.send("POST", address, JSON_BODIES[self.pattern.name]))

    def _write_thoroughly(self, homes: list[str], theirs: list[str]) -> None:
        for number, home in enumerate(homes):
            answer = self.send("POST", home)
            self._note_served(answer)
            self._classify(answer)
            if number < ASKED_FILLINGS:  # a view asks for the same, whatever the object
                self._post_what_is_asked(home, answer.asked)
            for form in self._forms_at(home):
                self._post_form_in_all_ways(home, form)
        for home, their in zip(homes, theirs, strict=False):
            for form in self._forms_at(home):
                self._post_form(their, form.fields, form)
                self._post_form(their, self._mirrored_fields(form), form)

    def _forms_at(self, address: str) -> list[Form]:
        """The forms of the pages that lead here, and the editor's, whose fields a script adds."""
        forms = self.walk.forms[address][:MOST_FORMS]
        is_editor = self.pattern.name in {"wagtailadmin_pages:edit", "wagtailadmin_pages:preview_on_edit"}
        if is_editor and f"/{self.world.home.lesson.pk}/" in address:
            editor = Form(address, "POST")
            for name, value in self.world.home.lesson_form().items():
                editor.add(name, str(value))
            forms = [*forms, editor]
        return forms

    def _post_what_is_asked(self, address: str, asked: frozenset[str]) -> None:
        """All parameters that the view reads, filled with the neighbour's; again when it then reads more."""
        known: frozenset[str] = frozenset()
        while asked - known:
            known |= asked
            data = {name: self._their_values(name)[:2] or ["1"] for name in known}
            answer = self.send("POST", address, data, is_followed=True)
            self._classify(answer)
            asked = answer.asked

    def _post_form_in_all_ways(self, address: str, form: Form) -> None:
        mirrored = self._mirrored_fields(form)
        self._note_served(self._post_form(address, mirrored, form))
        changed = [name for name in mirrored if mirrored[name] != form.fields[name]]
        for name in changed[:MOST_FIELDS] if len(changed) > 1 else ():
            self._post_form(address, {**form.fields, name: mirrored[name]}, form)

    def _mirrored_fields(self, form: Form) -> dict[str, list[str]]:
        return {name: [self.world.mirror(value) for value in values] for name, values in form.fields.items()}

    def _post_form(self, address: str, fields: dict[str, list[str]], form: Form) -> Answer:
        files = {name: their_roster() for name in form.files}
        return self.send("POST", address, {**fields, **files}, is_followed=True)

    # --- Judging ---

    def send(self, method: str, address: str, data: Any = None, *, is_followed: bool = False) -> Answer:
        """Send, judge, take back. A redirect after a form is followed, to see what it left."""
        with undone():
            answer = self._ask(method, address, data)
            if is_followed and answer.location.startswith("/"):
                self._ask("GET", answer.location)
        return answer

    def _ask(self, method: str, address: str, data: Any = None) -> Answer:
        self.walk.requests[method] += 1
        kind = {"content_type": "application/json"} if isinstance(data, str) else {}
        answer = self.role.visitor.send(method, address, data, **kind)
        example = f"{method} {address} {_shown(data)} as {self.role.name} -> {answer.status}"
        sent = rows.words_in(f"{unquote(address)} {_shown(data)}")
        self._judge_words(answer, sent, example)
        if answer.written:
            self._judge_rows(answer.written, example)
        if answer.written or method == "POST":
            for kind in self.world.heal_files():
                self.walk.find("lost_file", self.pattern, kind, example)
        if answer.status >= 500 or answer.error is not None:
            self.walk.find("error", self.pattern, _error_of(answer), example)
        return answer

    def _judge_words(self, answer: Answer, sent: set[str], example: str) -> None:
        found = self.world.secrets_in(answer.said) | (rows.words_in(answer.said) & self.role.hidden_words)
        for word in sorted(found - sent):
            self.walk.find("body", self.pattern, self.world.describe(word), f"{example}, says {word}")
        if self.world.is_their_file(answer.body):
            self.walk.find("file", self.pattern, "a file of the neighbour's", example)

    def _judge_rows(self, tables: Iterable[str], example: str) -> None:
        for table in tables:
            before, now = self.world.tables[table], rows.read_table(table)
            for key in before.keys() | now.keys():
                if before.get(key) != now.get(key):
                    self._judge_row(table, key, before.get(key), now.get(key), example)

    def _judge_row(self, table: str, key: Any, before: Any, now: Any, example: str) -> None:
        if self.world.is_theirs(table, key) or (table, key) in self.role.hidden:
            self.walk.find("write", self.pattern, f"{_deed(now)} {table}", f"{example}, row {key}")
            return
        new = self.world.references(table, now) - self.world.references(table, before)
        for column in sorted({column for column, _word in new}):
            self.walk.find("reference", self.pattern, f"{table}.{column}", f"{example}, row {key}")


def _error_of(answer: Answer) -> str:
    return f"{type(answer.error).__name__}: {answer.error}"[:200] if answer.error else f"status {answer.status}"


def _deed(now: Any) -> str:
    return "deletes from" if now is None else "changes"


def _shown(data: Any) -> str:
    if not data or isinstance(data, str):
        return data or ""
    words = {name: "a roster" if isinstance(value, SimpleUploadedFile) else value for name, value in data.items()}
    is_roster = any(isinstance(value, SimpleUploadedFile) for value in data.values())
    numbers = [identity_number(NEIGHBOUR.number + n) for n in range(2)] if is_roster else []
    return f"{words} {' '.join(numbers)}".strip()


def their_roster() -> SimpleUploadedFile:
    """A workbook that names the neighbour's people, by their numbers."""
    lines = [("某人", identity_number(NEIGHBOUR.number + n), "", "永安村", "网格员") for n in range(2)]
    return SimpleUploadedFile("roster.xlsx", workbook(*lines))
