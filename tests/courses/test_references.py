"""What a page points at by number: nobody saves a neighbour's picture, document or page into an own lesson."""

import json

import pytest
from django.forms import ModelChoiceField
from django.test import Client
from django.urls import reverse
from wagtail.models import ReferenceIndex, get_page_models
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.models import LessonPage
from courses.models.pages import SchoolBase
from people.references import foreign_references, references_of
from people.scope import visible
from tests.factories.exams import full_bank, paper_of
from tests.factories.files import document_in, picture_in
from tests.support.answers import body_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),  # Wagtail's, of a picture's sizes
]

REFUSED = "不属于你单位"


@pytest.fixture
def trainer(world) -> Client:
    client = Client()
    client.force_login(world.trainer)
    return client


def save(client: Client, lesson: LessonPage, *blocks, title: str = "改过的题目"):
    form = {
        "title": title,
        "summary": "",
        "topic": "",
        "credit_minutes": "45",
        "is_required": "on",
        "body": streamfield(list(blocks)),
    }
    return client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), nested_form_data(form))


def picture_block(picture):
    return ("picture", {"picture": str(picture.pk), "words": "巡查", "caption": ""})


def file_block(document):
    return ("file", {"document": str(document.pk), "words": ""})


def link_block(page):
    return ("text", rich_text(f'<p><a linktype="page" id="{page.pk}">去看</a></p>'))


def blocks_of(each):
    places = each.places.county
    return {
        "picture": picture_block(picture_in(places)),
        "document": file_block(document_in(places)),
        "page": link_block(each.second),
    }


@pytest.mark.parametrize("kind", ["picture", "document", "page"])
def test_a_neighbours_number_in_a_lesson_is_refused_at_its_field(trainer, world, neighbours, kind):
    answer = save(trainer, world.lesson, blocks_of(neighbours)[kind])
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert list(errors) == ["body"]
    assert REFUSED in str(errors)
    assert LessonPage.objects.get(pk=world.lesson.pk).get_latest_revision_as_object().title != "改过的题目"


def test_ones_own_pictures_files_and_pages_are_taken_and_shown_to_learners(trainer, world):
    assert save(trainer, world.lesson, *blocks_of(world).values()).status_code == 302
    page = LessonPage.objects.get(pk=world.lesson.pk).get_latest_revision_as_object()
    assert [block.block_type for block in page.body] == ["picture", "file", "text"]
    page.save_revision().publish()
    learner = Client()
    learner.force_login(world.worker)
    text = body_of(learner.get(reverse("step", args=[world.run.uid, page.pk]))).decode()
    assert 'alt="巡查"' in text
    assert "登记表" in text


def test_what_the_stored_page_holds_already_may_stay(trainer, world, neighbours):
    held = picture_block(picture_in(neighbours.places.county))
    world.lesson.body = [("picture", {"picture": picture_of(held), "words": "旧图", "caption": ""})]
    world.lesson.save_revision()
    assert save(trainer, world.lesson, held).status_code == 302
    assert (
        save(trainer, world.lesson, held, picture_block(picture_in(neighbours.places.county))).status_code == 200
    )


def picture_of(block):
    from courses.models import SchoolImage

    return SchoolImage.objects.get(pk=block[1]["picture"])


def test_a_preview_does_not_show_a_neighbours_picture_either(trainer, world, neighbours):
    form = nested_form_data(
        {
            "title": "看看",
            "credit_minutes": "45",
            "body": streamfield([picture_block(picture_in(neighbours.places.county))]),
        }
    )
    answer = trainer.post(reverse("wagtailadmin_pages:preview_on_edit", args=[world.lesson.pk]), form)
    assert json.loads(answer.content)["is_valid"] is False


