from django.urls import path

from exams import views

urlpatterns = [
    path("exams/<uuid:run_uid>/<int:step_id>/", views.exam_cover, name="exam_cover"),
    path("exams/attempts/<uuid:uid>/", views.exam_paper, name="exam_paper"),
    path("exams/attempts/<uuid:uid>/answers/", views.exam_answers, name="exam_answers"),
    path("exams/attempts/<uuid:uid>/submit/", views.exam_submit, name="exam_submit"),
    path("exams/attempts/<uuid:uid>/receipt/", views.exam_receipt, name="exam_receipt"),
    path("exams/attempts/<uuid:uid>/result/", views.exam_result, name="exam_result"),
]
