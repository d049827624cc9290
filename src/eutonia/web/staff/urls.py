"""Addresses of the staff pages: our own, and the few of allauth's that we have dressed.

allauth's other addresses are left out on purpose: a page without our layout would lack the emergency line.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.urls import include, path

from eutonia.web.staff import signing_in_views as own_account
from eutonia.web.staff import views

own = (
    [
        path("", views.home, name="home"),
        path("feedback/", views.feedback, name="feedback"),
        path("session/", views.session, name="session"),
    ],
    "staff",
)

urlpatterns = [
    path("", include(own)),
    path("desk/", include("eutonia.web.staff.desk.urls")),
    path("insurance/", include("eutonia.web.staff.insurance.urls")),
    path("inbox/", include("eutonia.web.staff.inbox.urls")),
    path("audit/", include("eutonia.web.staff.audit.urls")),
    path("clinic/", include("eutonia.web.staff.manager.urls")),
    path("people/", include("eutonia.web.staff.team.urls")),
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/second-step/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-out/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("set-password/done/", own_account.password_is_set, name="password-is-set"),
    path("set-password/<str:secret>/", own_account.set_password, name="set-password"),
    path("account/", own_account.own_account, name="mfa_index"),
    path("account/password/", own_account.change_password, name="account_change_password"),
    path("account/again/", own_account.reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", own_account.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("account/second-step/", own_account.activate, name="mfa_activate_totp"),
    path("account/second-step/stop/", own_account.deactivate, name="mfa_deactivate_totp"),
    path("account/codes/", own_account.recovery_codes_page, name="mfa_view_recovery_codes"),
    path("account/codes/new/", own_account.new_recovery_codes, name="mfa_generate_recovery_codes"),
    # Named by allauth whenever it draws the sign-in page.
    path("sign-up/", views.closed, name="account_signup"),
]
