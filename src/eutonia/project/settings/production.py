"""A clinic with real people. Refuses to start unless the environment is complete and safe."""

import os

from eutonia.project import database, environment, logs
from eutonia.project.settings.base import *  # noqa: F403

_env = environment.read(os.environ, production=True)

SECRET_KEY = _env.secret_key
ALLOWED_HOSTS = list(_env.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _env.allowed_hosts]
DATABASES = {"default": database.settings_for(_env.database_url, _env.data_dir)}
LOGGING = logs.settings_for(_env.log_level)

EUTONIA_IS_PRODUCTION = True
EUTONIA_ACCEPTS_UNREVIEWED = _env.accepts_unreviewed
EUTONIA_CLINIC_FILE = _env.data_dir / "clinic.toml"

EUTONIA_SITE_URL = _env.site_url
EUTONIA_SENDER_NAME = _env.sender_name
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _env.email_from
MAILERS = {"default": _env.mailer or {}}
if _env.sms_gateway:
    EUTONIA_MESSAGE_GATEWAYS = {**EUTONIA_MESSAGE_GATEWAYS, "sms": {"BACKEND": _env.sms_gateway}}  # noqa: F405
EUTONIA_POSTGRES_BIN = _env.postgres_bin

# A cookie so named is refused by the browser unless it is secure and belongs to this very host.
SESSION_COOKIE_NAME = "__Host-eutonia-session"
CSRF_COOKIE_NAME = "__Host-eutonia-form"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Browsers' preload list cannot be left again in a hurry: that is for the owner of the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if _env.behind_tls_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Guesses are counted by address; without this, everybody's address would be the proxy's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

WHITENOISE_USE_FINDERS = False
STATIC_ROOT = _env.data_dir / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "eutonia.project.static.Storage"},
}
