"""The candidate's pages as a browser meets them."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from exams.models import AnswerEntry, Attempt
from exams.selectors import current_answers, items_of, own_attempt
from exams.services.record_answers import record_answers
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from tests.factories.exams import county, learner, right_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(seat):
    return start_attempt(enrolment=seat.enrolment, page=seat.page, now=timezone.now())


@pytest.fixture
def browser(client, seat):
    client.force_login(seat.user)
    return client


def url(attempt, name=""):
    return f"/exams/attempts/{attempt.uid}/" + (f"{name}/" if name else "")


def post_json(client, attempt, entries):
    return client.post(url(attempt, "answers"), json.dumps({"entries": entries}), content_type="application/json")


def entry(slot=1, seq=1, chosen=("A",), **more):
    return {"slot": slot, "seq": seq, "chosen": list(chosen), "unsure": False, "at": 1_795_000_000_000} | more


def cover_url(seat):
    return f"/exams/{seat.enrolment.run.uid}/{seat.page.pk}/"


def end(attempt, *, minutes_ago):
    deadline = timezone.now() - timedelta(minutes=minutes_ago)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=deadline, started_at=deadline - timedelta(hours=1))


def test_the_cover_says_the_rules_and_starts(browser, seat):
    page = browser.get(cover_url(seat))
    text = page.content.decode()
    for words in ("40 分钟", "5 题，满分 13 分", "7.8 分起", "还剩 3 次，共 3 次", "断网、关掉页面都不要紧"):
        assert words in text
    started = browser.post(cover_url(seat))
    attempt = Attempt.objects.get()
    assert started.url == url(attempt)
    assert browser.post(cover_url(seat)).url == url(attempt)
    assert "接着答" in browser.get(cover_url(seat)).content.decode()


def test_the_step_of_the_course_leads_to_the_cover(seat, rf):
    answer = seat.page.learner_view(rf.get("/"), seat.enrolment)
    assert answer.url == cover_url(seat)


def test_the_cover_of_a_course_that_is_not_mine_is_not_there(client, seat):
    client.force_login(learner(county(), name="别人", no="G23088299999"))
    assert client.get(cover_url(seat)).status_code == 404


def test_a_refused_start_says_why_and_keeps_the_page(browser, seat, attempt):
    submit_attempt(attempt=attempt, now=timezone.now(), actor=None)
    seat.page.attempts_allowed = 1
    seat.page.save()
    page = browser.get(cover_url(seat))
    assert "考试次数用完了" in page.content.decode()
    assert "data-once" not in page.content.decode()
    assert browser.post(cover_url(seat)).status_code == 409


def test_the_whole_paper_is_one_document_with_what_was_saved(browser, attempt):
    post_json(browser, attempt, [entry(2, chosen=["B"], unsure=True)])
    text = browser.get(url(attempt)).content.decode()
    assert text.count('class="question flow"') == 5
    assert re.search(r'id="q2B" name="q2" value="B" checked', text)
    assert re.search(r'name="u2" value="1" data-unsure checked', text)
    assert 'name="s2" value="1"' in text
    assert "已保存 1/5" in text


def test_an_open_paper_holds_no_key(browser, attempt):
    """Neither the page nor the replies say what is right, name the bank's letters, or explain."""
    post_json(browser, attempt, [entry()])
    pages = [browser.get(url(attempt, name)).content.decode() for name in ("", "submit")]
    reply = post_json(browser, attempt, [entry(2)]).content.decode()
    for text in (*pages, reply):
        for leak in ("is_right", "right", "因为这样最稳妥", "analysis", "option_order", 'key":'):
            assert leak not in text.replace("ArrowRight", "")
    for item in items_of(attempt):
        assert str(item.version.question.uid) not in pages[0]
        if item.type != "judge":
            shown = re.findall(rf'id="q{item.slot}([A-H])".*?<span>(.*?)</span></label>', pages[0])
            by_letter = {o.letter: o.text for o in item.version.options.all()}
            assert shown == list(zip("ABCDE", (by_letter[x] for x in item.option_order), strict=False))


def test_results_are_shut_while_the_paper_is_open(browser, attempt):
    for name in ("receipt", "result"):
        assert browser.get(url(attempt, name)).url == url(attempt)


