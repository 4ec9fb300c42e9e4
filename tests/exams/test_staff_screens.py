import pytest
from django.utils import timezone

from exams.services.put_question import put_question
from exams.services.record_answers import record_answers
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from people.api import assign_role
from people.models import User
from tests.factories.courses import enrol, school_in
from tests.factories.exams import bank_in, county, learner, right_answers, single

pytestmark = pytest.mark.django_db
RESULTS, BANKS = "/admin/exams/results/", "/admin/exams/banks/"


def staff(unit, role="trainer", name="trainer"):
    school_in(unit)
    user = User.objects.create_user(username=name, password="pass-word-1")
    assign_role(actor=None, user=user, unit=unit, role=role)
    return user


def sit(seat, user, how_many):
    enrolment = enrol(user.person, seat.enrolment.run) if user != seat.user else seat.enrolment
    attempt = start_attempt(enrolment=enrolment, page=seat.page, now=timezone.now())
    record_answers(attempt=attempt, entries=right_answers(attempt)[:how_many], now=timezone.now())
    return submit_attempt(attempt=attempt, now=timezone.now(), actor=None)


@pytest.fixture
def neighbour(db):
    return staff(county("990101", "邻县"), name="neighbour")


@pytest.mark.parametrize("role", ["trainer", "officer"])
def test_results_say_who_sat_and_who_passed(client, seat, role):
    client.force_login(staff(county(), role))
    done = sit(seat, seat.user, 5)
    sit(seat, learner(county(), name="于淑珍", no="G23088200002"), 0)
    start_attempt(
        enrolment=enrol(learner(county(), name="周海涛", no="G23088200003").person, seat.enrolment.run),
        page=seat.page,
        now=timezone.now(),
    )
    enrol(learner(county(), name="张䶮", no="G23088200004").person, seat.enrolment.run)
    listing = client.get(RESULTS).content.decode()
    assert "第 1 期" in listing
    text = client.get(f"{RESULTS}{seat.enrolment.run.uid}/").content.decode()
    for words in (
        "王秀兰",
        "于淑珍",
        "周海涛",
        "张䶮",
        "13 / 13",
        "0 / 13",
        done.receipt_spaced,
        "作答中",
        "还没考",
    ):
        assert words in text


def test_results_cost_the_same_for_1_10_and_many_learners(client, seat, django_assert_max_num_queries):
    client.force_login(staff(county()))
    path = f"{RESULTS}{seat.enrolment.run.uid}/"
    counts = []
    for size in (0, 9, 60):
        for n in range(size):
            person = learner(county(), name=f"人{n}", no=f"G2308{size:03d}{n:04d}").person
            enrol(person, seat.enrolment.run)
        with django_assert_max_num_queries(40) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_banks_and_questions_can_be_looked_through(client, seat):
    client.force_login(staff(county()))
    bank = seat.bank
    single(bank, stem="燃气味怎么办？", topic="T08")
    assert bank.title in client.get(BANKS).content.decode()
    text = client.get(f"{BANKS}{bank.uid}/", {"text": "燃气", "type": "single", "topic": "T08"}).content.decode()
    assert "燃气味怎么办？" in text
    assert "T05 第 1 题" not in text
    assert "没有符合的题" in client.get(f"{BANKS}{bank.uid}/", {"text": "没有这几个字"}).content.decode()


def test_a_question_shows_every_version_with_its_key(client, seat):
    client.force_login(staff(county()))
    question = single(seat.bank, stem="旧的题？")
    put_question(
        uid=question.uid,
        bank=seat.bank,
        type="single",
        topic="T01",
        difficulty=2,
        stem="新的题？",
        options=[("甲", True), ("乙", False)],
        analysis="改过",
        law="某法 第一条",
        law_as_of=None,
    )
    text = client.get(f"/admin/exams/questions/{question.uid}/").content.decode()
    assert text.index("新的题？") < text.index("旧的题？")
    assert text.count("在用") == 1
    assert "某法 第一条" in text


def test_lists_of_banks_cost_the_same_for_1_and_3(client, seat, django_assert_max_num_queries):
    client.force_login(staff(county()))
    counts = []
    for _n in range(2):
        with django_assert_max_num_queries(40) as queries:
            client.get(BANKS)
        counts.append(len(queries))
        bank_in(county(), title="另一个")
        bank_in(county(), title="又一个")
    assert len(set(counts)) == 1


def test_a_neighbour_sees_nothing(client, seat, neighbour):
    sit(seat, seat.user, 5)
    client.force_login(neighbour)
    question = seat.bank.questions.first()
    for path in (
        f"{RESULTS}{seat.enrolment.run.uid}/",
        f"{BANKS}{seat.bank.uid}/",
        f"/admin/exams/questions/{question.uid}/",
    ):
        assert client.get(path).status_code == 404
    for path in (RESULTS, BANKS):
        text = client.get(path).content.decode()
        assert str(seat.bank.uid) not in text
        assert "课程 " not in text


def test_learners_and_strangers_have_no_staff_screens(client, seat):
    assert client.get(BANKS).status_code == 302
    client.force_login(seat.user)
    assert client.get(BANKS).status_code == 404


def test_authors_are_offered_their_own_papers_only(seat, neighbour):
    from exams.models import ExamPage

    form_class = ExamPage.get_edit_handler().get_form_class()
    assert list(form_class(instance=seat.page, for_user=staff(county())).fields["paper"].queryset) == [
        seat.page.paper
    ]
    assert not form_class(instance=seat.page, for_user=neighbour).fields["paper"].queryset.exists()
