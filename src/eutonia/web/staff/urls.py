"""Addresses of the staff pages: our own, and the few of allauth's that we have dressed.

allauth's other addresses are left out on purpose: a page without our layout would lack the emergency line.
"""

from allauth.account import views as account
from django.urls import include, path

from eutonia.web.staff import views

own = ([path("", views.home, name="home"), path("feedback/", views.feedback, name="feedback")], "staff")

urlpatterns = [
    path("", include(own)),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    # Named by allauth whenever it draws the sign-in page.
    path("sign-up/", views.closed, name="account_signup"),
]
