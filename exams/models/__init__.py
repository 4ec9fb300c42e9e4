from exams.models.attempts import AnswerEntry, Attempt, AttemptItem, ItemMark
from exams.models.banks import Bank, Option, Question, QuestionVersion
from exams.models.pages import ExamPage
from exams.models.papers import DrawRule, Paper, PaperItem, PaperSection

__all__ = [
    "AnswerEntry",
    "Attempt",
    "AttemptItem",
    "Bank",
    "DrawRule",
    "ExamPage",
    "ItemMark",
    "Option",
    "Paper",
    "PaperItem",
    "PaperSection",
    "Question",
    "QuestionVersion",
]
