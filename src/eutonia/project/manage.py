"""``python -m eutonia.project.manage``: Django's commands, on the demo unless told otherwise."""

import os
import sys

from django.core.management import execute_from_command_line

from eutonia.project.environment import EnvironmentProblem


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eutonia.project.settings.demo")
    try:
        execute_from_command_line(sys.argv)
    except EnvironmentProblem as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)  # somebody pressed Ctrl-C, as on the first start of the example; the next start carries on


if __name__ == "__main__":
    main()
