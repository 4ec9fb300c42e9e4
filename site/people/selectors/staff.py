"""What the screens about roles and logins read: within the units where the user is an officer."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.dossier import DossierRow, DossierSection
from people.models import Person, RoleAssignment, Unit, User
from people.scope import OFFICERS, visible

# So many people are offered to choose from; whoever looks for more types more of the name.
PEOPLE_OFFERED = 20


def roles_found(
    user: Any, *, words: str = "", unit: Unit | None = None, role: str = ""
) -> QuerySet[RoleAssignment]:
    """Who holds which role where, in or below a unit; ordered by unit, officers first."""
    found = visible(RoleAssignment, user, OFFICERS).select_related("user__person__unit", "unit")
    if words.strip():
        found = found.filter(user__in=logins_called(words.strip()).values("pk"))
    if unit is not None:
        found = found.filter(unit__path__startswith=unit.path)
    if role in RoleAssignment.Role.values:
        found = found.filter(role=role)
    return found.order_by("unit__path", "role", "user_id")


def logins_called(words: str) -> QuerySet[User]:
    """Logins whose person, own name or login name is called so."""
    own_name = Concat("last_name", "first_name")
    named = Q(person__name__icontains=words) | Q(username__istartswith=words) | Q(own_name__icontains=words)
    return User.objects.annotate(own_name=own_name).filter(named | Q(person__worker_no__istartswith=words))


def people_to_choose(user: Any, words: str) -> list[Person]:
    """People in post in the user's units who are called so or numbered so; none without words."""
    if not words.strip():
        return []
    named = Q(name__icontains=words.strip()) | Q(worker_no__istartswith=words.strip())
    people = visible(Person, user, OFFICERS).filter(named, state=Person.State.ACTIVE)
    return list(people.select_related("unit", "user").order_by("unit__path", "worker_no")[:PEOPLE_OFFERED])


def roles_of(users: Iterable[User | None]) -> dict[int, list[RoleAssignment]]:
    """The roles of these logins by login; one query."""
    keys = [user.pk for user in users if user is not None]
    found: dict[int, list[RoleAssignment]] = {key: [] for key in keys}
    for role in RoleAssignment.objects.filter(user__in=keys).select_related("unit").order_by("unit__path", "role"):
        found[role.user_id].append(role)
    return found


def _role_rows(person: Person) -> list[DossierRow]:
    roles = RoleAssignment.objects.filter(user__person=person).select_related("unit").order_by("-given_at", "pk")
    return [
        DossierRow((role.get_role_display(), role.unit.name, f"{role.given_at:%Y-%m-%d}" if role.given_at else ""))
        for role in roles
    ]


ROLES_SECTION = DossierSection(
    key="roles",
    title=pgettext_lazy("people", "Roles"),
    columns=(pgettext_lazy("people", "Role"), _("Unit"), pgettext_lazy("people", "Since")),
    rows=_role_rows,
)
