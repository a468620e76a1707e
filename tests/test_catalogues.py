"""German is written in the code; every such text has its English."""

from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from wagtail.users.models import UserProfile

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted(ROOT.glob("*/locale/en/LC_MESSAGES/django.po"))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_no_text_is_without_its_english(path):
    entries = path.read_text().split("\n\n")[1:]
    assert entries
    assert [entry for entry in entries if entry.rstrip().endswith('\nmsgstr ""')] == []
    assert "fuzzy" not in path.read_text()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_the_compiled_catalogue_is_that_of_the_text(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    texts = {key[0] if isinstance(key, tuple) else key for key in compiled._catalog}
    assert len(texts) == path.read_text().count("\nmsgid ")


@pytest.mark.django_db
def test_an_editor_who_prefers_english_reads_english(client):
    user = User.objects.create_superuser("chief")
    UserProfile.objects.create(user=user, preferred_language="en")
    client.force_login(user)
    page = client.get("/admin/deliveries/").content.decode()
    assert "Deliveries" in page
    assert "Auslieferungen" not in page
