"""Addresses of the officers' screens, below /admin/."""

from django.urls import path

from people import roster_views, staff_views

urlpatterns = [
    path("people/", staff_views.person_list, name="people_list"),
    path("people/units/", staff_views.unit_list, name="people_units"),
    path("people/slips/", staff_views.slip_form, name="people_slips"),
    path("people/slips/<uuid:uid>/", staff_views.slip_sheet, name="people_slip_sheet"),
    path("people/imports/", roster_views.import_list, name="people_imports"),
    path("people/imports/new/", roster_views.import_new, name="people_import_new"),
    path("people/imports/template/", roster_views.import_template, name="people_import_template"),
    path("people/imports/<uuid:uid>/", roster_views.import_page, name="people_import"),
    path("people/imports/<uuid:uid>/confirm/", roster_views.import_confirm, name="people_import_confirm"),
    path("people/imports/<uuid:uid>/discard/", roster_views.import_discard, name="people_import_discard"),
    path("people/imports/<uuid:uid>/refused/", roster_views.import_refused, name="people_import_refused"),
    path("people/<uuid:uid>/", staff_views.person_page, name="people_person"),
]

STAFF_URL_NAMES = tuple(str(pattern.name) for pattern in urlpatterns)
