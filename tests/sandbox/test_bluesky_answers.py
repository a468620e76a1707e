"""The sandbox's PDS answers as the real one does, case by case."""

import pytest

from .cases import Case, check
from .clients import Repo
from .embed_cases import EMBED_CASES
from .post_cases import POST_CASES
from .server_cases import SERVER_CASES


@pytest.mark.parametrize("case", [*POST_CASES, *EMBED_CASES, *SERVER_CASES], ids=str)
def test_the_sandbox_answers_as_the_real_server(sandbox, case: Case):
    check(case, Repo.create(sandbox))
