"""The way to a visit by posting its forms, without a browser: every page that is sent on the way is kept."""

from __future__ import annotations

import html
import re

from django.http import HttpResponse
from django.test import Client

from eutonia.clinic.outbox.models import Message

TOKEN = re.compile(r'((?:name="csrfmiddlewaretoken" value|data-token)=")[^"]*')
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Walk:
    """Somebody at a browser. ``pages`` is all that they were shown, without what is new on every page by chance."""

    def __init__(self) -> None:
        self.client = Client()
        self.pages: list[str] = []
        self.at = self.raw = ""

    @property
    def page(self) -> str:
        """What is shown now."""
        return self.pages[-1]

    def opens(self, address: str) -> str:
        """Open a page."""
        return self._shown(self.client.get(address, follow=True))

    def sends(self, page_address: str, /, **given: object) -> str:
        """Send a form. ``birth_date`` is given as day, month and year."""
        born = given.pop("birth_date", None)
        if born is not None:
            given |= dict(zip(("birth_date-day", "birth_date-month", "birth_date-year"), born, strict=True))  # type: ignore[call-overload]
        return self._shown(self.client.post(page_address, given, follow=True))

    def first_time(self) -> str:
        """The key of the first time that is shown."""
        found = re.search(r'value="([^"]+~[^"]+)"', self.raw)
        assert found, "no time is shown"
        return html.unescape(found[1])

    def begins(self, age: int, payer: str = "self") -> None:
        """From the emergency screen to a time that is kept."""
        self.sends("/book/", sign="none-of-these")
        self.sends("/book/visit/", kind="new-consultation", age=age)
        self.sends("/book/wishes/", payer=payer, clinician="any", language="any")
        self.sends("/book/times/", slot=self.first_time())

    def proves(self) -> None:
        """Have a code sent, and type it."""
        self.sends("/book/prove/", way="email")
        self.sends("/book/code/", code=Message.objects.filter(kind="code").order_by("-id")[0].code)

    def _shown(self, response: HttpResponse) -> str:
        assert response.status_code == 200, f"{response.status_code} {response.request['PATH_INFO']}"  # type: ignore[attr-defined]
        self.at = response.request["PATH_INFO"]  # type: ignore[attr-defined]
        self.raw = response.content.decode()
        self.pages.append(ID.sub("ID", TOKEN.sub(r"\1", self.raw)))
        return self.page
