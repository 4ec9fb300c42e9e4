"""The chooser of papers in the editor of an exam page: one's own units' papers and no others."""

import json

import pytest
from django.test import Client

from tests.factories.exams import county, full_bank, paper_of
from tests.factories.people import trainer_factory, worker_factory

pytestmark = pytest.mark.django_db
CHOOSER = "/admin/paper_chooser/"


@pytest.fixture
def papers(db):
    """A paper here and one in the next county."""
    return [
        paper_of(full_bank(county(code, name)), title=f"{name}卷")
        for code, name in (("990301", "甲县"), ("990302", "乙县"))
    ]


@pytest.fixture
def trainer(papers) -> Client:
    client = Client()
    client.force_login(trainer_factory(papers[0].unit))
    return client


def test_the_list_holds_own_papers(trainer, papers):
    for address in (CHOOSER, f"{CHOOSER}results/"):
        answer = trainer.get(address).content.decode()
        text = json.loads(answer)["html"] if answer.startswith("{") else answer
        assert "甲县卷" in text
        assert "乙县卷" not in text


def test_a_paper_is_chosen_only_when_it_is_visible(trainer, papers):
    mine, theirs = papers
    assert json.loads(trainer.get(f"{CHOOSER}chosen/{mine.pk}/").content)["result"]["title"] == "甲县卷"
    assert trainer.get(f"{CHOOSER}chosen/{theirs.pk}/").status_code == 404
    many = json.loads(trainer.get(f"{CHOOSER}chosen-multiple/?id={mine.pk}&id={theirs.pk}").content)
    assert [row["id"] for row in many["result"]] == [str(mine.pk)]


@pytest.mark.parametrize("address", ["chosen/x/", "chosen-multiple/?id=all", "chosen/99999999999999999999/"])
def test_what_is_no_number_is_not_there(trainer, address):
    assert trainer.get(CHOOSER + address).status_code == 404


def test_the_chooser_is_not_there_for_learners(papers):
    client = Client()
    client.force_login(worker_factory(papers[0].unit))
    assert client.get(CHOOSER).status_code == 404
