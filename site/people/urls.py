"""The doors. Of allauth's addresses only these exist; each of ours also has the name that allauth looks for."""

from allauth.account.views import logout, reauthenticate
from allauth.mfa.base.views import authenticate
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from django.urls import path

from people.views import county_sign_on, login, login_codes, me, my_data, second_factor, sessions, slip_door

_login = login.LoginView.as_view()

urlpatterns = [
    path("login/", _login, name="login"),
    path("login/", _login, name="account_login"),
    path("login/second-factor/", authenticate, name="mfa_authenticate"),
    path("login/code/", login_codes.login_phone, name="login_phone"),
    path("login/code/enter/", login_codes.login_code, name="login_code"),
    path("login/code/again/", login_codes.login_code_again, name="login_code_again"),
    path("login/code/who/", login_codes.login_who, name="login_who"),
    path("s/<str:token>", slip_door.login_slip, name="login_slip"),  # short: it stands in a QR code
    path("logout/", logout, name="logout"),
    path("logout/", logout, name="account_logout"),
    path("password/", login.password_change, name="password_change"),
    path("password/again/", reauthenticate, name="account_reauthenticate"),
    path("second-factor/", second_factor.index, name="mfa_index"),
    path("second-factor/on/", second_factor.ActivateView.as_view(), name="mfa_activate_totp"),
    path("second-factor/off/", second_factor.DeactivateView.as_view(), name="mfa_deactivate_totp"),
    path("second-factor/again/", reauthenticate_by_code, name="mfa_reauthenticate"),
    path("second-factor/codes/", second_factor.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/",
        second_factor.NewRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("county-login/<slug:provider_id>/login/", county_sign_on.leave, name="openid_connect_login"),
    path(
        "county-login/<slug:provider_id>/login/callback/", county_sign_on.come_back, name="openid_connect_callback"
    ),
    path("notice/", my_data.notice, name="notice"),
    path("me/", me.me, name="me"),
    path("me/sessions/", sessions.my_sessions, name="my_sessions"),
    path("me/data/", my_data.my_data, name="my_data"),
    path("me/data/consents/", my_data.my_consents, name="my_consents"),
    path("me/data/download/", my_data.my_download, name="my_download"),
    path("me/data/copies/<uuid:uid>/", my_data.my_export, name="my_export"),
    path("me/data/ask/<str:kind>/", my_data.my_request_new, name="my_request_new"),
    path("me/data/requests/<uuid:uid>/withdraw/", my_data.my_request_withdraw, name="my_request_withdraw"),
]
