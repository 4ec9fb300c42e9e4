import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import CoursePage, DrillPage, Run
from courses.selectors.drills import drill_pages_of, runs_taught_by
from people.api import Unit

MOST_SEATS = 500


class WhenAndWhereForm(forms.Form):
    """When and where a drill session takes place, and for how many."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(
        label=pgettext_lazy("courses", "From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = forms.CharField(label=_("Place"), max_length=100)
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS, initial=24)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        day, begins, ends = data.get("day"), data.get("begins"), data.get("ends")
        if day and begins and ends:
            data["starts_at"], data["ends_at"] = _moment(day, begins), _moment(day, ends)
            if ends <= begins:
                self.add_error("ends", _("The session must end after it starts."))
            elif data["ends_at"] <= timezone.now():
                self.add_error("day", _("This time is past. Choose a later one."))
        return data

    def facts(self) -> dict[str, Any]:
        """What the services want to know of a valid form."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "place", "capacity")}


class SessionForm(WhenAndWhereForm):
    """A trainer plans a session: which drill of which run, when, where, how many."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.ChoiceField(label=_("Run and drill"))
    field_order = ("uid", "what", "day", "begins", "ends", "place", "capacity")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("uid", uuid.uuid4())
        self.initial.setdefault("day", timezone.localdate())
        self._choices = _drills_by_run(user)
        self.fields["what"].choices = [
            (str(run), [(f"{run.uid}:{page.pk}", page.title) for page in pages]) for run, pages in self._choices
        ]

    @property
    def has_choices(self) -> bool:
        return bool(self._choices)

    def chosen(self) -> tuple[Run, DrillPage]:
        """The run and the drill that were picked; for a valid form."""
        wanted = self.cleaned_data["what"]
        return next(
            (run, page) for run, pages in self._choices for page in pages if f"{run.uid}:{page.pk}" == wanted
        )


def _moment(day: Any, time: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time))


def _drills_by_run(user: Any) -> list[tuple[Run, list[DrillPage]]]:
    """Runs of the user with the drills of their course; two queries."""
    runs = list(runs_taught_by(user))
    pages = list(drill_pages_of(runs))
    found = [(run, [page for page in pages if page.path.startswith(run.course.path)]) for run in runs]
    return [(run, drills) for run, drills in found if drills]


class RunForm(forms.Form):
    """An officer gives a course to a unit."""

    course = forms.ModelChoiceField(CoursePage.objects.none(), label=_("Course"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    title = forms.CharField(label=_("Name of the run"), max_length=100, help_text=_("As people call it: Run 6."))
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    capacity = forms.IntegerField(
        label=_("Seats"), min_value=1, required=False, help_text=_("Leave empty when there is no limit.")
    )

    def __init__(self, *args: Any, courses: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses
        self.fields["unit"].queryset = units
        self.fields["unit"].label_from_instance = _indented

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day is before the first."))
        course, unit = data.get("course"), data.get("unit")
        if course and unit and not unit.path.startswith(_school_unit_path(course)):
            self.add_error("unit", _("This course belongs to another county."))
        return data


def _indented(unit: Unit) -> str:
    return "\u3000" * max(unit.depth - 1, 0) + unit.name


def _school_unit_path(course: CoursePage) -> str:
    return course.get_parent().specific.unit.path


class ReasonForm(forms.Form):
    """Why something that people counted on is taken back; the reason stays in the log."""

    reason = forms.CharField(label=pgettext_lazy("courses", "Why"), max_length=200)
