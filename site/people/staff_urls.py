"""Addresses of the officers' screens, below /admin/."""

from django.urls import path

from people.views import (
    audit,
    exports,
    merges,
    people,
    posts,
    requests,
    rosters,
    sessions,
    slips,
    staff,
    undoing,
    units,
)

urlpatterns = [
    path("people/", people.person_list, name="people_list"),
    path("people/exports/", exports.export_list, name="people_exports"),
    path("people/exports/<uuid:uid>/", exports.export_file, name="people_export_file"),
    path("people/units/", units.unit_list, name="people_units"),
    path("people/slips/", slips.slip_form, name="people_slips"),
    path("people/slips/<uuid:uid>/", slips.slip_sheet, name="people_slip_sheet"),
    path("people/imports/", rosters.import_list, name="people_imports"),
    path("people/imports/new/", rosters.import_new, name="people_import_new"),
    path("people/imports/template/", rosters.import_template, name="people_import_template"),
    path("people/imports/<uuid:uid>/", rosters.import_page, name="people_import"),
    path("people/imports/<uuid:uid>/confirm/", rosters.import_confirm, name="people_import_confirm"),
    path("people/imports/<uuid:uid>/discard/", rosters.import_discard, name="people_import_discard"),
    path("people/imports/<uuid:uid>/refused/", rosters.import_refused, name="people_import_refused"),
    path("people/merges/", merges.merge_list, name="people_merges"),
    path("people/merges/<uuid:uid>/", merges.merge_record, name="people_merge"),
    path("people/<uuid:uid>/merge/", merges.merge_page, name="people_merge_new"),
    path("people/staff/", staff.role_list, name="people_staff"),
    path("people/staff/give/", staff.role_give, name="people_role_give"),
    path("people/staff/new/", staff.staff_new, name="people_staff_new"),
    path("people/staff/<int:pk>/take/", staff.role_take, name="people_role_take"),
    path("people/staff/<int:pk>/second-factor/", staff.second_factor_reset, name="people_second_factor_reset"),
    path("people/audit/", audit.audit_list, name="people_audit"),
    path("people/audit/export/", audit.audit_export, name="people_audit_export"),
    path("people/audit/<int:pk>/", audit.audit_event, name="people_audit_event"),
    path("people/<uuid:uid>/login/", staff.login_switch, name="people_login_switch"),
    path("people/imports/<uuid:uid>/undo/", undoing.import_undo, name="people_import_undo"),
    path("people/imports/<uuid:uid>/undo/start/", undoing.import_undo_start, name="people_import_undo_start"),
    path("people/requests/", requests.request_list, name="people_requests"),
    path("people/requests/<uuid:uid>/", requests.request_page, name="people_request"),
    path("people/<uuid:uid>/", people.person_page, name="people_person"),
    path("people/<uuid:uid>/records/", people.person_records, name="people_person_records"),
    path("people/<uuid:uid>/identity/", people.person_identity, name="people_person_identity"),
    path("people/<uuid:uid>/sessions/", sessions.person_sessions, name="people_person_sessions"),
    path("people/<uuid:uid>/left/", posts.person_left, name="people_person_left"),
    path("people/<uuid:uid>/back/", posts.person_back, name="people_person_back"),
    path("people/<uuid:uid>/ask/<str:kind>/", requests.request_new, name="people_request_new"),
]

STAFF_URL_NAMES = tuple(str(pattern.name) for pattern in urlpatterns)
