from django.urls import path

from certificates import views

urlpatterns = [
    path("certificates/", views.my_certificates, name="certificates"),
    path("certificates/<uuid:uid>/", views.certificate, name="certificate"),
    path("certificates/<uuid:uid>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path("certificates/<uuid:uid>/picture.png", views.certificate_picture, name="certificate_picture"),
    path("v/", views.verify_form, name="verify_form"),
    path("v/<str:code>/", views.verify, name="verify"),
    # As in the QR code, which has no room for a slash; without it each scan would be two round trips.
    path("v/<str:code>", views.verify, name="verify_scanned"),
]
