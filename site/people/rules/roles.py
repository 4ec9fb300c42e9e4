"""Who may give and take roles, and close logins. Pure: everything is asked of paths in the tree of units.

Inside a subtree "at or below" is a prefix of the path. An officer's power reaches the units at and below those
where they are officer; a trainer's reaches none. Somebody stands above an officer who holds an officer's role
strictly above one of that officer's units, or is the platform's administrator.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OFFICER, TRAINER = "officer", "trainer"
Words = str | Promise


@dataclass(frozen=True)
class Standing:
    """What a login is: its key, the paths of the units where it is officer, and whether it can act at all."""

    key: int
    officer_at: tuple[str, ...] = ()
    is_administrator: bool = False
    is_active: bool = True

    def reaches(self, path: str) -> bool:
        """Whether this login's power reaches a unit."""
        if not self.is_active:
            return False
        return self.is_administrator or any(path.startswith(own) for own in self.officer_at)


@dataclass(frozen=True)
class Post:
    """A role in a unit; `others_at_or_above` are active officers of that unit or above it, without its holder."""

    role: str
    path: str
    others_at_or_above: frozenset[int] = field(default_factory=frozenset)


OUTSIDE = _("This unit is not within yours. Nothing was changed.")
ONESELF = _("Nobody gives a role to themselves. Ask the officer above you. Nothing was changed.")
ABOVE = _("This login stands above yours. Ask the officer above you. Nothing was changed.")
LAST_OFFICER = _(
    "You are the last officer here, and there is none above. Give somebody else the role first, "
    "then give up yours."
)
OWN_LOGIN = _("Nobody closes their own login. Ask a colleague. Nothing was changed.")


def why_not_give(actor: Standing, target: Standing, path: str) -> Words:
    """Why the actor may not give the target a role at a unit; "" when they may."""
    if actor.is_administrator and actor.is_active:
        return ""
    if not actor.reaches(path):
        return OUTSIDE
    if actor.key == target.key:
        return ONESELF
    return ABOVE if stands_above(target, actor) else ""


def why_not_take(actor: Standing, target: Standing, post: Post) -> Words:
    """Why the actor may not take a role away from the target; "" when they may. One's own may be laid down."""
    if actor.is_administrator and actor.is_active:
        return ""
    if not actor.reaches(post.path):
        return OUTSIDE
    if actor.key == target.key:
        return LAST_OFFICER if post.role == OFFICER and not post.others_at_or_above else ""
    return ABOVE if stands_above(target, actor) else ""


def why_not_close(actor: Standing, target: Standing, path: str) -> Words:
    """Why the actor may not close or open the login of somebody who belongs to a unit; "" when they may."""
    if not actor.reaches(path):
        return OUTSIDE
    if actor.key == target.key:
        return OWN_LOGIN
    if actor.is_administrator:
        return ""
    return ABOVE if stands_above(target, actor) or not _is_within(target, actor) else ""


def stands_above(target: Standing, actor: Standing) -> bool:
    """Whether the target holds power strictly above the actor's."""
    if target.is_administrator:
        return True
    return any(own.startswith(path) and own != path for path in target.officer_at for own in actor.officer_at)


def _is_within(target: Standing, actor: Standing) -> bool:
    """Whether all the target's power lies within the actor's: a login is closed for every unit at once."""
    return all(actor.reaches(path) for path in target.officer_at)
