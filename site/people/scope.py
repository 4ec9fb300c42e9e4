"""Scope by construction: who sees which rows. Every selector, screen and policy asks here.

A role holds in a unit's subtree; a model says by which path its rows belong to a unit. What is not registered is
visible to nobody but the platform's administrator.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import CollectionMember, Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from people.logins import second_factor
from people.models import RoleAssignment, Unit

M = TypeVar("M", bound=Model)

Role = RoleAssignment.Role
ALL_ROLES: tuple[str, ...] = (Role.OFFICER, Role.TRAINER)
OFFICERS: tuple[str, ...] = (Role.OFFICER,)

# Whoever may do one of these with a file of a collection may see it.
FILE_ACTIONS = ("add", "change", "delete", "choose")

_unit_paths: dict[type[Model], str] = {}
_left_out: dict[type[Model], str] = {}


def register_scope(model: type[Model], unit_path: str) -> None:
    """Say by which lookup a model's rows belong to a unit ("unit", "run__unit"; "" for units); also tells Wagtail.

    To be called in AppConfig.ready(), before anybody asks.
    """
    _unit_paths[model] = unit_path
    policy_registry.register(model, ScopedPolicy(model))


def leave_unscoped(reasons: dict[type[Model], str]) -> None:
    """Say of models that staff never look up by scope why not. Nobody but the administrator sees their rows.

    A model of ours that is neither registered nor left out fails a test: forgetting is not a reason.
    """
    _left_out.update(reasons)


def is_classified(model: type[Model]) -> bool:
    """Whether somebody has said how the model is scoped, or why it is not."""
    return model in _unit_paths or model in _left_out or issubclass(model, (Page, CollectionMember))


def in_units_of(user: Any, unit_path: str, roles: Iterable[str] | None = None) -> Q:
    """Condition on rows: inside one of the subtrees where the user holds one of the roles (any, by default)."""
    lookup = f"{unit_path}__path__startswith" if unit_path else "path__startswith"
    condition = Q(pk__in=[])
    for path in _role_paths(user, tuple(roles or ALL_ROLES)):
        condition |= Q(**{lookup: path})
    return condition


def _role_paths(user: Any, roles: tuple[str, ...]) -> list[str]:
    """Paths of the units where the user holds one of the roles; looked up once per user object."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    if not hasattr(user, "_role_paths"):
        user._role_paths = list(user.roles.values_list("role", "unit__path"))
    return [path for role, path in user._role_paths if role in roles]


def visible(what: "type[M] | QuerySet[M]", user: Any, roles: Iterable[str] | None = None) -> "QuerySet[M]":
    """The rows of a model or queryset that the user may see. Unregistered models: none.

    Pages and files go by Wagtail's own policies, which hang on the county's groups; `roles` says nothing there.
    """
    rows = what if isinstance(what, QuerySet) else what._default_manager.all()
    if user.is_active and user.is_superuser:
        return rows
    unit_path = _unit_paths.get(rows.model)
    if unit_path is not None:
        return rows.filter(in_units_of(user, unit_path, roles))
    if issubclass(rows.model, Page):
        return rows.filter(pk__in=PagePermissionPolicy(rows.model).explorable_instances(user).values("pk"))
    if issubclass(rows.model, CollectionMember):
        policy = policy_registry.get_by_type(rows.model)
        return rows.filter(pk__in=policy.instances_user_has_any_permission_for(user, FILE_ACTIONS).values("pk"))
    return rows.none()


def get_visible(what: "type[M] | QuerySet[M]", user: Any, roles: Iterable[str] | None = None, **lookup: Any) -> M:
    """The one visible row that fits the lookup.

    Raises Http404 when there is none: a neighbour's row and a missing row look alike.
    """
    try:
        found = visible(what, user, roles).filter(**lookup).first()
    except (ValueError, ValidationError):
        found = None
    if found is None:
        raise Http404
    return found


def units_of(user: Any, roles: Iterable[str] | None = None) -> "QuerySet[Unit]":
    """Units in which the user holds one of the roles, subtrees included."""
    return visible(Unit, user, roles)


def topmost_unit(user: Any, roles: Iterable[str] | None = None) -> Unit | None:
    """The topmost unit where the user holds one of the roles; None for the platform's administrator."""
    paths = _role_paths(user, tuple(roles or ALL_ROLES))
    return Unit.objects.filter(path__in=paths).order_by("depth", "path").first() if paths else None


def holds_role(user: Any, unit: Unit, roles: Iterable[str] | None = None) -> bool:
    """Whether the user holds one of the roles in this unit or above it."""
    if user.is_active and getattr(user, "is_superuser", False):
        return True
    return any(unit.path.startswith(path) for path in _role_paths(user, tuple(roles or ALL_ROLES)))


def is_staff_somewhere(user: Any, roles: Iterable[str] | None = None) -> bool:
    """Whether the user holds one of the roles anywhere, or is the platform's administrator."""
    is_administrator = user.is_active and user.is_superuser
    return is_administrator or bool(_role_paths(user, tuple(roles or ALL_ROLES)))


def is_officer(user: Any) -> bool:
    """Whether the user is an officer of any unit, or the platform's administrator."""
    return is_staff_somewhere(user, OFFICERS)


def is_trainer(user: Any) -> bool:
    """Whether the user is a trainer of any unit, or the platform's administrator."""
    return is_staff_somewhere(user, (Role.TRAINER,))


def require_staff(*roles: str) -> Callable[..., Callable[..., HttpResponse]]:
    """View decorator: log in first; without one of the roles (any, when none is named) the page is not there.

    With one, but without the second factor that staff must have, it leads to setting that up.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_staff_somewhere(request.user, roles or None):
                raise Http404
            if second_factor.is_owed(request):
                return second_factor.lead_to_activation(request)
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


class ScopedPolicy(ModelPermissionPolicy):
    """The model permission, and only inside the units in which the actor holds a role.

    Asks about the stored row, never about the object in hand: a draft may carry another unit.
    """

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet:
        rows = super().instances_user_has_any_permission_for(user, actions)
        return visible(rows, user)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Model) -> bool:
        if instance.pk is None:
            return self.user_has_any_permission(user, actions)
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)
