import pytest

from .scripted import scripted


@pytest.fixture
def server():
    with scripted() as server:
        yield server
