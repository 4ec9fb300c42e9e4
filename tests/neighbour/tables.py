"""What the walker must be told: which rows fill an argument or a parameter, and what is not as it is elsewhere.

A line for a new address is often all that is needed. Sources are "table.column" (rows of the walker's own land;
the neighbour's twins follow from them), "=a=b" (these words as they are) or PLAIN (no reference to any row).
"""

import re
from fnmatch import fnmatchcase

PLAIN = ""
# Whatever a search may be made by: a word of both lands, and a neighbour's name, numbers and codes.
SEARCH = "*search"

# (name of the pattern, argument) -> source; the first line that fits. "|" parts alternatives.
ARGUMENTS: tuple[tuple[str, str, str], ...] = (
    # people
    ("people_person*|people_merge_new", "uid", "people_person.uid"),
    ("people_person_national_remove", "certificate", "people_nationalcertificate.uid"),
    ("people_merge", "uid", "people_personmerge.uid"),
    ("people_request_new", "uid", "people_person.uid"),
    ("people_request_new|my_request_new", "kind", "=correction=erasure"),
    ("people_request|my_request_withdraw", "uid", "people_datarequest.uid"),
    ("my_export", "uid", "people_dataexport.uid"),
    ("people_export_file", "uid", "people_peopleexport.uid"),
    ("people_slip_sheet", "uid", "people_slipbatch.uid"),
    ("people_import*|people_roster*", "uid", "people_rosterimport.uid"),
    ("people_role_take|people_second_factor_reset", "pk", "people_roleassignment.id"),
    ("people_audit_event", "pk", "people_auditevent.id"),
    ("people_login_switch", "uid", "people_person.uid"),
    ("openid_connect_*", "provider_id", "=anywhere"),
    ("login_slip", "token", "=abcdefghijklmnopqrstuv"),  # of a slip only a hash is kept
    ("foundation_job", "uid", "foundation_job.uid"),
    # courses
    ("courses_withdraw", "uid", "courses_enrolment.uid"),
    ("courses_run*", "uid", "courses_run.uid"),
    ("courses_drill_*", "uid", "courses_drillsession.uid"),
    ("*", "run_uid", "courses_run.uid"),
    ("exam_cover", "step_id", "exams_exampage.step_ptr_id"),
    ("page_door", "page_id", "wagtailcore_page.id"),
    ("lesson_done", "step_id", "courses_lessonpage.step_ptr_id"),
    ("step", "step_id", "courses_step.page_ptr_id"),
    ("drill_*|teach_session|teach_scripts|teach_code*", "uid", "courses_drillsession.uid"),
    ("teach_attendance|teach_score", "uid", "courses_booking.uid"),
    # exams
    ("exams_bank", "uid", "exams_bank.uid"),
    ("exams_question", "uid", "exams_question.uid"),
    ("exam_*", "uid", "exams_attempt.uid"),
    # certificates
    ("certificates_candidates", "template_uid", "certificates_certificatetemplate.uid"),
    (
        "certificates_batch*|certificates_resume|certificates_print|certificates_sign_list",
        "uid",
        "certificates_issuebatch.uid",
    ),
    (
        "certificate|certificate_p*|certificates_certificate|certificates_revoke|certificates_replace",
        "uid",
        "certificates_certificate.uid",
    ),
    ("verify|verify_scanned|v/<str:code>", "code", "certificates_certificate.code"),
    # Wagtail: pages
    ("wagtailadmin_workflows:remove", "page_pk", "wagtailcore_page.id"),
    ("*", "page_id|parent_page_id|page_to_move_id|destination_id|page_pk", "wagtailcore_page.id"),
    ("wagtailadmin_api:pages:*|wagtailadmin_pages:*", "pk", "wagtailcore_page.id"),
    ("wagtailadmin_api:images:*", "pk", "courses_schoolimage.id"),
    ("wagtailadmin_api:documents:*", "pk", "courses_schooldocument.id"),
    ("wagtailadmin_api:pages:action", "action_name", "=copy=delete=publish=unpublish=move"),
    ("*", "revision_id|revision_id_a|revision_id_b", "wagtailcore_revision.id"),
    ("*", "content_type_app_name|app_name", "=courses"),
    ("*", "content_type_model_name", "=lessonpage=coursepage"),
    ("wagtailadmin_tag_model_autocomplete", "model_name", "=schoolimage"),
    ("wagtailadmin_pages:choose_parent", "app_label", "=courses"),
    ("wagtailadmin_pages:choose_parent", "model_name", "=lessonpage"),
    ("wagtail_bulk_action", "app_label", "=wagtailcore"),
    ("wagtail_bulk_action", "model_name", "=page"),
    ("wagtail_bulk_action", "action", "=delete=move=publish=unpublish"),
    ("wagtailadmin_editing_sessions:ping", "app_label", "=wagtailcore"),
    ("wagtailadmin_editing_sessions:ping", "model_name", "=page"),
    ("wagtailadmin_editing_sessions:ping", "object_id", "wagtailcore_page.id"),
    ("wagtailadmin_editing_sessions:*", "session_id", "wagtailadmin_editingsession.id"),
    # Wagtail: reviews
    ("*", "action_name", "=approve=reject"),
    ("*", "task_state_id", "wagtailcore_taskstate.id"),
    ("*", "workflow_state_id", "wagtailcore_workflowstate.id"),
    ("*", "task_id|workflow_pk", "=1=2"),
    ("wagtailadmin_workflows:add_task", "app_label", "=wagtailcore"),
    ("wagtailadmin_workflows:add_task", "model_name", "=groupapprovaltask"),
    ("wagtailadmin_workflows:*", "pk", "=1"),
    # Wagtail: images, documents, collections
    ("wagtailimages*", "image_id|pk", "courses_schoolimage.id"),
    ("wagtailimages:preview", "filter_spec", "=max-165x165=original"),
    ("wagtailimages:*|wagtaildocs:*", "uploaded_file_id", "wagtailcore_uploadedfile.id"),
    ("wagtaildocs*", "document_id|doc_id|pk", "courses_schooldocument.id"),
    ("document", "document_id", "courses_schooldocument.id"),
    ("document", "name", "=homeland990201.txt"),
    ("paper_chooser:chosen", "pk", "exams_paper.id"),
    ("picture_size", "picture_id", "courses_schoolimage.id"),
    ("picture_size", "name", "=720.jpg"),
    ("picture", "name", "courses_schoolimage.file|courses_schoolrendition.file"),
    ("wagtailadmin_collections:*", "pk|collection_id", "wagtailcore_collection.id"),
    # Wagtail: users, groups, sites
    ("wagtailusers_users:*", "pk", "people_user.id"),
    ("wagtailusers_groups:*", "pk", "auth_group.id"),
    ("wagtailsites:*", "pk", "=1"),
    ("wagtailadmin_password_reset_confirm", "uidb64", "=MQ"),
    ("wagtailadmin_password_reset_confirm", "token", "=set-password"),
)

