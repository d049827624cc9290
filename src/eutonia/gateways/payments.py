"""Money that is taken at the front desk, by a till or card machine that this software does not drive."""

from __future__ import annotations

from django.utils.translation import gettext as _

from eutonia.clinic.cover.protocols import Charge, PaymentRefused, Receipt


class PayAtTheClinic:
    """Writes down what the desk took. ``reference`` is the number on the receipt of the machine."""

    methods: tuple[str, ...] = ("card", "cash", "bank-transfer")

    def take(self, charge: Charge) -> Receipt:
        """Accept what the desk says."""
        return self._receipt(charge)

    def give_back(self, charge: Charge) -> Receipt:
        """Accept what the desk says."""
        return self._receipt(charge)

    def _receipt(self, charge: Charge) -> Receipt:
        if charge.method not in self.methods:
            raise PaymentRefused(_("Choose card, cash or bank transfer."))
        return Receipt(charge.reference)
