from django.urls import path

from courses.views import drills, files, go_on, home, learn, page_door, teach

urlpatterns = [
    path("", home.home, name="home"),
    path("go-on/", go_on.go_on, name="go_on"),
    path("media/picture/<int:picture_id>/<str:name>", files.picture_size, name="picture_size"),
    path("media/<path:name>", files.picture, name="picture"),
    path("documents/<int:document_id>/<str:name>", files.document, name="document"),
    path("learn/", learn.runs, name="runs"),
    path("learn/page/<int:page_id>/", page_door.page_door, name="page_door"),
    path("learn/<uuid:run_uid>/", learn.run, name="run"),
    path("learn/<uuid:run_uid>/<int:step_id>/", learn.step, name="step"),
    path("learn/<uuid:run_uid>/<int:step_id>/done/", learn.lesson_done, name="lesson_done"),
    path("hours/", learn.hours, name="hours"),
    path("drills/", drills.drills, name="drills"),
    path("drills/<uuid:uid>/", drills.session, name="drill_session"),
    path("drills/<uuid:uid>/book/", drills.book, name="drill_book"),
    path("drills/<uuid:uid>/cancel/", drills.cancel, name="drill_cancel"),
    path("drills/<uuid:uid>/check-in/", drills.check_in, name="drill_check_in"),
    path("teach/", teach.teach_home, name="teach_home"),
    path("teach/drills/new/", teach.new_session, name="teach_new_session"),
    path("teach/drills/<uuid:uid>/", teach.session, name="teach_session"),
    path("teach/drills/<uuid:uid>/scripts/", teach.scripts, name="teach_scripts"),
    path("teach/drills/<uuid:uid>/code/", teach.code, name="teach_code"),
    path("teach/drills/<uuid:uid>/code.svg", teach.code_svg, name="teach_code_svg"),
    path("teach/bookings/<uuid:uid>/attendance/", teach.attendance, name="teach_attendance"),
    path("teach/bookings/<uuid:uid>/score/", teach.score, name="teach_score"),
]