# Name of a query's parameter or a form's field -> source; the first line that fits. Numbers are written as #.
PARAMETERS: tuple[tuple[str, str], ...] = (
    # references
    ("unit|place", "people_unit.id"),
    ("person", "people_person.uid"),
    ("import", "people_rosterimport.uid"),
    ("course|exam", "wagtailcore_page.id"),
    ("paper", "exams_paper.id"),
    ("run", "courses_run.uid"),
    ("uid", "courses_drillsession.uid"),
    ("chosen", "courses_enrolment.id"),
    ("choice", "=all"),
    ("what", "courses_run.uid"),
    ("collection|collection_id", "wagtailcore_collection.id"),
    ("owner|user|uploaded_by_user|*-user", "people_user.id"),
    ("id", "wagtailcore_page.id|courses_schoolimage.id|courses_schooldocument.id"),
    ("parent_page_id|parent_page|new_parent_page|chooser|target_pages[[]]", "wagtailcore_page.id"),
    ("child_of|descendant_of|ancestor_of|translation_of", "wagtailcore_page.id"),
    ("revision_id", "wagtailcore_revision.id"),
    ("comments-#-id", "wagtailcore_comment.id"),
    # searches
    ("q|search|text|post|username|code|actor|target", SEARCH),
    ("with", "people_person.worker_no"),
    # what changes the kind of answer
    ("export", "=xlsx=csv"),
    ("multiple|search_all|is_editing|download|_w_filter_fragment", "=1=true"),
    ("page|p", "=1=2"),
    ("v", "=0"),
    ("next", "=/"),
    # words, numbers, dates and choices that name no row
    ("national|level|source|mgmt_no|approval_date", PLAIN),
    ("login|state|form|confirmed|kind|reason|reason_class|key|year|topic|ordering|view|type", PLAIN),
    ("title|show|before|after|kept|folded|action|since|until|file_format|is_full|outcome|role|which|away", PLAIN),
    ("day|begins|ends|starts_on|ends_on|capacity|contrast|is_mock", PLAIN),
    ("answer|comment|deed|value|field|wanted|identity|name|phone|to|is_complete", PLAIN),
    ("many_may_leave|position|layout|tag|description|limit|offset|order|format|locale|content_type", PLAIN),
    ("*-link-chooser-*|link_text|link_url|image-chooser-*|document-chooser-*|doc-#-*|image-#-*", PLAIN),
    ("focal_point_*|select_format|describe_on_delete|include_descendants|confirm_site_name", PLAIN),
    ("alias|copy_subpages|new_slug|new_title|publish_copies|for_explorer|has_children|rich_text_format", PLAIN),
    ("language|theme-*|notifications-*|locale-*|name_email-*|avatar-*", PLAIN),
    ("page_type|match_subclass|can_choose_root|user_perms|allow_*|mode", PLAIN),
    ("summary|slug|is_required|hours_required|help_phone|go_live_at|expire_at|credit_minutes", PLAIN),
    ("time_limit_minutes|pass_mark|attempts_allowed|body-*|action-*|comment_notifications|comments-*|_w_*", PLAIN),
    ("category|brief|rubric_items-*|scripts-*", PLAIN),
)
# Tables in which no county has rows -> why.
EMPTY: tuple[tuple[str, str], ...] = (
    ("people_auditlink|people_audithead", "one chain over the whole log; the sealing job writes digests there"),
    (
        "account_*|socialaccount_socialapp|socialaccount_socialtoken",
        "no mail; sign-on stands in settings",
    ),
    ("people_notice", "the same words for everybody"),
    ("courses_scopedreviewtask", "one for all counties; says nothing of any"),
    ("foundation_bypass", "a row stands there during an erasure only"),
    ("wagtail*|taggit_*|people_user_user_permissions", "Wagtail's and Django's own, without use here"),
)
# A view that reads what is sent as JSON -> a body that it takes.
JSON_BODIES = {"exam_answers": '{"entries": [{"slot": 1, "seq": 99, "chosen": ["A"]}]}'}

