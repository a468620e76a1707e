"""The demo's plain pages, its settings, and what stands on its front page."""

import json
from pathlib import Path

from django.conf import settings
from django.db.models import Count

from newsroom.models import HomePage, Topic
from newsroom.pages import StandardPage
from newsroom.site_settings import SiteSettings

from .manuscripts import read
from .pages import put

TEXTS = Path(__file__).parent / "plain_pages"
LEGAL = {
    "imprint": "impressum",
    "privacy": "datenschutz",
    "accessibility": "barrierefreiheit",
    "easy_language": "leichte-sprache",
    "sign_language": "gebaerdensprache",
}
# The accounts of the sandbox's networks, where the demo's articles are announced.
PROFILES = [
    ("Mastodon", "mastodon/@stadt_dortmund", "Alle Nachrichten, offen für Antworten"),
    ("Bluesky", "bluesky/profile/dortmund", "Alle Nachrichten in Kürze"),
    ("Facebook", "facebook/pages/stadt.dortmund", "Nachrichten und Termine"),
    ("Instagram", "instagram/@stadt.dortmund", "Bilder aus der Stadt"),
    ("Threads", "threads/@stadt.dortmund", "Nachrichten zum Mitreden"),
]
SECTIONS = 3


def furnish(home: HomePage, owner) -> None:
    """Everything around the articles; to be called once they are there."""
    pages = {name: put_page(home, owner, slug) for name, slug in LEGAL.items()}
    site = home.get_site()
    SiteSettings.objects.update_or_create(site=site, defaults=pages | settings_of())
    used = Topic.objects.annotate(count=Count("articles")).order_by("-count", "name")
    home.topics = used[:SECTIONS]
    home.save_revision(user=owner).publish()


def put_page(home: HomePage, owner, slug: str) -> StandardPage:
    text = read(TEXTS / f"{slug}.md")
    body = json.dumps(text.body(None))
    return put(home, StandardPage(**text.head, slug=slug, body=body, owner=owner))


def settings_of() -> dict:
    return {
        "claim": "Newsroom: Nachrichten aus Rathaus und Stadt",
        "profiles": json.dumps([profile(*facts) for facts in PROFILES]),
        "press_mail": "redaktion@example.org",
        "press_phone": "115",
        "postal_address": "Stadt Dortmund\nPressestelle\nMusterplatz 1\n44137 Dortmund",
        "barrier_mailbox": "barrierefrei@example.org",
    }


def profile(network: str, path: str, about: str) -> dict:
    url = f"http://127.0.0.1:{settings.SANDBOX_PORT}/{path}"
    account = f"@{path.rpartition('/')[2].removeprefix('@')}"
    value = {"network": network, "account": account, "url": url, "about": about}
    return {"type": "profile", "value": value}
