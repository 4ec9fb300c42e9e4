from django.apps import AppConfig


class ExamsConfig(AppConfig):
    """Question banks, papers, attempts and results. An exam is a step of a course."""

    name = "exams"
    verbose_name = "Exams"

    def ready(self) -> None:
        from exams import dossier, models
        from exams.audit import ACTIONS, DATA
        from exams.models import Attempt, Bank, Paper, Question
        from people.api import open_admin_urls, register_actions, register_scope

        register_scope(Bank, "unit")
        register_scope(Question, "bank__unit")
        register_scope(Paper, "unit")
        register_scope(Attempt, "enrolment__run__unit")
        register_scope(models.QuestionVersion, "question__bank__unit")
        register_scope(models.Option, "version__question__bank__unit")
        register_scope(models.PaperSection, "paper__unit")
        register_scope(models.PaperItem, "section__paper__unit")
        register_scope(models.DrawRule, "section__paper__unit")
        register_scope(models.AttemptItem, "attempt__enrolment__run__unit")
        register_scope(models.AnswerEntry, "attempt__enrolment__run__unit")
        register_scope(models.ItemMark, "item__attempt__enrolment__run__unit")
        register_actions(ACTIONS, data=DATA)
        open_admin_urls("exams_banks", "exams_bank", "exams_question", "exams_runs", "exams_run_results")
        dossier.register_sections()
