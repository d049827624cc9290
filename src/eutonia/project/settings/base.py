"""What all settings share. Reads no environment: that is left to the file that starts from here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

# ---- The rooms, from the ground up -------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks_db",
    "eutonia.clinic.audit",
    "eutonia.clinic.outbox",
    "eutonia.clinic.people",
    "eutonia.clinic.assessment",
    "eutonia.clinic.cover",
    "eutonia.clinic.booking",
    "eutonia.web",
    "eutonia.project",
]

MIDDLEWARE = [
    "eutonia.project.health.probes",
    "eutonia.project.middleware.clock",
    "django.middleware.security.SecurityMiddleware",
    "eutonia.project.middleware.private_by_default",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "eutonia.web.sessions.kept_while_used",
    "django.middleware.common.CommonMiddleware",
    "eutonia.web.errors.not_by_itself",  # inside: what is around it says how long the page is
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "eutonia.web.staff.signing_in.StaffSessions",
]

ROOT_URLCONF = "eutonia.project.urls"
WSGI_APPLICATION = "eutonia.project.wsgi.application"
DEBUG = False
APPEND_SLASH = True

EUTONIA_CLOCK = "eutonia.project.clock.now"
"""Dotted path of the function that ``request.now`` comes from."""

EUTONIA_IS_PRODUCTION = False
EUTONIA_ACCEPTS_UNREVIEWED = ""
EUTONIA_DEMO_PASSWORD = ""
"""Password of the example staff. Empty everywhere but in the demo and the tests: no example staff then."""

EUTONIA_CLINIC_FILE = Path(__file__).parents[1] / "example/clinic.toml"
"""The facts of the clinic that public pages speak for: ``eutonia.web.information.clinic`` reads them."""

EUTONIA_INSURER_GATEWAY = "eutonia.gateways.insurer.TelephoneOrPortal"
EUTONIA_PAYMENT_GATEWAY = "eutonia.gateways.payments.PayAtTheClinic"
"""Who asks insurers, and who takes money: dotted paths of classes that keep `clinic.cover.protocols`."""

# ---- Pages -------------------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "OPTIONS": {"environment": "eutonia.web.design.environment.build"},
    },
    # Only for what allauth sends as e-mail; every page is ours.
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parents[2] / "web/design/static"]
WHITENOISE_USE_FINDERS = True

CSRF_FAILURE_VIEW = "eutonia.web.errors.form_expired"

# ---- Language and time -------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# ---- Who may come in ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "eutonia.clinic.people.passwords.EasyPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "staff:home"
ACCOUNT_ADAPTER = "eutonia.web.staff.accounts.StaffAccounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "eutonia.web.staff.forms.SignInForm",
    "change_password": "eutonia.web.staff.signing_in_forms.ChangePasswordForm",
    "reauthenticate": "eutonia.web.staff.signing_in_forms.ReauthenticateForm",
}
ACCOUNT_TEMPLATE_EXTENSION = "jinja"

EUTONIA_STAFF_NEED_SECOND_FACTOR = True
"""Whether staff must set up a second factor before they see anything. False in the demo and most tests only."""

MFA_ADAPTER = "eutonia.web.staff.accounts.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # a password can be set only by a link that was sent to the address
MFA_TOTP_ISSUER = "Eutonia"
# No tolerance for a clock that is wrong: allauth remembers a used code for one period only, so that a code which
# stayed valid for longer could be used twice.
MFA_TOTP_TOLERANCE = 0
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "eutonia.web.staff.signing_in_forms.AuthenticateForm",
    "reauthenticate": "eutonia.web.staff.signing_in_forms.ReauthenticateByCodeForm",
    "activate_totp": "eutonia.web.staff.signing_in_forms.ActivateForm",
    "deactivate_totp": "eutonia.web.staff.signing_in_forms.DeactivateForm",
    "generate_recovery_codes": "eutonia.web.staff.signing_in_forms.NewCodesForm",
}

# Guesses at passwords and second factors are counted in one place for all workers and machines. Django drops a
# third of a cache that is full, so it must be large: else a flood of guesses would wipe out its own count.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "eutonia_cache",  # made by a migration of people
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

# ---- What leaves, and what is done in the background --------------------------------------------------------

EUTONIA_SITE_URL = "http://127.0.0.1:8000"
"""Where links in messages lead: scheme and host, no slash at the end."""

EUTONIA_SENDER_NAME = "Your clinic"
"""Signs messages. Must not tell what the clinic is for."""

EUTONIA_MESSAGE_GATEWAYS: dict[str, dict[str, Any]] = {"email": {"BACKEND": "eutonia.gateways.messages.DjangoMail"}}
"""Channel to gateway: ``BACKEND`` is a dotted path, ``OPTIONS`` are its arguments."""

DEFAULT_FROM_EMAIL = "clinic@example.org"
EUTONIA_POSTGRES_BIN = ""
"""Folder of pg_dump and pg_restore, if they are not found by themselves."""
MAILERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EUTONIA_DELIVERY_TASK = "eutonia.project.tasks.deliver"

# ---- Sessions: a database row behind an opaque id, gone when it goes unused --------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "eutonia-session"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "eutonia-form"
CSRF_COOKIE_AGE = None

# ---- What a browser may do with our pages ------------------------------------------------------------------

# No inline script or style at all, so no nonce is needed; nothing comes from, or goes to, another host.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# ---- Storage -----------------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
