"""People in the admin: the list, and one person's page."""

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from people.models import Person
from people.scope import get_visible, require_staff
from people.selectors import OFFICER, events_of, people_found, unit_trail, unit_tree
from people.views.frame import chosen_unit, page_of, render_staff


@require_staff("officer")
def person_list(request: HttpRequest) -> HttpResponse:
    words, unit = request.GET.get("q", ""), chosen_unit(request, request.GET)
    page = page_of(request, people_found(request.user, words=words, unit=unit))
    query = urlencode({"q": words, "unit": unit.pk if unit else ""})
    context = {"page": page, "words": words, "unit": unit, "lines": unit_tree(request.user), "query": query}
    return render_staff(request, "people.html", [(pgettext("people", "People"), None)], context)


@never_cache
@require_staff("officer")
def person_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    person = get_visible(Person.objects.select_related("unit", "user"), request.user, OFFICER, uid=uid)
    context = {
        "person": person,
        "trail": unit_trail(person.unit),
        "rows": person.roster_rows.select_related("roster").order_by("-roster_id")[:10],
        "events": events_of(person)[:10],
    }
    return render_staff(
        request,
        "person.html",
        [(pgettext("people", "People"), reverse("people_list")), (person.name, None)],
        context,
    )
