"""Views that belong to no room."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "given"),
    [("/learn/", "/learn/"), ("", "/"), ("https://elsewhere.example/", "/"), ("1", "1"), ("logout", "logout")],
)
def test_type_size_leads_back_to_an_address_never_to_the_name_of_a_view(client, asked, given):
    answer = client.post(reverse("elder"), {"view": "large", "next": asked})
    assert (answer.status_code, answer["Location"]) == (302, given)
