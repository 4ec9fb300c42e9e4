"""Every page of the school and how the walk reaches it. tests/looking/test_pages.py holds it against the resolver.

A page is (group, name, pattern, parts, values, what is done there). `parts` are who looks: roles, or people of the
story (story.py). `values` fill the pattern's arguments: a key of keys.py, or "=words" as they are; `query` follows
the address. `act` is a function of acts.py; samples are
in Chinese whatever the language. A new address needs a line here, or one in REASONS.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

ANONYMOUS = "anonymous"
LEARNER_GROUPS = ("door", "learn", "drill", "exam", "certificate", "me", "verify", "error")
STAFF_GROUPS = ("teach", "admin", "people", "runs", "exams", "certificates", "author", "empty", "platform")


@dataclass(frozen=True)
class Page:
    """One page in one state, as one of `parts` sees it."""

    group: str
    name: str
    pattern: str
    parts: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    act: str = ""
    status: int = 200
    holds_samples: bool = False
    is_shown_once: bool = False

    @property
    def is_learners(self) -> bool:
        """Whether it is used on a phone: looked at in all three type sizes, with targets of 44 px."""
        return self.group in LEARNER_GROUPS

    def address(self, template: str, keys: Mapping[str, Any]) -> str | None:
        """Where it stands in this school; None when the school has no row for one of its keys."""
        found = {name: key[1:] if key.startswith("=") else keys.get(key) for name, key in self.values.items()}
        query = self.query.format(**keys) if self.query else ""
        return None if None in found.values() else "/" + template.format(**found) + query


def _pages(group: str, *rows: tuple[Any, ...]) -> Iterator[Page]:
    """(name, pattern, parts, values, more) of one group; `parts` are words, parted by commas."""
    for name, pattern, parts, *rest in rows:
        values, more = [*rest, {}, {}][:2]
        yield Page(group, name, pattern, tuple(parts.split(",")), values, **more)


STEP = {"run_uid": "run"}
RUN_EXAM = {"run_uid": "run", "step_id": "exam"}

PAGES: tuple[Page, ...] = (
    *_pages(
        "door",
        ("login", "login", ANONYMOUS),
        ("login-wrong", "login", ANONYMOUS, {}, {"act": "wrong_password"}),
        ("login-empty", "login", ANONYMOUS, {}, {"act": "send_empty", "status": 422}),
        ("phone", "login_phone", ANONYMOUS),
        ("phone-bad", "login_phone", ANONYMOUS, {}, {"act": "send_empty", "status": 422}),
        ("code", "login_phone", ANONYMOUS, {}, {"act": "ask_code"}),
        ("code-wrong", "login_phone", ANONYMOUS, {}, {"act": "type_wrong_code"}),
        ("which-of-us", "login_phone", ANONYMOUS, {}, {"act": "choose_among_two"}),
        ("slip", "login_slip", ANONYMOUS, {"token": "slip"}),
        ("slip-over", "login_slip", ANONYMOUS, {"token": "=nothingofthekind000000"}, {"status": 410}),
        ("second-factor", "login", ANONYMOUS, {}, {"act": "log_in_carefully"}),
        ("signed-out", "logout", ANONYMOUS),
        ("logout", "logout", "worker"),
        ("notice", "notice", "stranger"),
    ),
    *_pages(
        "learn",
        ("home", "home", "worker"),
        ("home-empty", "home", "newcomer"),
        ("home-finished", "home", "graduate"),
        ("home-writing", "home", "writer"),
        ("runs", "runs", "worker"),
        ("runs-empty", "runs", "newcomer"),
        ("course", "run", "worker", {"run_uid": "run"}),
        ("lesson", "step", "worker", STEP | {"step_id": "lesson"}),
        ("lesson-later", "step", "worker", STEP | {"step_id": "other_lesson"}),
        ("hours", "hours", "worker"),
        ("hours-full", "hours", "graduate"),
        ("hours-empty", "hours", "newcomer"),
    ),
    *_pages(
        "drill",
        ("drills", "drills", "worker"),
        ("drills-empty", "drills", "newcomer"),
        ("drill", "step", "worker", STEP | {"step_id": "drill"}),
        ("seat", "drill_session", "worker", {"uid": "session_mine"}),
        ("session", "drill_session", "worker", {"uid": "session_free"}),
        ("check-in", "drill_check_in", "booked", {"uid": "session_now"}),
        ("check-in-wrong", "drill_check_in", "booked", {"uid": "session_now"}, {"act": "wrong_room_code"}),
    ),
    *_pages(
        "exam",
        ("cover-shut", "exam_cover", "worker", RUN_EXAM),
        ("cover-open", "exam_cover", "writer", {"run_uid": "run_writer", "step_id": "exam"}),
        ("question", "exam_paper", "writer", {"uid": "attempt_open"}),
        ("question-offline", "exam_paper", "writer", {"uid": "attempt_open"}, {"act": "lose_the_network"}),
        ("hand-in", "exam_submit", "writer", {"uid": "attempt_open"}),
        ("receipt", "exam_receipt", "graduate", {"uid": "attempt_passed"}),
        ("result", "exam_result", "graduate", {"uid": "attempt_passed"}),
        ("result-failed", "exam_result", "failed", {"uid": "attempt_failed"}),
    ),
    *_pages(
        "certificate",
        ("mine", "certificates", "graduate"),
        ("mine-empty", "certificates", "newcomer"),
        ("one", "certificate", "graduate", {"uid": "certificate"}),
    ),
    *_pages(
        "me",
        ("me", "me", "worker"),
        ("me-new", "me", "newcomer"),
        ("data", "my_data", "worker"),
        ("data-empty", "my_data", "newcomer"),
        ("sessions", "my_sessions", "worker"),
        ("password", "password_change", "worker"),
        ("password-wrong", "password_change", "worker", {}, {"act": "weak_password"}),
        ("password-again", "account_reauthenticate", "worker"),
        ("correction", "my_request_new", "worker", {"kind": "=correction"}),
        ("correction-empty", "my_request_new", "worker", {"kind": "=correction"}, {"act": "send_empty"}),
        ("erasure", "my_request_new", "worker", {"kind": "=erasure"}),
    ),
    *_pages(
        "verify",
        ("form", "verify_form", ANONYMOUS),
        ("form-empty", "verify_form", ANONYMOUS, {}, {"act": "send_empty"}),
        ("valid", "verify", ANONYMOUS, {"code": "code"}),
        ("revoked", "verify", ANONYMOUS, {"code": "code_revoked"}),
        ("replaced", "verify", ANONYMOUS, {"code": "code_replaced"}),
        ("unknown", "verify", ANONYMOUS, {"code": "=ABCD2345"}, {"status": 404}),
    ),
    *_pages(
        "error",
        ("styles", "styleguide", ANONYMOUS, {}, {"holds_samples": True}),
        ("404", "/no/such/page/", f"{ANONYMOUS},worker", {}, {"status": 404}),
        ("400", "/looking/400/", ANONYMOUS, {}, {"status": 400}),
        ("403", "/looking/403/", ANONYMOUS, {}, {"status": 403}),
        ("500", "/looking/500/", ANONYMOUS, {}, {"status": 500}),
        ("refused", "/looking/refused/", "worker", {}, {"status": 409}),
        ("form-too-old", "login", ANONYMOUS, {}, {"act": "lose_the_cookie", "status": 403}),
    ),
    *_pages(
        "teach",
        ("home", "teach_home", "trainer"),
        ("home-empty", "teach_home", "empty trainer"),
        ("new-session", "teach_new_session", "trainer"),
        ("new-session-bad", "teach_new_session", "trainer", {}, {"act": "send_empty"}),
        ("session", "teach_session", "trainer", {"uid": "session"}),
        ("code", "teach_code", "trainer", {"uid": "session"}),
        ("scripts", "teach_scripts", "trainer", {"uid": "session"}),
        ("score", "teach_score", "trainer", {"uid": "booking_come"}),
        ("scored", "teach_score", "trainer", {"uid": "booking_scored"}),
    ),
    *_pages(
        "admin",
        ("home", "wagtailadmin_home", "officer,trainer,admin"),
        ("home-empty", "wagtailadmin_home", "empty officer"),
        ("account", "wagtailadmin_account", "trainer"),
        ("job", "foundation_job", "officer", {"uid": "job"}),
        ("second-factor", "mfa_index", "careful"),
        ("second-factor-none", "mfa_index", "trainer"),
        ("second-factor-on", "mfa_activate_totp", "trainer"),
        ("recovery-codes", "mfa_view_recovery_codes", "careful"),
        ("new-recovery-codes", "mfa_generate_recovery_codes", "careful"),
        ("second-factor-off", "mfa_deactivate_totp", "careful"),
        ("404", "/admin/no/such/page/", "officer", {}, {"status": 404}),
    ),
    *_pages(
        "people",
        ("list", "people_list", "officer"),
        ("list-searched", "people_list", "officer", {}, {"query": "?q=王"}),
        ("list-nothing", "people_list", "officer", {}, {"query": "?q=没有这个人"}),
        ("person", "people_person", "officer", {"uid": "person"}),
        ("person-left", "people_person", "officer", {"uid": "person_left"}),
        ("records", "people_person_records", "officer", {"uid": "person"}),
        ("sessions", "people_person_sessions", "officer", {"uid": "person"}),
        ("login", "people_login_switch", "officer", {"uid": "person"}),
        ("national", "people_person_national", "officer", {"uid": "person"}),
        ("national-bad", "people_person_national", "officer", {"uid": "person"}, {"act": "send_empty"}),
        (
            "national-remove",
            "people_person_national_remove",
            "officer",
            {"uid": "person", "certificate": "national"},
        ),
        ("units", "people_units", "officer"),
        ("slips", "people_slips", "officer"),
        ("slip-sheet", "people_slip_sheet", "officer", {"uid": "slip_batch"}, {"is_shown_once": True}),
        ("imports", "people_imports", "officer"),
        ("import-new", "people_import_new", "officer"),
        ("import-new-bad", "people_import_new", "officer", {}, {"act": "send_empty"}),
        ("import-planned", "people_import", "officer", {"uid": "import_planned"}),
        ("import-applied", "people_import", "officer", {"uid": "import_applied"}),
        ("import-refused", "people_import", "officer", {"uid": "import_refused"}),
        ("import-undo", "people_import_undo", "officer", {"uid": "import_applied"}),
        ("exports", "people_exports", "officer"),
        ("merges", "people_merges", "officer"),
        ("merge", "people_merge", "officer", {"uid": "merge"}),
        ("merge-new", "people_merge_new", "officer", {"uid": "person"}),
        ("staff", "people_staff", "officer"),
        ("staff-new", "people_staff_new", "officer"),
        ("role-give", "people_role_give", "officer"),
        ("role-take", "people_role_take", "officer", {"pk": "role"}),
        ("second-factor-reset", "people_second_factor_reset", "officer", {"pk": "role"}),
        ("requests", "people_requests", "officer"),
        ("request", "people_request", "officer", {"uid": "request"}),
        ("request-erasure", "people_request", "officer", {"uid": "request_erasure"}),
        ("request-new", "people_request_new", "officer", {"uid": "person", "kind": "=correction"}),
        ("audit", "people_audit", "officer"),
        ("audit-event", "people_audit_event", "officer", {"pk": "audit"}),
        ("audit-export", "people_audit_export", "officer"),
    ),
    *_pages(
        "runs",
        ("list", "courses_runs", "officer"),
        ("open", "courses_run_open", "officer"),
        ("open-bad", "courses_run_open", "officer", {}, {"act": "send_empty"}),
        ("one", "courses_run", "officer", {"uid": "run"}),
        ("people", "courses_run_people", "officer", {"uid": "run"}),
        ("withdraw", "courses_withdraw", "officer", {"uid": "enrolment"}),
        ("close", "courses_run_close", "officer", {"uid": "run"}),
        ("reopen", "courses_run_reopen", "officer", {"uid": "run"}),
        ("drills", "courses_drills", "officer,trainer"),
        ("drills-week", "courses_drills", "officer", {}, {"query": "?show=week"}),
        ("drill-move", "courses_drill_move", "officer", {"uid": "session_free"}),
        ("drill-cancel", "courses_drill_cancel", "officer", {"uid": "session_free"}),
        ("reviews", "courses_reviews", "officer,trainer"),
        ("jobs", "foundation_jobs", "officer"),
        ("first-steps", "first_steps", "officer"),
    ),
    *_pages(
        "exams",
        ("banks", "exams_banks", "trainer"),
        ("bank", "exams_bank", "trainer", {"uid": "bank"}),
        ("question", "exams_question", "trainer", {"uid": "question"}),
        ("results", "exams_runs", "officer,trainer"),
        ("run-results", "exams_run_results", "officer,trainer", {"run_uid": "exam_results_run"}),
    ),
    *_pages(
        "certificates",
        ("register", "certificates_register", "officer"),
        ("register-nothing", "certificates_register", "officer", {}, {"query": "?q=没有"}),
        ("runs", "certificates_runs", "officer"),
        ("waiting", "certificates_waiting", "officer"),
        ("candidates", "certificates_candidates", "officer", {"run_uid": "batch_run", "template_uid": "template"}),
        ("batch", "certificates_batch", "officer", {"uid": "batch"}),
        ("one", "certificates_certificate", "officer", {"uid": "certificate"}),
        ("one-revoked", "certificates_certificate", "officer", {"uid": "certificate_revoked"}),
    ),
    *_pages(
        "author",
        ("school", "wagtailadmin_explore", "trainer", {"parent_page_id": "school"}),
        ("course-steps", "wagtailadmin_explore", "trainer", {"parent_page_id": "course"}),
        ("course", "wagtailadmin_pages:edit", "trainer", {"page_id": "course"}),
        ("lesson", "wagtailadmin_pages:edit", "trainer", {"page_id": "lesson"}),
        ("drill", "wagtailadmin_pages:edit", "trainer", {"page_id": "drill"}),
        ("exam", "wagtailadmin_pages:edit", "trainer", {"page_id": "exam"}),
        ("add", "wagtailadmin_pages:add_subpage", "trainer", {"parent_page_id": "course"}),
        ("history", "wagtailadmin_pages:history", "trainer", {"page_id": "lesson"}),
        ("delete", "wagtailadmin_pages:delete", "trainer", {"page_id": "lesson"}),
        ("move", "wagtailadmin_pages:move", "trainer", {"page_to_move_id": "lesson"}),
        ("search", "wagtailadmin_pages:search", "trainer", {}, {"query": "?q=入户"}),
        ("pictures", "wagtailimages:index", "trainer"),
        ("picture", "wagtailimages:edit", "trainer", {"image_id": "picture"}),
        ("picture-new", "wagtailimages:add_multiple", "trainer"),
        ("documents", "wagtaildocs:index", "trainer"),
        ("document", "wagtaildocs:edit", "trainer", {"document_id": "document"}),
        ("document-new", "wagtaildocs:add_multiple", "trainer"),
    ),
    *_pages(
        "empty",
        ("people", "people_list", "empty officer"),
        ("imports", "people_imports", "empty officer"),
        ("exports", "people_exports", "empty officer"),
        ("merges", "people_merges", "empty officer"),
        ("requests", "people_requests", "empty officer"),
        ("slips", "people_slips", "empty officer"),
        ("runs", "courses_runs", "empty officer"),
        ("drills", "courses_drills", "empty officer"),
        ("waiting", "certificates_waiting", "empty officer"),
        ("jobs", "foundation_jobs", "empty officer"),
        ("first-steps", "first_steps", "empty officer"),
        ("run-open", "courses_run_open", "empty officer"),
        ("banks", "exams_banks", "empty trainer"),
        ("results", "exams_runs", "empty officer"),
        ("register", "certificates_register", "empty officer"),
        ("issue", "certificates_runs", "empty officer"),
        ("pages", "wagtailadmin_explore_root", "empty trainer"),
    ),
    *_pages(
        "platform",
        ("users", "wagtailusers_users:index", "admin"),
        ("user", "wagtailusers_users:edit", "admin", {"pk": "user"}),
        ("groups", "wagtailusers_groups:index", "admin"),
        ("workflows", "wagtailadmin_workflows:index", "admin"),
        ("collections", "wagtailadmin_collections:index", "admin"),
        ("sites", "wagtailsites:index", "admin"),
        ("history", "wagtailadmin_reports:site_history", "admin"),
    ),
)

# Name of a pattern, by glob -> why it is no page of the walk.
REASONS: tuple[tuple[str, str], ...] = (
    ("healthz|readyz", "for machines"),
    ("elder|set_language|my_consents|my_request_withdraw|login_code_again", "takes a form and leads elsewhere"),
    ("lesson_done|drill_book|drill_cancel|exam_answers", "takes a form and leads elsewhere"),
    ("people_import_confirm|people_import_discard|people_import_undo_start", "takes a form and leads elsewhere"),
    ("people_person_identity|people_person_left|people_person_back", "takes a form of people_person"),
    ("certificates_resume|certificates_revoke|certificates_replace", "takes a form of another page"),
    ("teach_attendance", "takes a form of teach_session"),
    ("my_download|people_import_template|people_import_refused|certificates_batch_export", "gives a file"),
    ("my_export|people_export_file|certificates_export", "gives a file"),
    ("certificate_pdf|certificates_print|certificates_sign_list", "gives a paper: tests/looking/papers.py"),
    ("picture|picture_size|document|teach_code_svg|certificate_picture", "gives a picture or a file"),
    (
        "admin/login/|account_login|account_logout|page_door|verify_scanned|go_on",
        "another way to a page of the walk",
    ),
    ("mfa_authenticate|login_code|login_who", "reached by what is done at login and login_phone"),
    ("mfa_reauthenticate", "stands before recovery codes when the last code is old"),
    ("openid_connect_*", "this school has no single sign-on"),
    ("admin/test404/|admin/^*", "Wagtail's answer to addresses that are not there"),
    (
        "paper_chooser:*|wagtail*_chooser:*|wagtailembeds:*|wagtailadmin_choose_*",
        "opens inside a page",
    ),
    (
        "wagtailadmin_api:*|wagtailadmin_editing_sessions:*|*_results|*:history_results",
        "scripts ask for it",
    ),
    ("wagtailadmin_sprite|wagtailadmin_javascript_catalog|wagtailadmin_dismissibles", "for scripts"),
    ("wagtailadmin_block_preview|wagtailadmin_tag_*|*preview*", "for scripts"),
    ("wagtailadmin_error_test|wagtailadmin_login|wagtailadmin_password_reset*", "Wagtail's own, closed here"),
    ("wagtail_bulk_action|wagtailadmin_logout", "a deed on other pages' rows"),
    ("wagtailadmin_pages:*", "Wagtail's own variations of the pages above"),
    ("wagtailimages:*|wagtaildocs:*", "Wagtail's own variations of the pages above"),
    (
        "wagtailadmin_reports:*|wagtailadmin_workflows:*|wagtailadmin_collections:*",
        "for the platform only",
    ),
    ("wagtailusers_*|wagtailsites:*|wagtailsnippets:*", "for the platform only"),
)


def reason_against(pattern: str) -> str | None:
    """Why this pattern is no page of the walk; None when no line says so."""
    lines = (why for globs, why in REASONS if any(fnmatchcase(pattern, glob) for glob in globs.split("|")))
    return next(lines, None)
