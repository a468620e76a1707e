import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True, scope="session")
def _database_before_site(django_db_setup):
    """A live server that starts first would open a connection for each request."""


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()
