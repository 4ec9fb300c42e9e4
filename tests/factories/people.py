"""Units, people and logins for tests. Nobody here exists: every identity number begins with 990101."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone

from people.models import Person, RoleAssignment, Unit, User
from people.notices import current_version
from people.rules.identity import check_character
from people.services.assign_role import assign_role
from people.services.place_people import enter_people

PASSWORD = "lamp-in-the-window-7"
FIRST_BIRTH_DATE = date(1960, 1, 1)


def identity_number(number: int, *, female: bool = False) -> str:
    """A valid demonstration number, a different one for each `number`."""
    born = FIRST_BIRTH_DATE + timedelta(days=number % 15000)
    sequence = (number // 15000) * 2 + (2 if female else 1)
    digits = f"990101{born:%Y%m%d}{sequence:03d}"
    return digits + check_character(digits + "0")


@dataclass
class County:
    """A county as tests use it: a town with two villages, a street with a community, and a bureau."""

    county: Unit
    bureau: Unit
    town: Unit
    village: Unit
    other_village: Unit
    street: Unit
    community: Unit


def county_factory(code: str = "990201", name: str = "甲县") -> County:
    """Build a county and the units below it. Codes of the units begin with the county's."""
    county = Unit.add_root(name=name, kind=Unit.Kind.COUNTY, code=code)
    bureau = _below(county, f"{name}民政局", Unit.Kind.BUREAU)
    town = _below(county, f"{name}长安镇", Unit.Kind.TOWN, code + "101")
    village = _below(town, f"{name}永安村", Unit.Kind.VILLAGE, code + "101201")
    other_village = _below(town, f"{name}太平村", Unit.Kind.VILLAGE, code + "101202")
    street = _below(county, f"{name}城东街道", Unit.Kind.STREET, code + "001")
    community = _below(street, f"{name}和平社区", Unit.Kind.COMMUNITY, code + "001001")
    return County(county, bureau, town, village, other_village, street, community)


def _below(parent: Unit, name: str, kind: str, code: str | None = None) -> Unit:
    parent.refresh_from_db()
    return parent.add_child(name=name, kind=kind, code=code)


class PersonFactory(factory.django.DjangoModelFactory):
    """A grid worker. Give `unit`; `identity` is a number to use instead of the next one."""

    class Meta:
        model = Person

    name = factory.Iterator(["王秀兰", "赵国强", "欧阳文慧", "李桂芬", "陈志刚"])
    phone = factory.Sequence(lambda number: f"138{number:08d}")
    worker_no = factory.Sequence(lambda number: f"G990299{number:05d}")
    post = "网格员"
    identity = factory.Sequence(identity_number)

    @classmethod
    def _build(cls, model_class: type[Person], *args: Any, **kwargs: Any) -> Person:
        identity = kwargs.pop("identity")
        person = model_class(*args, **kwargs)
        person.set_identity(identity)
        return person

    @classmethod
    def _create(cls, model_class: type[Person], *args: Any, **kwargs: Any) -> Person:
        person = cls._build(model_class, *args, **kwargs)
        enter_people(people=[person], actor=None)
        return person


def worker_factory(unit: Unit, **fields: Any) -> User:
    """A grid worker who can log in with PASSWORD and has seen the privacy notice."""
    person = PersonFactory(unit=unit, **fields)
    return User.objects.create_user(
        person.worker_no, password=PASSWORD, person=person, notice_version=seen_notice()
    )


def seen_notice() -> int:
    """The version of the privacy notice in force: a login that carries it is not asked again."""
    return current_version(timezone.localdate())


def officer_factory(unit: Unit, name: str = "officer") -> User:
    """An officer of a unit and everything below it."""
    return _staff(unit, name, RoleAssignment.Role.OFFICER)


def trainer_factory(unit: Unit, name: str = "trainer") -> User:
    """A trainer of a unit and everything below it."""
    return _staff(unit, name, RoleAssignment.Role.TRAINER)


def _staff(unit: Unit, name: str, role: str) -> User:
    user = User.objects.create_user(f"{name}-{unit.pk}", password=PASSWORD, last_name="刘", first_name="敏")
    assign_role(actor=None, user=user, unit=unit, role=role)
    return user


def admin_factory() -> User:
    """The platform's administrator."""
    return User.objects.create_superuser("administrator", password=PASSWORD)
