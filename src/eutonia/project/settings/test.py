"""For the tests: as the demo, with a cheap password hash and a database that is thrown away."""

import os
import tempfile
from pathlib import Path

from eutonia.project import database, environment, logs
from eutonia.project.settings.base import *  # noqa: F403

_env = environment.read(os.environ, production=False)

SECRET_KEY = "for-the-tests-only-" + "0123456789abcdefghijklmnopqrstuvwxyz"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
# Named after the process, so that two runs on one machine do not share it.
_folder, _test_name = Path(tempfile.gettempdir()) / "eutonia-test", f"test-{os.getpid()}.sqlite3"
DATABASES = {"default": database.settings_for(_env.database_url, _folder, test_name=_test_name)}
LOGGING = logs.settings_for("WARNING")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

EUTONIA_STAFF_NEED_SECOND_FACTOR = False
EUTONIA_DEMO_PASSWORD = "calm-wave-settles-to-a-line"  # noqa: S105 -- everybody may read it

EUTONIA_MESSAGE_GATEWAYS = {
    "email": {"BACKEND": "eutonia.gateways.messages.DjangoMail"},
    "sms": {"BACKEND": "eutonia.gateways.messages.Folder", "OPTIONS": {"folder": _folder / "messages"}},
}
EUTONIA_POSTGRES_BIN = _env.postgres_bin
