"""A member of staff as other rooms see them."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class Account(Protocol):
    """What a page may know of the account that is signed in."""

    public_id: UUID
    name: str
    email: str
    role: str

    @property
    def is_authenticated(self) -> bool:
        """Always true: nobody signed in is another class."""

    def get_role_display(self) -> str:
        """The role in words."""
