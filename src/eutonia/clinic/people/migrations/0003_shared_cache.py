"""The table of the shared cache, in which guesses at passwords and codes are counted.

Django makes it with a command of its own; as a migration it cannot be forgotten.
"""

from typing import Any

from django.core.management import call_command
from django.db import migrations

TABLE = "eutonia_cache"


def make(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(f"DROP TABLE IF EXISTS {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_patients")]
    operations = [migrations.RunPython(make, drop)]
