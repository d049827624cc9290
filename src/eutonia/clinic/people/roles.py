"""What a member of staff does in the clinic."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """One role per account. What a role may do is said by each stage's ``access.py``, not here."""

    FRONT_DESK = "front-desk", _("Front desk")
    INSURANCE = "insurance", _("Insurance and payments")
    NEUROLOGIST = "neurologist", _("Neurologist")
    NEUROPHYSIOLOGIST = "neurophysiologist", _("Clinical neurophysiologist")
    PHYSIOTHERAPIST = "physiotherapist", _("Physiotherapist")
    NURSE = "nurse", _("Nurse")
    MANAGER = "manager", _("Practice manager")
    AUDITOR = "auditor", _("Auditor")
