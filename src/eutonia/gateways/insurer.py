"""Insurers, asked by a person: by telephone or on the insurer's portal. The code is then recorded."""

from __future__ import annotations

from django.utils.translation import gettext as _

from eutonia.clinic.cover.protocols import AuthorisationRequest, InsurerAnswer, Sent


class TelephoneOrPortal:
    """Says whom to call or where to sign in, and never knows an answer by itself."""

    def send(self, request: AuthorisationRequest) -> Sent:
        """Say what a person must do."""
        ways = [
            words
            for words in (
                _("on %(portal)s") % {"portal": request.insurer_portal} if request.insurer_portal else "",
                _("by telephone on %(phone)s") % {"phone": request.insurer_phone} if request.insurer_phone else "",
            )
            if words
        ]
        way = _(" or ").join(ways) or _("by the number on the patient's card")
        return Sent(
            to_do=_("Ask %(insurer)s %(way)s, and enter what they say.") % {"insurer": request.insurer, "way": way}
        )

    def answer(self, request: AuthorisationRequest) -> InsurerAnswer | None:
        """Nothing: only the person who asked can know."""
        return None