def test_an_exam_takes_a_paper_of_the_authors_units_only(trainer, world, neighbours):
    from exams.models import ExamPage

    mine, theirs = (paper_of(full_bank(each.places.county), title="卷") for each in (world, neighbours))
    address = reverse("wagtailadmin_pages:add", args=["exams", "exampage", world.course.pk])
    form = {"title": "考试", "slug": "exam", "credit_minutes": "0", "attempts_allowed": "3", "is_required": "on"}
    assert "paper" in trainer.post(address, form | {"paper": theirs.pk}).context["form"].errors
    assert trainer.post(address, form | {"paper": mine.pk}).status_code == 302
    assert ExamPage.objects.get().paper == mine


@pytest.mark.parametrize("model", [m for m in get_page_models() if issubclass(m, SchoolBase)], ids=str)
def test_no_page_form_offers_rows_of_others(world, neighbours, model):
    for each in (world, neighbours):
        paper_of(full_bank(each.places.county), title="卷")
    form = model.get_edit_handler().get_form_class()(instance=model(), for_user=world.trainer)
    for field in form.fields.values():
        if isinstance(field, ModelChoiceField):
            rows = field.queryset
            assert set(rows) <= set(visible(rows.model, world.trainer))
    children = [formset.empty_form for name, formset in form.formsets.items() if name != "comments"]
    names = {
        (type(child).__name__, name)
        for child in children
        for name, field in child.fields.items()
        if isinstance(field, ModelChoiceField) and not field.widget.is_hidden
    }
    assert names == set()


def test_references_are_found_where_wagtail_keeps_them(world, neighbours):
    """A private method of Wagtail's finds them: this fails when an upgrade changes it."""
    assert hasattr(ReferenceIndex, "_extract_references_from_object")
    picture, document = picture_in(neighbours.places.county), document_in(neighbours.places.county)
    world.lesson.body = json.dumps(
        [
            {"type": "picture", "value": {"picture": picture.pk, "words": "图", "caption": ""}},
            {"type": "file", "value": {"document": document.pk, "words": ""}},
            {"type": "text", "value": f'<p><a linktype="page" id="{neighbours.second.pk}">页</a></p>'},
        ]
    )
    found = {
        (reference.model.__name__, reference.pk, reference.field) for reference in references_of(world.lesson)
    }
    assert found == {
        ("SchoolImage", str(picture.pk), "body"),
        ("SchoolDocument", str(document.pk), "body"),
        ("Page", str(neighbours.second.pk), "body"),
    }
    assert len(foreign_references(world.lesson, world.trainer)) == 3
    assert foreign_references(world.lesson, neighbours.trainer) == []


def test_a_page_as_it_is_points_at_nothing_foreign(world):
    for page in (world.course.get_parent().specific, world.course, world.lesson, world.drill):
        assert foreign_references(page, world.trainer) == []


@pytest.mark.parametrize("title", ["改过的题目", ""], ids=["refused for it", "refused for the title too"])
def test_what_is_refused_is_not_told_by_the_form_that_comes_back(trainer, world, neighbours, title):
    places = neighbours.places.county
    picture, document = picture_in(places, title="Their photo"), document_in(places, title="Their list")
    blocks = [picture_block(picture), file_block(document), link_block(neighbours.second)]
    answer = save(trainer, world.lesson, *blocks, title=title)
    assert answer.status_code == 200
    text = body_of(answer).decode()
    parent = f"&quot;parentId&quot;: {neighbours.second.get_parent().pk}"
    told = [words for words in ("Their photo", "Their list", f"-{places.code}", parent) if words in text]
    assert told == []
    assert "改过的题目" in text or title == ""


def test_the_paper_that_is_refused_is_not_told_either(trainer, world, neighbours):
    theirs = paper_of(full_bank(neighbours.places.county), title="Their paper")
    address = reverse("wagtailadmin_pages:add", args=["exams", "exampage", world.course.pk])
    form = {"title": "考试", "slug": "exam", "credit_minutes": "0", "attempts_allowed": "3", "is_required": "on"}
    answer = trainer.post(address, form | {"paper": theirs.pk})
    assert "paper" in answer.context["form"].errors
    assert "Their paper" not in body_of(answer).decode()