# (kind of finding, pattern, detail) by glob -> why it may be. The first line that fits.
EXCUSES: tuple[tuple[str, str, str, str], ...] = (
    (
        "body",
        "verify|verify_scanned|v/<str:code>",
        "a text|certificates_certificate.code|certificates_certificate.number",
        "whoever holds a certificate's code may see what it certifies: the name masked, no number of the person",
    ),
    (
        "body",
        "certificates_runs",
        "people_auditevent.data|certificates_certificatetemplate.uid",
        "a town's run is certified on the template of its county, whose key stands in the link",
    ),
    ("error", "readyz", "status 503", "no worker and no beat runs beside the tests, and it says so"),
    (
        "write",
        "login|account_login",
        "changes people_loginthrottle|changes people_loginslip",
        "a wrong password counts against the login that was named, whoever sent it",
    ),
    (
        "reference",
        "login|account_login",
        "people_auditevent.*",
        "and is noted where that login belongs",
    ),
    (
        "reference",
        "certificates_export|people_audit_export",
        "people_auditevent.data",
        "the words by which somebody searched are noted as they were typed, identity numbers masked",
    ),
    ("unreached", "openid_connect_*", "*", "no county has a single sign-on in the tests' settings"),
    ("unreached", "styleguide", "*", "made-up words, for whoever works on the look; off in the tests' settings"),
    ("unreached", "admin/test404/", "*", "Wagtail's own page for trying its error page"),
    (
        "error",
        "wagtailadmin_pages:*|wagtailadmin_choose_page_*_link",
        "MultiValueDictKeyError: *|AttributeError: 'int' object *|AttributeError: 'NoneType' *",
        "Wagtail does not look whether a form of one's own page is whole",
    ),
)


def _fits(text: str, globs: str) -> bool:
    return any(fnmatchcase(text, glob) for glob in globs.split("|"))


def source_of_argument(pattern: str, argument: str) -> str | None:
    """Where the argument's values come from; None when no line says so."""
    lines = (line for line in ARGUMENTS if _fits(pattern, line[0]) and _fits(argument, line[1]))
    return next((source for _patterns, _arguments, source in lines), None)


def source_of_parameter(name: str) -> str | None:
    """Where a parameter's values come from; None when no line says so."""
    plain = re.sub(r"\d+", "#", name)
    return next((source for names, source in PARAMETERS if _fits(plain, names)), None)


def reason_to_be_empty(table: str) -> str | None:
    """Why no county has a row in this table; None when it should have."""
    return next((why for tables, why in EMPTY if _fits(table, tables)), None)


def excuse_of(kind: str, pattern: str, detail: str) -> str | None:
    """Why this finding is none; None when it is one."""
    lines = (why for k, p, d, why in EXCUSES if _fits(kind, k) and _fits(pattern, p) and _fits(detail, d))
    return next(lines, None)
