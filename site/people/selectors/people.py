"""Finding people: what the list, its export and everything that acts on a found list mean by the same query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import NationalCertificate, Person, RosterImport, RosterRow, Unit
from people.rules.contact import normalise_phone
from people.rules.identity import Identity, IdentityRefused, parse_identity
from people.scope import OFFICERS, get_visible, visible

STATES = (
    ("", _("In post")),
    ("left", pgettext_lazy("person", "Left")),
    ("all", _("In post and left")),
)
LOGINS = (
    ("", _("Any sign-in")),
    ("none", _("No login yet")),
    ("slip", _("Slip issued")),
    ("used", _("Signs in")),
    ("closed", _("Login closed")),
    ("staff", _("Holds a role")),
)
_LEVELS = dict(NationalCertificate.Level.choices)
NATIONALS = (
    ("", pgettext_lazy("national", "With or without")),
    ("held", _("Holds one")),
    *_LEVELS.items(),
    ("none", _("Holds none")),
)
_LOGIN_CONDITIONS = {
    "none": Q(user=None),
    "slip": Q(user__is_active=True, user__last_login=None),
    "used": Q(user__is_active=True, user__last_login__isnull=False),
    "closed": Q(user__is_active=False),
    "staff": Q(user__roles__isnull=False),
}


@dataclass(frozen=True)
class PeopleSearch:
    """What is asked for. `words`: part of a name, beginning of a worker number, or a whole phone number.

    Never an identity number: a query stands in addresses, and addresses stand in logs.
    """

    words: str = ""
    unit: Unit | None = None
    state: str = ""
    login: str = ""
    post: str = ""
    national: str = ""

    @classmethod
    def from_query(cls, user: Any, query: Mapping[str, str]) -> "PeopleSearch":
        """Read a query string; unknown choices count as none. Raises Http404 for a unit that is not the user's."""
        unit = query.get("unit", "")
        state, login, national = (query.get(name, "") for name in ("state", "login", "national"))
        return cls(
            words=query.get("q", "").strip(),
            unit=get_visible(Unit, user, OFFICERS, pk=unit) if unit else None,
            state=state if state in dict(STATES) else "",
            login=login if login in dict(LOGINS) else "",
            post=query.get("post", "").strip(),
            national=national if national in dict(NATIONALS) else "",
        )

    @property
    def query(self) -> str:
        """The query string that asks for the same."""
        asked = {
            "q": self.words,
            "unit": self.unit.pk if self.unit else "",
            "state": self.state,
            "login": self.login,
            "post": self.post,
            "national": self.national,
        }
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def is_narrowed(self) -> bool:
        """Whether anything at all is asked for."""
        return bool(self.query)


def people_found(user: Any, search: PeopleSearch) -> QuerySet[Person]:
    """The user's people who fit, in the order of units and worker numbers.

    A whole worker number finds those who left, too: who knows it asks for that very person. Erased ones are found
    by nothing.
    """
    people = visible(Person, user, OFFICERS).exclude(state=Person.State.ERASED)
    people = people.select_related("unit", "user").order_by("unit__path", "worker_no")
    if search.unit is not None:
        people = people.filter(unit__path__startswith=search.unit.path)
    if search.post:
        people = people.filter(post=search.post)
    if search.login:
        people = people.filter(_LOGIN_CONDITIONS[search.login]).distinct()
    if search.national:
        people = people.filter(_certified(search.national))
    if search.words:
        people = people.filter(_called(search.words))
    return people.filter(_in_state(search))


def _certified(choice: str) -> Q:
    """Whoever holds a national certificate, of this level if one is named; or nobody who does."""
    held = NationalCertificate.objects.filter(source=NationalCertificate.Source.NATIONAL)
    held = held.filter(level=choice) if choice in _LEVELS else held
    found = Q(pk__in=held.values("person"))
    return ~found if choice == "none" else found


def _in_state(search: PeopleSearch) -> Q:
    if search.state == "all":
        return Q()
    if search.state == "left":
        return Q(state=Person.State.LEFT)
    return Q(state=Person.State.ACTIVE) | Q(worker_no=search.words.upper())


def _called(words: str) -> Q:
    phone = normalise_phone(words)
    found = Q(name__icontains=words) | Q(worker_no__istartswith=words)
    return found | Q(phone=phone) if phone else found


def read_identity(words: str) -> Identity | None:
    """The identity number that the words are, or None."""
    try:
        return parse_identity(words, allow_demo=settings.ALLOW_DEMO_IDENTITIES)
    except IdentityRefused:
        return None


def person_with_identity(user: Any, identity: Identity) -> Person | None:
    """The user's person with exactly this number, in post or not."""
    return visible(Person, user, OFFICERS).filter(id_hash=Person.hash_of(identity.number)).first()


def posts_of(user: Any) -> list[str]:
    """The posts that occur among the user's people, for suggestions."""
    posts = visible(Person, user, OFFICERS).exclude(post="").order_by("post").values_list("post", flat=True)
    return list(posts.distinct()[:200])


def people_without_login(
    user: Any, *, unit: Unit | None = None, roster: RosterImport | None = None
) -> QuerySet[Person]:
    """People in post who cannot sign in yet, of a unit or new by an import, ordered by unit for handing out."""
    people = people_found(user, PeopleSearch(unit=unit)).filter(user=None)
    if roster is not None:
        people = people.filter(roster_rows__roster=roster, roster_rows__kind=RosterRow.Kind.NEW)
    return people
