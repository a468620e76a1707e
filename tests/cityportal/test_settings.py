"""What the environment says, as a process of its own reads it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.parametrize("debug", ["", "1"])
def test_the_program_starts_with_and_without_debug(debug):
    command = [sys.executable, settings.BASE_DIR / "manage.py", "check"]
    done = subprocess.run(
        command, env=os.environ | {"DEBUG": debug}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
