from django.contrib.auth.views import LogoutView
from django.urls import path

from people.views import login

urlpatterns = [
    path("login/", login.LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", login.password_change, name="password_change"),
]
