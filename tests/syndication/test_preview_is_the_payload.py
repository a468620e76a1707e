"""What the preview has shown is what the network was given, to the byte.

Articles on all five networks (200 with BENCH=1): long and short, with and without a picture, with
everything in them that networks treat in their own ways.
"""

import os
from hashlib import sha256
from io import BytesIO
from random import Random

import pytest
import requests
from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image

from newsroom.models import Topic
from syndication.drafting import text_to_copy
from syndication.models import Channel, Delivery
from syndication.networks import NETWORKS
from tests import factories

from .reading import Shown
from .sending import deliver, posts, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

ARTICLES = 200 if os.environ.get("BENCH") == "1" else 40
PARTS = 4  # so that they are tried at the same time
UNCHANGEABLE = [name for name, one in NETWORKS.items() if not one.updates]
WRONG = "Gepflanzt wird am Sonntag."
AT_ONCE = 10  # what an account may post in a short time on the strictest network
WORDS = [
    *("Straße", "Bürger*innen", "Dortmund", "Übergang", "größte", "Café", "naïve"),
    *(
        "Öffnung",
        "2026/27",
        "„Hafenfest“",
        "👩‍🚒",
        "🇩🇪",
        "e\u0301lan",
        "Rat-haus",
        "3,5 %",
    ),
    *(
        "@feuerwehr",
        "#Park",
        "https://www.example.org/plan",
        "stadt.example",
        "&",
        "<b>",
    ),
    *("Donaudampfschifffahrtsgesellschaft", "im", "und", "der", "neue", "für", "ab"),
]
TOPICS = ["Grüne Wege", "Bürger*innen-Büro", "Sport", "2026", "Kultur & Kunst", "Fähre"]
SHAPES = [(640, 360), (360, 640), (900, 180), (400, 400), (600, 315)]


@pytest.fixture
def chief(client):
    client.force_login(User.objects.create_superuser("chief"))
    return client


def drawn(size) -> bytes:
    """Not of one colour: a picture that is cut elsewhere has other bytes."""
    content = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(content, "PNG")
    return content.getvalue()


def invented(choice: Random, pictures: list, topics: list) -> dict:
    def words(most):
        return " ".join(choice.choices(WORDS, k=choice.randint(1, most)))

    return {
        "title": words(choice.choice([4, 9, 30]))[:255].strip(),
        "teaser": words(choice.choice([3, 20, 60]))[:400].strip(),
        "kicker": words(3)[:80],
        "urgent": choice.random() < 0.1,
        "lead_image": choice.choice([None, *pictures]),
        "topics": choice.sample(topics, choice.randint(0, 4)),
        "slug": f"artikel-{choice.randrange(10**12)}",
    }


@pytest.mark.parametrize("part", range(PARTS))
def test_the_preview_is_what_is_sent(chief, connected, sandbox, part):
    """On accounts that each take as many as they may."""
    choice = Random(part)
    topics = [Topic.objects.create(name=name) for name in TOPICS]
    pictures = [
        factories.image(drawn(size), description=f"Ein Bild: {size} & „so“")
        for size in SHAPES
    ]
    for number in range(ARTICLES // PARTS // AT_ONCE):
        attach = ("card", "picture")[number % 2]
        channels = [connected(network, attach=attach) for network in NETWORKS]
        drafts = [
            factories.draft(**invented(choice, pictures, topics))
            for _article in range(AT_ONCE)
        ]
        revisions = [draft.save_revision() for draft in drafts]
        previews = {
            (draft.pk, channel.pk): shown(chief, draft, channel)
            for draft in drafts
            for channel in channels
        }
        for revision in revisions:
            revision.publish()
        deliver()
        for channel in channels:
            sent = {article_of(one, drafts): one for one in posts(sandbox, channel)}
            assert len(sent) == AT_ONCE
            for draft in drafts:
                preview = previews[draft.pk, channel.pk]
                assert what(preview) == what_was_sent(sent[draft.pk], preview), draft
        Channel.objects.update(retired=True)


@pytest.mark.parametrize("network", UNCHANGEABLE)
@pytest.mark.parametrize("attach", ["card", "picture"])
def test_below_a_post_that_stays_as_it_is_the_preview_shows_the_correction(
    chief, connected, sandbox, network, attach
):
    channel = connected(network, attach=attach)
    page = factories.published(lead_image=factories.image(drawn(SHAPES[0])))
    work()
    (sent,) = posts(sandbox, channel)
    page.corrections.append(("correction", {"text": WRONG, "at": timezone.now()}))
    revision = page.save_revision()
    before = shown(chief, page, channel)
    assert what(before) == what_was_sent(sent, before)
    (correction,) = before.answers
    limits = channel.limits()
    length = f"{limits.count(correction)} von {limits.text_length} Zeichen"
    assert before.counts[1].startswith(length)
    assert f"Korrektur: {WRONG}" in before.aloud
    revision.publish()
    work()
    told = Delivery.objects.get(announcement__subject=page.corrections[0].id)
    if channel.network_class.can_reply:
        assert posts(sandbox, channel)[1]["text"] == correction
        assert "Antwort darauf, gesendet" in shown(chief, page, channel).page
    else:
        assert text_to_copy(told) == correction
        assert "Sie tragen ihn dort von Hand ein" in before.page
        assert told.done()
    after = shown(chief, page, channel)
    assert (after.text, after.answers) == (before.text, before.answers)
    assert "Sie tragen ihn dort von Hand ein" not in after.page


def shown(chief, draft, channel) -> Shown:
    path = f"/admin/pages/{draft.pk}/view_draft/?mode=channel-{channel.pk}"
    return Shown(chief.get(path))


def article_of(post: dict, drafts: list) -> int:
    """The one that a post leads to."""
    said = f"{post['link']} {post['text']} ".replace("\n", " ")
    (found,) = [
        draft.pk for draft in drafts if draft.url in said or f"/n/{draft.pk} " in said
    ]
    return found


def what(preview: Shown) -> tuple:
    return preview.text, preview.alt, preview.sha256


def what_was_sent(post: dict, preview: Shown) -> tuple:
    """Of a card's picture, if it was ours to upload, there are the bytes alone."""
    assert not post["link"] or post["link"] == preview.link
    alt, address = "", ""
    if post["media"]:
        alt, address = post["media"][0]["alt"], post["media"][0]["url"]
    elif preview.picture:
        address = post["card"]["thumb"]["url"]
    content = requests.get(address, timeout=10).content if address else b""
    return post["text"], alt, sha256(content).hexdigest() if content else ""
