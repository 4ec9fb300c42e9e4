"""What other rooms may import from exams."""

from exams.errors import PaperRefused, QuestionRefused, StartRefused
from exams.models import Attempt, Bank, ExamPage, Paper, Question, QuestionVersion
from exams.selectors import ExamResult, best_results, result_of
from exams.services.past_attempts import Sat, write_attempts
from exams.services.put_bank import put_bank
from exams.services.put_exam_page import put_exam_page
from exams.services.put_paper import SectionSpec, put_paper
from exams.services.put_question import put_question
from exams.states import Marking, QuestionType

__all__ = [
    "Attempt",
    "Bank",
    "ExamPage",
    "ExamResult",
    "Marking",
    "Paper",
    "PaperRefused",
    "Question",
    "QuestionRefused",
    "QuestionType",
    "QuestionVersion",
    "Sat",
    "SectionSpec",
    "StartRefused",
    "best_results",
    "put_bank",
    "put_exam_page",
    "put_paper",
    "put_question",
    "result_of",
    "write_attempts",
]
