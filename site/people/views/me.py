"""The tab "Mine"."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from people.scope import is_staff_somewhere


@never_cache
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here: certificates, the way I like the pages, my data, my devices, whom to call, the way out."""
    person = request.user.person if request.user.person_id else None
    context = {"person": person, "is_staff": is_staff_somewhere(request.user)}
    return render(request, "people/me.html", context)
