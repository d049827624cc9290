"""The example clinic on one's own machine, as ``./run`` shows it. Not for real people."""

import os

from eutonia.project import database, environment, logs
from eutonia.project.settings.base import *  # noqa: F403

_env = environment.read(os.environ, production=False)

SECRET_KEY = _env.secret_key or environment.EXAMPLE_SECRET
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *_env.allowed_hosts]
DATABASES = {"default": database.settings_for(_env.database_url, _env.data_dir)}
WHITENOISE_AUTOREFRESH = True  # whoever edits a style sees it at once
LOGGING = logs.settings_for(_env.log_level)

EUTONIA_ACCEPTS_UNREVIEWED = _env.accepts_unreviewed
EUTONIA_STAFF_NEED_SECOND_FACTOR = False  # one click from ./run to every page
EUTONIA_DEMO_PASSWORD = "calm-wave-settles-to-a-line"  # noqa: S105 -- everybody may read it

# Nothing leaves the example clinic: messages are written to a folder and shown by the worker.
_folder = {
    "BACKEND": "eutonia.gateways.messages.Folder",
    "OPTIONS": {"folder": _env.data_dir / "messages", "aloud": True},
}
EUTONIA_MESSAGE_GATEWAYS = {"email": _folder, "sms": _folder}
EUTONIA_POSTGRES_BIN = _env.postgres_bin
if _env.site_url:
    EUTONIA_SITE_URL = _env.site_url
