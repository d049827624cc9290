"""Messages of these tests go to a list."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.clinic.outbox.post import Post


@pytest.fixture
def post(settings: Settings) -> Iterator[type[Post]]:
    """The post office, empty and obliging."""
    backend = {"BACKEND": "tests.clinic.outbox.post.Post"}
    settings.EUTONIA_MESSAGE_GATEWAYS = {"email": backend, "sms": backend}
    Post.carried.clear()
    Post.before = None
    yield Post
    Post.before = None
