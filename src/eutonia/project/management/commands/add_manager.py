"""``add_manager``: make the account of a practice manager, who then makes all the others on the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils.module_loading import import_string

from eutonia.clinic.audit.actors import SYSTEM
from eutonia.clinic.people import services
from eutonia.clinic.people.services import Role


class Command(BaseCommand):
    """Make an account and print the link that sets its password, which works once, for three days."""

    help = "Make the account of a practice manager and print the link that sets its password."

    def add_arguments(self, parser: CommandParser) -> None:
        """E-mail address and name."""
        parser.add_argument("email", help="the manager's e-mail address, with which they sign in")
        parser.add_argument("name", help='the manager\'s name, in quotes: "First Last"')

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and print the link. It goes out by e-mail too, as soon as the worker runs."""
        links: list[str] = []

        def link_to(secret: str) -> str:
            links.append(reverse("set-password", args=[secret]))
            return links[-1]

        now = import_string(settings.EUTONIA_CLOCK)()
        try:
            services.add_staff(
                SYSTEM,
                email=options["email"],
                name=options["name"],
                role=Role.MANAGER,
                link_to=link_to,
                now=now,
            )
        except services.AccountExists as there:
            raise CommandError(str(there)) from there
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from wrong
        self.stdout.write("Give this link to the manager. It works once, for 3 days:")
        self.stdout.write(f"  {settings.EUTONIA_SITE_URL.rstrip('/')}{links[0]}")
