"""A school with a hole of every kind, to see that the walker finds it."""

import io
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from openpyxl import Workbook

from courses.models import SchoolDocument
from gridschool.urls import urlpatterns as whole_school
from people.models import Person, Unit

HOLE = "people_person_hole"


def body(request: HttpRequest, uid: Any) -> HttpResponse:
    return HttpResponse(Person.objects.get(uid=uid).name)


def json(request: HttpRequest, uid: Any) -> HttpResponse:
    return JsonResponse({"name": Person.objects.get(uid=uid).name})


def redirect_(request: HttpRequest, uid: Any) -> HttpResponse:
    return redirect(f"/?q={Person.objects.get(uid=uid).phone}")


def message(request: HttpRequest, uid: Any) -> HttpResponse:
    messages.success(request, Person.objects.get(uid=uid).name)
    return HttpResponse("done")


def cell(request: HttpRequest, uid: Any) -> HttpResponse:
    book, out = Workbook(), io.BytesIO()
    book.active.append([Person.objects.get(uid=uid).name])
    book.save(out)
    return HttpResponse(out.getvalue(), content_type="application/vnd.ms-excel")


def search(request: HttpRequest) -> HttpResponse:
    found = Person.objects.filter(phone=request.GET.get("q", ""))
    return HttpResponse(" ".join(person.name for person in found))


def link(request: HttpRequest) -> HttpResponse:
    """Offers home's unit as a filter and takes anybody's."""
    asked = request.META["QUERY_STRING"].partition("=")[2]
    names = [unit.name for unit in Unit.objects.filter(pk=asked or 0)]
    return HttpResponse(f'{names} <a href="{request.path}?place={request.user.roles.first().unit_id}">')


def file(request: HttpRequest, uid: Any) -> HttpResponse:
    mine = SchoolDocument.objects.filter(title__contains="homeland").first()
    is_home = Person.objects.get(uid=uid).unit.path.startswith(request.user.roles.first().unit.path)
    found = mine if is_home else SchoolDocument.objects.filter(title__contains="neighbourland").first()
    with found.file.open() as stored:
        return HttpResponse(stored.read())


def write(request: HttpRequest, uid: Any) -> HttpResponse:
    if request.method == "POST":
        Person.objects.filter(uid=uid).update(post="")
    return HttpResponse("done")


def write_later(request: HttpRequest, uid: Any) -> HttpResponse:
    if request.method == "POST":
        transaction.on_commit(lambda: Person.objects.filter(uid=uid).update(post=""))
    return HttpResponse("done")


def reference(request: HttpRequest) -> HttpResponse:
    """A form that offers home's units and takes anybody's."""
    if request.method == "POST" and request.POST.get("unit"):
        Person.objects.filter(user=None, name__startswith="戚").update(unit_id=request.POST["unit"])
    unit = request.user.roles.first().unit_id
    select = f'<select name="unit"><option value="{unit}" selected></select>'
    return HttpResponse(f'<form method="post">{select}</form>')


def lost_file(request: HttpRequest, uid: Any) -> HttpResponse:
    if request.method == "POST":
        for document in SchoolDocument.objects.all():
            document.file.storage.delete(document.file.name)
    return HttpResponse("done")


def error(request: HttpRequest, uid: Any) -> HttpResponse:
    raise RuntimeError("something broke")


def unknown_parameter(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.GET.get("unheard_of", ""))


def unreached(request: HttpRequest, uid: Any) -> HttpResponse:
    raise Http404


ONE = f"{HOLE}/<uuid:uid>/"
urlpatterns = [
    path(f"body/{ONE}", body, name=f"{HOLE}_body"),
    path(f"json/{ONE}", json, name=f"{HOLE}_json"),
    path(f"redirect/{ONE}", redirect_, name=f"{HOLE}_redirect"),
    path(f"message/{ONE}", message, name=f"{HOLE}_message"),
    path(f"cell/{ONE}", cell, name=f"{HOLE}_cell"),
    path("search/", search, name=f"{HOLE}_search"),
    path("link/", link, name=f"{HOLE}_link"),
    path(f"file/{ONE}", file, name=f"{HOLE}_file"),
    path(f"write/{ONE}", write, name=f"{HOLE}_write"),
    path(f"write-later/{ONE}", write_later, name=f"{HOLE}_write_later"),
    path("reference/", reference, name=f"{HOLE}_reference"),
    path(f"lost-file/{ONE}", lost_file, name=f"{HOLE}_lost_file"),
    path(f"error/{ONE}", error, name=f"{HOLE}_error"),
    path("unknown-parameter/", unknown_parameter, name=f"{HOLE}_unknown_parameter"),
    path("unknown-argument/<int:unheard_of>/", unknown_parameter, name=f"{HOLE}_unknown_argument"),
    path(f"unreached/{ONE}", unreached, name=f"{HOLE}_unreached"),
    *whole_school,
]
