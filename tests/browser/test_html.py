"""The HTML of every kind of page, by html-validate from npm."""

import subprocess
from pathlib import Path

import pytest
import requests

from tests.node_packages import installed, node

from .site import PAGES

HERE = Path(__file__).parent / "html"
PROGRAM = "node_modules/html-validate/bin/html-validate.mjs"


# The first time, the program is installed.
@pytest.mark.timeout(600)
def test_the_html_of_every_page_is_valid(site, tmp_path):
    for kind, path in PAGES.items():
        page = requests.get(site + path, timeout=60)
        (tmp_path / f"{kind}.html").write_bytes(page.content)
    run = installed(HERE)
    command = [node(run), PROGRAM, "--config", HERE / "rules.json", tmp_path]
    answer = subprocess.run(command, cwd=run, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