def test_answers_come_back_as_receipts_with_the_servers_clock(browser, attempt):
    reply = post_json(browser, attempt, [entry(1), entry(3, chosen=[])]).json()
    assert (reply["saved"], reply["total"]) == (1, 5)
    assert reply["deadline"] == int(attempt.deadline.timestamp() * 1000)
    assert abs(reply["now"] - timezone.now().timestamp() * 1000) < 5000
    assert [(r["slot"], r["seq"], r["kept"], r["last"]) for r in reply["receipts"]] == [
        (1, 1, True, 1),
        (3, 1, True, 1),
    ]
    assert AnswerEntry.objects.first().client_at.year == 2026


def test_an_empty_post_reads_the_clock(browser, attempt):
    assert post_json(browser, attempt, []).json()["receipts"] == []


@pytest.mark.parametrize(
    "body",
    [
        "nonsense",
        "[]",
        '{"entries": [1]}',
        '{"entries": [{"slot": "1", "seq": 1, "chosen": []}]}',
        '{"entries": [{"slot": true, "seq": 1, "chosen": []}]}',
        '{"entries": [{"slot": 1, "seq": 1, "chosen": "AB"}]}',
        '{"entries": [{"slot": 9, "seq": 1, "chosen": ["A"]}]}',
    ],
)
def test_what_is_not_understood_is_told_in_words(browser, attempt, body):
    answer = browser.post(url(attempt, "answers"), body, content_type="application/json")
    assert answer.status_code == 400
    assert "存好的都还在" in answer.json()["message"]


def test_a_clock_that_says_nonsense_does_not_lose_the_answer(browser, attempt):
    for seq, at in enumerate((None, "soon", 10**30, -(10**20)), 1):
        assert post_json(browser, attempt, [entry(seq=seq, at=at)]).status_code == 200
    assert set(AnswerEntry.objects.values_list("client_at", flat=True)) == {None}


def test_an_ended_session_is_401_with_words_and_nothing_is_lost(client, seat, attempt):
    answer = post_json(client, attempt, [entry()])
    assert answer.status_code == 401
    assert answer.json()["code"] == "login_required"
    assert "重新登录" in answer.json()["message"]
    client.force_login(seat.user)
    assert post_json(client, attempt, [entry()]).json()["saved"] == 1


def test_answers_need_the_csrf_token(seat, attempt):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(seat.user)
    assert post_json(strict, attempt, [entry()]).status_code == 403


@pytest.mark.parametrize("name", ["", "submit", "receipt", "result"])
def test_somebody_elses_attempt_is_not_there(client, attempt, name):
    client.force_login(learner(county(), name="别人", no="G23088299999"))
    assert client.get(url(attempt, name)).status_code == 404
    assert client.post(url(attempt, "submit")).status_code == 404
    assert post_json(client, attempt, [entry()]).status_code == 404
    assert not AnswerEntry.objects.exists()


def test_the_plain_form_saves_and_goes_on_to_handing_in(browser, attempt):
    data = {f"s{slot}": "0" for slot in range(1, 6)} | {"q1": "A", "q3": ["A", "B"], "u3": "1"}
    answer = browser.post(url(attempt), data | {"then": "stay"})
    assert answer.url == url(attempt)
    assert "存下了：已保存 2/5" in browser.get(url(attempt)).content.decode()
    saved = current_answers(attempt)
    assert (saved[1].chosen, saved[3].chosen, saved[3].is_unsure) == ({"A"}, {"A", "B"}, True)
    assert browser.post(url(attempt), data | {"then": "submit"}).url == url(attempt, "submit")
    assert AnswerEntry.objects.count() == 2


def test_a_stale_plain_form_says_which_questions_it_left_alone(browser, attempt):
    post_json(browser, attempt, [entry(1, 1, ["A"]), entry(1, 2, ["B"])])
    browser.post(url(attempt), {"s1": "1", "q1": "C"})
    assert "第 1 题在别处改过" in browser.get(url(attempt)).content.decode()
    assert current_answers(attempt)[1].chosen == {"B"}


def test_handing_in_lists_what_is_blank_and_gives_one_receipt(browser, attempt):
    post_json(browser, attempt, [entry(1)])
    text = browser.get(url(attempt, "submit")).content.decode()
    assert "已保存 1/5，还有 4 题没答" in text
    assert f'href="{url(attempt)}#q2"' in text
    for _n in range(2):
        assert browser.post(url(attempt, "submit")).url == url(attempt, "receipt")
    attempt.refresh_from_db()
    slip = browser.get(url(attempt, "receipt")).content.decode()
    assert "卷子收到了" in slip
    assert attempt.receipt_spaced in slip
    for name in ("", "submit"):
        assert browser.get(url(attempt, name)).url == url(attempt, "receipt")
    assert post_json(browser, attempt, [entry(2)]).status_code == 409
    assert browser.post(url(attempt), {"s1": "1", "q1": "C"}).url == url(attempt, "receipt")


