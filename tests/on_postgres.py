"""A stand on a PostgreSQL of its own, for tests of what SQLite does otherwise."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.stand import Stand
from tests.chaos.stores import MissingError, postgres


@pytest.fixture
def stand_on_postgres(tmp_path: Path) -> Iterator[Stand]:
    """Skips where PostgreSQL is not installed."""
    try:
        with postgres(tmp_path) as environment:
            yield Stand.build(tmp_path / "tree", environment)
    except MissingError as missing:
        pytest.skip(str(missing))
