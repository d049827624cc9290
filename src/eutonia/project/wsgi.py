"""The door for a web server. Production unless ``DJANGO_SETTINGS_MODULE`` says otherwise."""

import os

from django.core.checks import ERROR, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from eutonia.project.memory import settle
from eutonia.web import engine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eutonia.project.settings.production")

application = get_wsgi_application()

# A web server does not run Django's checks by itself, and ours must be able to stop a start.
_errors = [problem for problem in run_checks(tags=["eutonia"]) if problem.level >= ERROR]
if _errors:
    raise ImproperlyConfigured("\n".join(f"{problem.msg} {problem.hint}" for problem in _errors))

engine.assessor()  # read and compiled before the first visitor comes
settle()
