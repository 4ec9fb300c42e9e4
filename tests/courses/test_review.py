"""Trainers hand in, officers of the same county approve. A neighbour neither sees nor decides."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState

from courses.models import LessonPage, ScopedReviewTask
from tests.support.answers import body_of

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hand_in(each) -> TaskState:
    """The trainer of a county hands the second lesson in, changed."""
    lesson = LessonPage.objects.get(pk=each.second.pk)
    form = {
        "title": f"{each.places.county.name}改过的课",
        "slug": lesson.slug,
        "credit_minutes": "45",
        "body-count": "0",
        "action-submit": "1",
    }
    answer = client_of(each.trainer).post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), form)
    assert answer.status_code == 302
    return TaskState.objects.get(workflow_state__object_id=str(lesson.pk), status=TaskState.STATUS_IN_PROGRESS)


def act(user, page, state, action="approve"):
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return client_of(user).post(address, {"comment": ""})


def status_of(state: TaskState) -> str:
    return TaskState.objects.get(pk=state.pk).status


def test_an_officer_publishes_by_approving(world):
    state = hand_in(world)
    assert act(world.officer, world.second, state).status_code == 302
    assert status_of(state) == TaskState.STATUS_APPROVED
    assert LessonPage.objects.get(pk=world.second.pk).title == "甲县改过的课"


def test_an_officer_sends_back_with_a_word(world):
    state = hand_in(world)
    act(world.officer, world.second, state, "reject")
    assert status_of(state) == TaskState.STATUS_REJECTED
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES


def test_a_trainer_neither_publishes_nor_approves(world):
    edit = reverse("wagtailadmin_pages:edit", args=[world.second.pk])
    text = body_of(client_of(world.trainer).get(edit)).decode()
    assert "action-submit" in text
    assert "action-publish" not in text
    state = hand_in(world)
    act(world.trainer, world.second, state)
    assert status_of(state) == TaskState.STATUS_IN_PROGRESS
    form = {"title": "偷着发", "slug": world.second.slug, "body-count": "0", "action-publish": "1"}
    client_of(world.trainer).post(edit, form)
    assert LessonPage.objects.get(pk=world.second.pk).title != "偷着发"


def test_an_officer_finds_what_waits_in_the_county_only(world, neighbours):
    mine, theirs = hand_in(world), hand_in(neighbours)
    text = body_of(client_of(world.officer).get(reverse("courses_reviews"))).decode()
    assert "甲县改过的课" in text
    assert "乙县改过的课" not in text
    assert list(TaskState.objects.reviewable_by(world.officer)) == [mine]
    assert list(TaskState.objects.reviewable_by(neighbours.officer)) == [theirs]
    assert list(TaskState.objects.reviewable_by(world.trainer)) == []


def test_what_waits_is_found_with_the_same_queries_however_much_it_is(
    world, neighbours, django_assert_num_queries
):
    hand_in(world)
    task = ScopedReviewTask.objects.get()
    with django_assert_num_queries(5):
        assert (
            len(task.get_task_states_user_can_moderate(type(world.officer).objects.get(pk=world.officer.pk))) == 1
        )
    hand_in(neighbours)
    with django_assert_num_queries(5):
        assert (
            len(task.get_task_states_user_can_moderate(type(world.officer).objects.get(pk=world.officer.pk))) == 1
        )


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_neighbour_does_not_decide_not_even_by_way_of_an_own_page(world, neighbours, action):
    mine, theirs = hand_in(world), hand_in(neighbours)
    assert act(world.officer, neighbours.second, theirs, action).status_code == 404
    act(world.officer, world.second, theirs, action)
    assert status_of(theirs) == status_of(mine) == TaskState.STATUS_IN_PROGRESS
    assert LessonPage.objects.get(pk=neighbours.second.pk).title != "乙县改过的课"


def test_the_officers_editor_offers_the_decision_and_the_trainers_is_locked(world):
    hand_in(world)
    edit = reverse("wagtailadmin_pages:edit", args=[world.second.pk])
    assert 'data-workflow-action-name="approve"' in body_of(client_of(world.officer).get(edit)).decode()
    trainers = client_of(world.trainer).get(edit)
    assert trainers.context["locked_for_user"]
    assert 'data-workflow-action-name="approve"' not in body_of(trainers).decode()


@pytest.mark.parametrize("name", ["workflow_history", "history"])
def test_the_course_of_a_review_can_be_read_by_the_county_only(world, neighbours, name):
    hand_in(world)
    address = reverse(f"wagtailadmin_pages:{name}", args=[world.second.pk])
    assert client_of(world.trainer).get(address).status_code == 200
    assert client_of(neighbours.officer).get(address).status_code == 404


def test_a_revision_is_previewed_by_who_decides(world, neighbours):
    state = hand_in(world)
    address = reverse("wagtailadmin_pages:workflow_preview", args=[world.second.pk, state.task_id])
    assert client_of(world.officer).get(address).status_code == 200
    assert client_of(neighbours.officer).get(address).status_code == 404


def test_the_desk_forgets_a_county_that_one_has_left(world, neighbours):
    hand_in(world)
    world.trainer.groups.clear()
    world.trainer.roles.all().delete()
    from people.services.assign_role import assign_role

    assign_role(actor=None, user=world.trainer, unit=neighbours.places.county, role="trainer")
    assert "甲县改过的课" not in body_of(client_of(world.trainer).get("/admin/")).decode()
