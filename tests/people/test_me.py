"""The tab "Mine"."""

from django.test import Client
from django.utils.html import strip_tags

from people.models import User
from tests.factories.people import County, worker_factory


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_mine_shows_who_i_am_and_leads_to_what_is_mine(county: County) -> None:
    worker = worker_factory(county.village, name="艾力·买买提·吐尔逊·阿不都热依木·库尔班江·阿")
    page = client_of(worker).get("/me/").content.decode()
    assert worker.person.name in strip_tags(page)  # it may break after a dot, so each part is an element
    wanted = (worker.person.worker_no, 'href="/certificates/"', 'href="/me/data/"')
    more = ('href="/me/sessions/"', 'href="/password/"', 'action="/elder/"', 'action="/logout/"')
    assert [words for words in wanted + more if words not in page] == []


def test_staff_without_a_person_find_their_settings_there(trainer: User) -> None:
    page = client_of(trainer).get("/me/").content.decode()
    assert 'action="/elder/"' in page
    assert 'href="/second-factor/"' in page
    assert 'href="/me/data/"' not in page


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/me/")["Location"] == "/login/?next=/me/"