def test_the_result_shows_wrong_questions_with_right_answers_and_why(browser, attempt):
    answers = right_answers(attempt)
    record_answers(attempt=attempt, entries=answers[:4], now=timezone.now())
    submit_attempt(attempt=attempt, now=timezone.now(), actor=None)
    text = browser.get(url(attempt, "result")).content.decode()
    assert "合格" in text
    assert "5 题里全对 4 题" in text
    assert "还要再看的 1 道题" in text
    assert "因为这样最稳妥。" in text
    assert "这一题没答。" in text
    assert "这个才对" in text


def test_when_time_is_over_the_paper_goes_to_handing_in_then_to_the_receipt(browser, attempt):
    end(attempt, minutes_ago=0)
    assert browser.get(url(attempt)).url == url(attempt, "submit")
    assert "时间到了" in browser.get(url(attempt, "submit")).content.decode()
    assert post_json(browser, attempt, [entry()]).status_code == 200
    end(attempt, minutes_ago=5)
    refused = post_json(browser, attempt, [entry(2)])
    assert (refused.status_code, refused.json()["code"]) == (409, "attempt_over")
    assert browser.get(url(attempt)).url == url(attempt, "receipt")
    assert "时间到了，自动收的卷。" in browser.get(url(attempt, "receipt")).content.decode()


def test_an_overdue_attempt_is_marked_when_the_cover_is_opened(browser, seat, attempt):
    end(attempt, minutes_ago=5)
    text = browser.get(cover_url(seat)).content.decode()
    assert "还剩 2 次，共 3 次" in text
    assert "未合格" in text


def test_pages_bring_nothing_inline_and_are_not_kept(browser, attempt):
    for name in ("", "submit"):
        answer = browser.get(url(attempt, name))
        text = answer.content.decode()
        assert " style=" not in text
        assert not re.search(r" on[a-z]+=", text)
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
        assert "no-store" in answer["Cache-Control"]


def test_saving_costs_the_same_for_one_and_for_many(seat, attempt, now, django_assert_num_queries):
    entries = right_answers(attempt)
    many = [*right_answers(attempt, seq=2), *entries]
    later = timezone.now()
    with django_assert_num_queries(5):  # savepoint, lock, insert, receipts, release
        record_answers(attempt=attempt, entries=entries[:1], now=later)
    with django_assert_num_queries(5):
        record_answers(attempt=attempt, entries=many, now=later)


def test_the_paper_costs_the_same_for_few_and_for_many_questions(client, django_assert_num_queries):
    from tests.factories.exams import sitting

    for sizes in ({"singles": 1, "multis": 0, "judges": 0}, {"singles": 5, "multis": 5, "judges": 5}):
        seat = sitting(**sizes)
        client.force_login(seat.user)
        paper = start_attempt(enrolment=seat.enrolment, page=seat.page, now=timezone.now())
        with django_assert_num_queries(6):  # session, user, attempt, journal, items, options
            assert client.get(url(paper)).status_code == 200


def test_saving_over_http_costs_few_queries(browser, attempt, django_assert_num_queries):
    post_json(browser, attempt, [entry()])
    with django_assert_num_queries(9):  # session, user, attempt, (begin) lock, insert, receipts (commit), journal
        post_json(browser, attempt, [entry(2), entry(3), entry(4)])


def test_an_address_that_is_no_attempt_is_404(browser, seat):
    from uuid import uuid4

    from django.http import Http404

    with pytest.raises(Http404):
        own_attempt(seat.user, uuid4())
    assert browser.get(f"/exams/attempts/{uuid4()}/").status_code == 404


def test_answers_in_a_form_with_files_are_refused_in_words(attempt, seat):
    """The check of the form's token has read it to its end by then, and nothing is left to read."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(seat.user)
    browser.get(url(attempt))
    token = {"X-CSRFToken": browser.cookies["csrftoken"].value}
    answer = browser.post(url(attempt, "answers"), {"entries": "[]"}, headers=token)
    assert answer.status_code == 400
    assert not AnswerEntry.objects.exists()
