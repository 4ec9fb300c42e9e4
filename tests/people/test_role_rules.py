"""Who may give and take which role, asked of the pure rules. Paths: county 1, town 11, village 111, sister 12."""

import pytest

from people.rules.roles import (
    ABOVE,
    LAST_OFFICER,
    ONESELF,
    OUTSIDE,
    OWN_LOGIN,
    Post,
    Standing,
    why_not_close,
    why_not_give,
    why_not_take,
)

COUNTY, TOWN, VILLAGE, SISTER, ELSEWHERE = "1", "11", "111", "12", "2"
ADMIN = Standing(1, is_administrator=True)
CHIEF = Standing(2, officer_at=(COUNTY,))
CLERK = Standing(3, officer_at=(TOWN,))
PEER = Standing(4, officer_at=(TOWN,))
WORKER = Standing(5)
NEIGHBOUR = Standing(6, officer_at=(ELSEWHERE,))
CLOSED = Standing(7, officer_at=(COUNTY,), is_active=False)
BOTH = Standing(8, officer_at=(TOWN, ELSEWHERE))


@pytest.mark.parametrize(
    ("actor", "target", "path", "why"),
    [
        (CHIEF, WORKER, COUNTY, ""),
        (CHIEF, WORKER, VILLAGE, ""),
        (CLERK, WORKER, VILLAGE, ""),
        (CLERK, PEER, VILLAGE, ""),
        (CLERK, NEIGHBOUR, VILLAGE, ""),
        (CLERK, WORKER, COUNTY, OUTSIDE),
        (CLERK, WORKER, SISTER, OUTSIDE),
        (CLERK, WORKER, ELSEWHERE, OUTSIDE),
        (WORKER, CLERK, VILLAGE, OUTSIDE),
        (CLOSED, WORKER, VILLAGE, OUTSIDE),
        (CLERK, CLERK, VILLAGE, ONESELF),
        (CLERK, CHIEF, VILLAGE, ABOVE),
        (CLERK, ADMIN, VILLAGE, ABOVE),
        (ADMIN, ADMIN, ELSEWHERE, ""),
        (ADMIN, CHIEF, COUNTY, ""),
    ],
)
def test_giving(actor: Standing, target: Standing, path: str, why: object) -> None:
    assert why_not_give(actor, target, path) == why


@pytest.mark.parametrize(
    ("actor", "target", "role", "path", "others", "why"),
    [
        (CHIEF, CLERK, "officer", TOWN, (), ""),
        (CLERK, PEER, "officer", TOWN, (), ""),
        (CLERK, WORKER, "trainer", VILLAGE, (), ""),
        (CLERK, CHIEF, "officer", COUNTY, (), OUTSIDE),
        (CLERK, CHIEF, "trainer", VILLAGE, (), ABOVE),
        (CLERK, NEIGHBOUR, "officer", ELSEWHERE, (), OUTSIDE),
        (CLOSED, CLERK, "officer", TOWN, (), OUTSIDE),
        (WORKER, WORKER, "trainer", VILLAGE, (), OUTSIDE),
        (CHIEF, CHIEF, "officer", COUNTY, (), LAST_OFFICER),
        (CHIEF, CHIEF, "officer", COUNTY, (4,), ""),
        (CHIEF, CHIEF, "trainer", COUNTY, (), ""),
        (ADMIN, CHIEF, "officer", COUNTY, (), ""),
    ],
)
def test_taking(actor: Standing, target: Standing, role: str, path: str, others: tuple, why: object) -> None:
    assert why_not_take(actor, target, Post(role, path, frozenset(others))) == why


@pytest.mark.parametrize(
    ("actor", "target", "path", "why"),
    [
        (CHIEF, CLERK, TOWN, ""),
        (CLERK, PEER, TOWN, ""),
        (CLERK, WORKER, VILLAGE, ""),
        (CLERK, CLERK, TOWN, OWN_LOGIN),
        (CLERK, CHIEF, TOWN, ABOVE),
        (CLERK, BOTH, TOWN, ABOVE),
        (CLERK, WORKER, SISTER, OUTSIDE),
        (ADMIN, CHIEF, COUNTY, ""),
        (ADMIN, ADMIN, "", OWN_LOGIN),
    ],
)
def test_closing_a_login(actor: Standing, target: Standing, path: str, why: object) -> None:
    assert why_not_close(actor, target, path) == why
