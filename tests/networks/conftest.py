import pytest

from .scripted import scripted
from .served import PICTURES


@pytest.fixture(scope="session", autouse=True)
def pictures():
    with PICTURES.served():
        yield


@pytest.fixture
def server():
    with scripted() as server:
        yield server
