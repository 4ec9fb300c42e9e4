"""Signing in by a code from a text message, page by page."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people import checks
from people.logins.sms import ConsoleSms, make_provider
from people.models import AuditEvent, CodeAsked, LoginCode, LoginSession, Person, User
from people.rules.login_codes import MAX_TRIES
from people.services.forget_expired import forget_expired
from people.services.login_slips import issue_login_slips
from people.services.mark_left import mark_left
from people.services.second_factor import mark_second_factor
from people.services.throttle_login import MAX_FAILURES
from tests.factories.people import PASSWORD, PersonFactory, officer_factory, worker_factory

pytestmark = pytest.mark.django_db

PHONE, OTHER_PHONE = "13812345678", "13900000001"
ASK, TYPE, AGAIN, WHO = "/login/code/", "/login/code/enter/", "/login/code/again/", "/login/code/who/"


class BrokenSms:
    """A provider that is down, and tells everything it was given."""

    def send(self, *, phone: str, code: str) -> None:
        raise ConnectionError(f"no route for {code}")


class SlowSms:
    def send(self, *, phone: str, code: str) -> None:
        time.sleep(0.3)


@pytest.fixture(autouse=True)
def inbox(settings: Any, tmp_path: Any) -> Callable[[], list[str]]:
    """What was sent, newest last."""
    path = tmp_path / "sms.txt"
    settings.SMS_BACKEND, settings.SMS_OPTIONS = "people.logins.sms.FileSms", {"path": str(path)}
    return lambda: path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.fixture
def worker(county) -> User:
    return worker_factory(county.village, name="欧阳文慧", phone=PHONE)


@pytest.fixture
def newest(inbox) -> Callable[[], str]:
    """The code of the newest message."""
    return lambda: re.search(r"验证码 (\d{6})", inbox()[-1])[1]


def ask(client: Client, phone: str = PHONE, **fields: str):
    return client.post(ASK, {"phone": phone, **fields})


def type_in(client: Client, code: str):
    return client.post(TYPE, {"code": code})


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def let_pass(**time_: int) -> None:
    """So much time goes by."""
    for model, field in ((CodeAsked, "asked_at"), (LoginCode, "sent_at")):
        for row in model.objects.exclude(**{field: None}):
            setattr(row, field, getattr(row, field) - timedelta(**time_))
            row.save()


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def events() -> list[tuple[str, int | None, str, dict]]:
    found = AuditEvent.objects.filter(action__regex="code|login$").order_by("id")
    return [(event.action.removeprefix("people."), event.actor_id, event.result, event.data) for event in found]


def test_code_opens_the_login_and_the_page_that_was_asked_for(client, worker, newest, inbox):
    page = client.get("/login/?next=/hours/").content.decode()
    assert f'href="{ASK}?next=/hours/"' in page
    assert 'name="next" value="/hours/"' in client.get(f"{ASK}?next=/hours/").content.decode()
    assert ask(client, "+86 138-1234-5678", next="/hours/").url == TYPE
    page = client.get(TYPE).content.decode()
    assert "138****5678" in page
    assert PHONE not in page
    assert 'autocomplete="one-time-code"' in page
    answer = type_in(client, f" {newest()[:3]} {newest()[3:]}")
    assert (answer.status_code, answer.url) == (302, "/hours/")
    assert client.session["_auth_user_id"] == str(worker.pk)
    assert len(inbox()) == 1
    assert events() == [
        ("code_asked", None, "done", {"name": "138****5678"}),
        ("login", worker.pk, "done", {"way": "code", "second_factor": None}),
    ]
    assert AuditEvent.objects.filter(action="people.code_asked").get().unit == worker.person.unit


def test_message_holds_no_link_and_the_database_no_code(client, worker, newest, inbox):
    ask(client)
    message = inbox()[0].partition(PHONE)[2]
    assert not re.search(r"[:/.]|http|www", message)
    row = LoginCode.objects.get()
    assert newest() not in (row.code_hash, row.key)
    for event in AuditEvent.objects.all():
        assert newest() not in str(event.data)
    assert newest() not in str(dict(client.session))


def test_code_works_once(client, worker, newest):
    ask(client)
    elsewhere = Client()
    ask(elsewhere)
    type_in(client, newest())
    answer = type_in(elsewhere, newest())
    assert "已经用过" in answer.content.decode()
    assert not is_in(elsewhere)


def test_newer_code_ends_the_older(client, worker, newest):
    ask(client)
    older = newest()
    let_pass(seconds=61)
    client.post(AGAIN)
    if older != newest():
        assert "验证码不对" in type_in(client, older).content.decode()
    type_in(client, newest())
    assert is_in(client)


def test_code_runs_out_after_five_minutes(client, worker, newest):
    ask(client)
    let_pass(seconds=301)
    type_in(client, newest())
    assert not is_in(client)


def test_five_wrong_tries_end_the_code(client, worker, newest):
    ask(client)
    wrong = other_than(newest())
    answers = [type_in(client, wrong) for _ in range(MAX_TRIES)]
    assert [answer.status_code for answer in answers] == [200] * (MAX_TRIES - 1) + [429]
    assert "还可以试 4 次" in answers[0].content.decode()
    page = type_in(client, newest()).content.decode()
    assert not is_in(client)
    for way in ("重新发送", "用密码登录", "登录条"):
        assert way in page
    assert [event[0] for event in events()] == ["code_asked", *["code_wrong"] * (MAX_TRIES - 1), "code_locked"]
    let_pass(seconds=61)
    client.post(AGAIN)
    type_in(client, newest())
    assert is_in(client)


def test_what_cannot_be_a_code_is_no_try(client, worker, newest):
    ask(client)
    for typed in ("12345", "abcdef", "1234567"):
        assert "6位数字" in type_in(client, typed).content.decode()
    assert LoginCode.objects.get().failures == 0


def test_one_message_a_minute(client, worker, inbox):
    ask(client)
    assert ask(Client()).url == TYPE
    answer = client.post(AGAIN)
    assert answer.status_code == 429
    assert re.search(r"(5\d|60) 秒后可以重新发送", answer.content.decode())
    assert len(inbox()) == 1
    let_pass(seconds=61)
    assert client.post(AGAIN).url == TYPE
    assert len(inbox()) == 2


def test_five_an_hour_and_ten_a_day(client, worker, inbox):
    for n in range(10):
        assert ask(client).url == TYPE, n
        let_pass(seconds=61)
        if n == 4:
            answer = ask(client)
            assert answer.status_code == 429
            assert "用密码登录" in answer.content.decode()
            let_pass(hours=1)
    let_pass(hours=2)
    assert ask(client).status_code == 429
    assert len(inbox()) == 10
    let_pass(hours=22)
    assert ask(client).status_code == 302


def test_one_line_cannot_ask_for_everybody(client, worker, settings):
    settings.SMS_HOURLY_PER_LINE = 3
    numbers = [f"1390000{n:04d}" for n in range(4)]
    assert [ask(Client(), phone).status_code for phone in numbers] == [302, 302, 302, 429]
    other_line = Client(REMOTE_ADDR="10.1.2.3")
    assert ask(other_line, PHONE).status_code == 302


def told(client: Client, phone: str) -> list[Any]:
    """Everything that somebody sees who tries a number, its figures left out."""
    pages = []
    for answer in (ask(client, phone), client.get(TYPE), ask(client, phone), client.post(AGAIN)):
        pages.append((answer.status_code, answer.headers.get("Location"), answer.content.decode()))
    pages += [
        (a.status_code, a.content.decode()) for a in (type_in(client, "000000") for _ in range(MAX_TRIES + 1))
    ]
    shown = f"{phone[:3]}****{phone[-4:]}"
    text = repr(pages).replace(shown, "").replace(phone, "")
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r"\d+</b>|\d+ 秒", "", text)


def test_unknown_number_is_answered_like_a_known_one(worker, inbox):
    assert told(Client(), PHONE) == told(Client(), OTHER_PHONE)
    assert len(inbox()) == 1
    assert AuditEvent.objects.filter(action="people.code_locked").count() == 2


def test_unknown_number_takes_as_long_as_a_known_one(worker, settings):
    settings.SMS_BACKEND, settings.SMS_OPTIONS = f"{__name__}.SlowSms", {}
    took = []
    for phone in (PHONE, OTHER_PHONE):
        begun = time.monotonic()
        ask(Client(), phone)
        took.append(time.monotonic() - begun)
    assert min(took) >= 0.3


def test_right_guess_for_an_unknown_number_opens_nothing(client, db):
    ask(client, OTHER_PHONE)
    code = "123456"
    LoginCode.objects.update(code_hash=LoginCode.hash_of(OTHER_PHONE, code))
    assert "验证码不对" in type_in(client, code).content.decode()


def test_provider_that_fails_is_told_and_nothing_is_counted(client, worker, newest, settings, caplog):
    ask(client)
    older = newest()
    let_pass(seconds=61)
    works = settings.SMS_BACKEND, settings.SMS_OPTIONS
    settings.SMS_BACKEND, settings.SMS_OPTIONS = f"{__name__}.BrokenSms", {}
    answers = [ask(client), ask(client), client.post(AGAIN)]
    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert "短信暂时发不出去" in answers[0].content.decode()
    assert ask(Client(), OTHER_PHONE).status_code == 503
    assert "no route for (code)" in caplog.text
    assert [event[2] for event in events()] == ["done", *["refused"] * 4]
    type_in(client, older)
    assert is_in(client)
    settings.SMS_BACKEND, settings.SMS_OPTIONS = works
    assert ask(Client()).url == TYPE


def share_phone(county) -> Person:
    return PersonFactory(unit=county.village, name="张三丰", phone=PHONE)


def test_couple_chooses_after_the_right_code_only(client, county, worker, newest):
    other = share_phone(county)
    ask(client)
    assert client.get(WHO).url == ASK
    page = client.get(TYPE).content.decode()
    assert "欧阳" not in page
    assert type_in(client, newest()).url == WHO
    assert not is_in(client)
    page = client.get(WHO).content.decode()
    for shown in ("欧阳**", worker.person.worker_no, "张*丰", other.worker_no):
        assert shown in page
    for hidden in ("欧阳文慧", "张三丰", PHONE):
        assert hidden not in page
    assert client.post(WHO).status_code == 200
    stranger = PersonFactory(unit=county.village)
    client.post(WHO, {"person": stranger.uid})
    assert not is_in(client)
    client.post(WHO, {"person": other.uid})
    assert client.session["_auth_user_id"] == str(User.objects.get(person=other).pk)
    assert "login_code" not in client.session


def test_proof_ends_with_the_time_of_a_code(client, county, worker, newest):
    share_phone(county)
    ask(client)
    type_in(client, newest())
    session = client.session
    session["login_code"] = {**session["login_code"], "proved_at": time.time() - 301}
    session.save()
    assert client.post(WHO, {"person": worker.person.uid}).url == ASK
    assert not is_in(client)


def test_person_without_a_login_gets_one_and_needs_no_password(client, county, newest):
    person = PersonFactory(unit=county.village, phone=PHONE)
    ask(client)
    assert not User.objects.filter(person=person).exists()
    type_in(client, newest())
    user = User.objects.get(person=person)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not user.must_change_password
    assert not client.get("/hours/").headers.get("Location", "").startswith("/password/")


def test_who_never_chose_a_password_may_live_on_codes(client, county, officer, newest):
    person = PersonFactory(unit=county.village, phone=PHONE)
    issue_login_slips(actor=officer, people=[person])
    ask(client)
    type_in(client, newest())
    assert not User.objects.get(person=person).must_change_password


def test_password_that_has_to_be_replaced_still_has_to(client, worker, newest):
    User.objects.filter(pk=worker.pk).update(must_change_password=True)
    ask(client)
    answer = type_in(client, newest())
    assert client.get(answer.url).url.startswith(reverse("password_change"))


@pytest.mark.parametrize("why", ["left", "closed", "administrator", "erased"])
def test_who_may_not_come_in_is_sent_nothing(client, officer, worker, inbox, why):
    if why == "left":
        mark_left(actor=officer, person=worker.person, reason="调走")
    elif why == "erased":
        Person.objects.filter(pk=worker.person_id).update(state=Person.State.ERASED)
    else:
        User.objects.filter(pk=worker.pk).update(is_active=why != "closed", is_superuser=why == "administrator")
    assert ask(client).url == TYPE
    assert inbox() == []


def test_staff_meet_the_second_factor_after_the_code(client, county, newest):
    officer = officer_factory(county.county)
    person = PersonFactory(unit=county.bureau, phone=PHONE)
    officer.person = person
    officer.save()
    TOTP.activate(officer, generate_totp_secret())
    mark_second_factor(user=officer, is_on=True)
    ask(client)
    assert type_in(client, newest()).url == reverse("mfa_authenticate")
    assert not is_in(client)


def test_staff_without_a_password_choose_one(client, county, newest):
    officer = officer_factory(county.county)
    officer.person = PersonFactory(unit=county.bureau, phone=PHONE)
    officer.must_change_password = True
    officer.set_unusable_password()
    officer.save()
    ask(client)
    answer = type_in(client, newest())
    assert client.get(answer.url).url.startswith(reverse("password_change"))


def test_code_ends_the_lock_of_wrong_passwords(client, worker, newest):
    for _ in range(MAX_FAILURES):
        client.post("/login/", {"username": PHONE, "password": "not-this-one"})
        client.post("/login/", {"username": worker.username, "password": "not-this-one"})
    ask(client)
    type_in(client, newest())
    for name in (PHONE, worker.username):
        other = Client()
        other.post("/login/", {"username": name, "password": PASSWORD})
        assert is_in(other)


def test_code_may_be_asked_for_where_a_former_session_is_over(client, worker, newest):
    client.force_login(worker)
    LoginSession.objects.all().delete()
    assert ask(client).url == TYPE
    type_in(client, newest())
    assert is_in(client)


def test_pages_lead_back_to_the_first_and_in_who_is_in(client, worker):
    assert client.get(TYPE).url == ASK
    assert client.post(AGAIN).url == ASK
    assert client.get(AGAIN).status_code == 405
    assert "11位手机号" in ask(client, "1234").content.decode()
    client.force_login(worker)
    for page in (ASK, TYPE, WHO):
        assert client.get(page).status_code == 302
    assert "no-store" in client.get(ASK).headers["Cache-Control"]


def test_without_a_provider_nothing_is_offered(client, worker, settings):
    settings.SMS_BACKEND = ""
    assert ASK not in client.get("/login/").content.decode()
    for page in (ASK, TYPE, AGAIN, WHO):
        assert client.get(page).status_code == 404
        assert client.post(page).status_code == 404
    assert checks.check_sms() == []


def test_no_other_host_is_gone_to(client, worker, newest):
    ask(client, next="https://example.com/")
    assert not type_in(client, newest()).url.startswith("http")


def test_codes_and_asks_go_by_night(client, worker, newest):
    ask(client)
    counts = forget_expired(now=timezone.now())
    assert (counts["codes"], LoginCode.objects.count(), CodeAsked.objects.count()) == (0, 1, 1)
    type_in(client, newest())
    assert is_in(client)
    counts = forget_expired(now=timezone.now() + timedelta(days=2))
    assert (counts["codes"], LoginCode.objects.count(), CodeAsked.objects.count()) == (1, 0, 0)


@pytest.mark.parametrize(
    ("backend", "options", "is_trial", "ids"),
    [
        ("people.logins.sms.FileSms", {}, True, []),
        ("people.logins.sms.FileSms", {}, False, ["people.E007"]),
        ("people.logins.sms.ConsoleSms", {}, False, ["people.E007"]),
        (f"{__name__}.BrokenSms", {}, False, []),
        (f"{__name__}.BrokenSms", {"key": "x"}, False, ["people.E006"]),
        ("nowhere.Sms", {}, True, ["people.E006"]),
        ("datetime.date.today", {}, True, ["people.E006"]),
    ],
)
def test_check_refuses_a_provider_that_cannot_be_or_may_not_be(settings, backend, options, is_trial, ids):
    settings.SMS_BACKEND, settings.SMS_OPTIONS, settings.ALLOW_DEMO_IDENTITIES = backend, options, is_trial
    assert [found.id for found in checks.check_sms()] == ids


def test_trial_providers_keep_to_themselves(inbox, settings, caplog, tmp_path):
    make_provider().send(phone=PHONE, code="012345")
    assert (tmp_path / "sms.txt").stat().st_mode & 0o077 == 0
    ConsoleSms().send(phone=PHONE, code="012345")
    assert "验证码 012345" in caplog.text
