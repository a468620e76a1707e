"""Pictures that are made before they are needed, where no reader gets at them.

A picture is found by all that it is made from: other bytes, words or limits have
another name, so what was made of a draft never goes out for anything else. The files
are this host's own, and what is not there is made when it is needed.
"""

import hashlib
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)

FOLDER = settings.VAR_DIR / "made"
MAKING = 1  # raised when other pictures are made from the same
KEPT = timedelta(days=7)  # since it was last used
SWEPT_EVERY = 3_600  # seconds


def kept(made_from: tuple, make: Callable[[], bytes]) -> bytes:
    """The picture that `make` makes; `made_from` says all that it depends on.

    Without a place for it, on a full disk for instance, it is made each time.
    """
    name = hashlib.sha256(repr((MAKING, made_from)).encode()).hexdigest()
    path = FOLDER / f"{name}.jpg"
    with suppress(OSError):
        os.utime(path)
        return path.read_bytes()
    content = make()
    try:
        _keep(path, content)
    except OSError:
        logger.exception("A picture is not kept.", extra={"event": "picture"})
    return content


def sweep(now: datetime) -> None:
    """Remove what nobody has used for days; looks once in an hour."""
    if not cache.add("syndication.kept_pictures", True, SWEPT_EVERY):
        return
    for path in FOLDER.glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < (now - KEPT).timestamp():
                path.unlink()


def _keep(path: Path, content: bytes) -> None:
    """All of it at once, whoever reads or writes meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)
