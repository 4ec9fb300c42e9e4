"""What other rooms may import from courses."""

from courses.models import (
    CoursePage,
    DrillPage,
    DrillSession,
    Enrolment,
    LessonPage,
    Run,
    SchoolPage,
    Step,
    StepCompletion,
)
from courses.selectors.figures import (
    TrainingFigures,
    attended_seats,
    held_sessions,
    people_trained,
    training_figures,
)
from courses.selectors.learning import (
    DONE,
    NOW,
    OPEN,
    SHUT,
    Hours,
    OutlineStep,
    enrolment_for,
    hours_of,
    next_step,
    outline,
    steps_of,
)
from courses.selectors.school import help_phone_of
from courses.services.book_drill import book_drill, cancel_booking
from courses.services.change_session import cancel_session
from courses.services.check_in import check_in, check_out
from courses.services.close_run import close_run
from courses.services.complete_step import complete_step, is_run_fulfilled
from courses.services.hand_in import hand_in_for_review
from courses.services.open_county import open_county
from courses.services.open_run import enrol_people, open_run
from courses.services.open_session import open_session
from courses.services.past_facts import Done, write_attendance, write_completions, write_sheets
from courses.services.put_course import (
    RubricSpec,
    ScriptSpec,
    course_content,
    order_steps,
    put_course,
    put_drill,
    put_lesson,
    restore_step,
    retire_step,
    step_content,
)
from courses.services.put_picture import picture_content, picture_keys, put_picture
from courses.services.score_drill import score_drill
from courses.signals import run_completed
from courses.states import StateRefused

__all__ = [
    "DONE",
    "NOW",
    "OPEN",
    "SHUT",
    "CoursePage",
    "Done",
    "DrillPage",
    "DrillSession",
    "Enrolment",
    "Hours",
    "LessonPage",
    "OutlineStep",
    "RubricSpec",
    "Run",
    "SchoolPage",
    "ScriptSpec",
    "StateRefused",
    "Step",
    "StepCompletion",
    "TrainingFigures",
    "attended_seats",
    "book_drill",
    "cancel_booking",
    "cancel_session",
    "check_in",
    "check_out",
    "close_run",
    "complete_step",
    "course_content",
    "enrol_people",
    "enrolment_for",
    "hand_in_for_review",
    "held_sessions",
    "help_phone_of",
    "hours_of",
    "is_run_fulfilled",
    "next_step",
    "open_county",
    "open_run",
    "open_session",
    "order_steps",
    "outline",
    "people_trained",
    "picture_content",
    "picture_keys",
    "put_course",
    "put_drill",
    "put_lesson",
    "put_picture",
    "restore_step",
    "retire_step",
    "run_completed",
    "score_drill",
    "step_content",
    "steps_of",
    "training_figures",
    "write_attendance",
    "write_completions",
    "write_sheets",
]
