"""Every page that the server sends during a journey is kept, so that it can be inspected afterwards.

Kept at the server and not in the browser, a page cannot be missed: not the answer to a form that leads on at
once, not a page that a test never looks at.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

TOKEN = re.compile(rb'((?:name="csrfmiddlewaretoken" value|data-token)=")[^"]*')


@dataclass(frozen=True)
class SentPage:
    """One page as it left the server."""

    method: str
    address: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def digest(self) -> str:
        """The same for the same page, whatever its form token."""
        return hashlib.sha256(b"%d " % self.status + TOKEN.sub(rb"\1", self.body)).hexdigest()

    def __str__(self) -> str:
        return f"{self.method} {self.address} ({self.status})"


pages: list[SentPage] = []
"""What has been sent since the list was last cleared."""


def record_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware of the tests: keep every HTML answer."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
            pages.append(
                SentPage(
                    method=request.method or "",
                    address=request.build_absolute_uri(),
                    status=response.status_code,
                    headers=dict(response.headers),
                    body=response.content,
                )
            )
        return response

    return answer
