"""Bluesky's own library (@atproto/api from npm) as the judge of texts."""

import json
import shutil
import subprocess
from pathlib import Path

from tests.node_packages import installed, node

HERE = Path(__file__).parent


def judged(texts: list[dict]) -> list[dict]:
    """What it makes of each {"text", "facets"}: see richtext.mjs."""
    run = installed(HERE)
    shutil.copy(HERE / "richtext.mjs", run)  # beside its packages
    lines = "\n".join(json.dumps(text) for text in texts)
    answer = subprocess.run(
        [node(run), "richtext.mjs"],
        cwd=run,
        input=lines,
        check=True,
        capture_output=True,
        text=True,
    )
    return [json.loads(line) for line in answer.stdout.splitlines()]
