from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def elder(request: HttpRequest) -> HttpResponse:
    return redirect("/")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
