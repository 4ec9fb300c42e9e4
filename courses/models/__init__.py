from courses.models.credit import CreditEntry, CreditHourPolicy
from courses.models.drills import Attendance, Booking, DrillSession, RubricScore, RubricSheet
from courses.models.media import SchoolDocument, SchoolImage, SchoolRendition
from courses.models.pages import CoursePage, DrillPage, DrillScript, LessonPage, RubricItem, SchoolPage, Step
from courses.models.review import ScopedReviewTask
from courses.models.runs import Enrolment, LessonVisit, Run, StepCompletion

__all__ = [
    "Attendance",
    "Booking",
    "CoursePage",
    "CreditEntry",
    "CreditHourPolicy",
    "DrillPage",
    "DrillScript",
    "DrillSession",
    "Enrolment",
    "LessonPage",
    "LessonVisit",
    "RubricItem",
    "RubricScore",
    "RubricSheet",
    "Run",
    "SchoolDocument",
    "SchoolImage",
    "SchoolPage",
    "SchoolRendition",
    "ScopedReviewTask",
    "Step",
    "StepCompletion",
]
