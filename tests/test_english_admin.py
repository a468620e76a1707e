"""Who prefers English reads no German of ours, on any admin view."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from wagtail.users.models import UserProfile

from newsroom.models import ArticlePage, NewsIndexPage
from syndication.models import Delivery
from syndication.signing_in import WAYS
from tests import examples
from tests.admin_views import our_views
from tests.catalogues import PLACEHOLDER, ours

pytestmark = pytest.mark.django_db
SAID_BESIDES = ("alt", "aria-label", "placeholder", "title", "value")
TELLING = 8  # letters of a part that cannot be there by chance


@pytest.fixture
def reader(client):
    user = User.objects.create_superuser("chief")
    UserProfile.objects.create(user=user, preferred_language="en")
    client.force_login(user)
    return client


@pytest.fixture
def addresses():
    given, article = examples.whole(), ArticlePage.objects.first()
    found = {view.name: view.address(newest, given) for view in our_views()}
    for delivery in Delivery.objects.all():
        found[delivery.state] = reverse("deliveries:inspect", args=[delivery.pk])
    for way in WAYS:
        found[way] = reverse("channels:connect", args=[way])
    for name in ("edit", "history", "delete", "unpublish"):
        found[name] = reverse(f"wagtailadmin_pages:{name}", args=[article.pk])
    section = NewsIndexPage.objects.get()
    found["new"] = reverse(
        "wagtailadmin_pages:add", args=["newsroom", "articlepage", section.pk]
    )
    return found | {"home": reverse("wagtailadmin_home")}


def newest(model) -> int:
    return model.objects.latest("pk").pk


def words_on(html: bytes) -> set[str]:
    """Every text of a page that a person reads or hears, but what is marked German."""
    page = BeautifulSoup(html, "html.parser")
    for part in page.select("script, style, [lang=de]"):
        part.decompose()
    texts = set(page.stripped_strings)
    for part in page.find_all(True):
        texts |= {part[name] for name in SAID_BESIDES if part.get(name)}
    return {" ".join(text.split()) for text in texts}


@pytest.fixture(scope="module")
def german():
    """Our German: whole texts, and parts of them that no English text has."""
    texts = {text: english for text, english in ours().items() if text != english}
    english = " ".join(ours().values())
    parts = {
        part.strip()
        for text in texts
        for part in PLACEHOLDER.split(text)
        if len(part.strip()) >= TELLING and part.strip() not in english
    }
    named = {name for _code, name in settings.LANGUAGES}  # each in its own language
    return set(texts) - set(ours().values()) - named, parts


def test_no_german_of_ours_is_left_in_english(reader, addresses, german):
    whole, parts = german
    found = {}
    for name, address in addresses.items():
        answer = reader.get(address, follow=True)
        if answer.status_code == 405 or "html" not in answer["Content-Type"]:
            answer.close()
            continue
        said = words_on(answer.content)
        left = (said & whole) | {
            part for part in parts if any(part in one for one in said)
        }
        if left:
            found[name] = left
    assert found == {}
