"""What an author sees while writing: the learner's page, without a learner."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courses.lesson_text import render_lesson
from courses.models import DrillPage, LessonPage


def preview_lesson(request: HttpRequest, page: LessonPage) -> HttpResponse:
    return render(request, "courses/lesson.html", {"page": page, "body": render_lesson(page), "is_preview": True})


def preview_drill(request: HttpRequest, page: DrillPage) -> HttpResponse:
    items = list(page.rubric_items.all())
    context = {"drill": page, "items": items, "points": sum(item.points for item in items), "is_preview": True}
    return render(request, "courses/drill.html", context)
