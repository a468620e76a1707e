"""Hard pictures, and none at all, on every network over real HTTP."""

import time
from datetime import timedelta
from io import BytesIO

import pytest
import requests
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image

from newsroom.images import NewsImage
from syndication import connecting, delivering
from syndication.models import Channel, Delivery
from syndication.networks import NETWORKS
from syndication.networks.containers import ContainerNetwork
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def _site(live_server, settings, sandbox, monkeypatch):
    settings.PUBLIC_URL = live_server.url
    monkeypatch.setattr(ContainerNetwork, "first_poll", 0)
    sandbox.settings("instagram", processing_seconds=0)
    sandbox.settings("threads", processing_seconds=0, fresh_seconds=0)


@pytest.fixture
def channels(sandbox):
    """One on each network, with pictures."""
    return [connected(sandbox, network) for network in NETWORKS]


def connected(sandbox, network):
    made = sandbox.create_account(network)
    channel = Channel(
        name=network,
        network=network,
        server=made["server"],
        announce_since=timezone.now() - timedelta(days=1),
        attach="picture",
    )
    connecting.connect(channel, made["credentials"])
    channel.sandbox_account = made["account"]
    return channel


def delivered(sandbox, channels):
    """The one post on each, by network."""
    for _round in range(5):
        delivering.deliver_due()
        time.sleep(0.05)
    errors = [delivery.last_error for delivery in Delivery.objects.all()]
    states = {delivery.state for delivery in Delivery.objects.all()}
    assert states == {Delivery.State.PUBLISHED}, errors
    found = {}
    for channel in channels:
        (found[channel.network],) = sandbox.posts(
            channel.network, channel.sandbox_account
        )
    return found


def drawn(mode, size, image_format, **options):
    content = BytesIO()
    Image.new(mode, size).save(content, image_format, **options)
    return content.getvalue()


def animation():
    content = BytesIO()
    frames = [Image.new("RGB", (400, 300), colour) for colour in ("red", "blue")]
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:])
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        drawn("RGB", (4_000, 400), "JPEG"),
        drawn("RGB", (7_746, 5_164), "JPEG"),
        drawn("RGBA", (900, 700), "PNG"),
        drawn("CMYK", (900, 700), "JPEG"),
        drawn("RGB", (30, 20), "PNG"),
        animation(),
    ],
    ids=["panorama", "40 megapixels", "transparent", "CMYK", "tiny", "animation"],
)
def test_a_hard_picture_arrives_on_every_network(sandbox, channels, content):
    factories.published(lead_image=factories.image(content))
    for post in delivered(sandbox, channels).values():
        (shown,) = post["media"]
        assert shown["alt"] == "Bäume im Park"


def test_a_file_name_with_umlauts_is_no_obstacle(sandbox, channels):
    file = ImageFile(BytesIO(factories.picture()), "Größe der Bäume 🎉.png")
    image = NewsImage.objects.create(
        title="Park", description="Bäume", credit="Stadt", file=file
    )
    factories.published(lead_image=image)
    for post in delivered(sandbox, channels).values():
        assert len(post["media"]) == 1


def test_without_a_picture_the_headline_is_one_where_one_is_demanded(sandbox, channels):
    page = factories.published(title="Bürger*innen im Park", lead_image=None)
    found = delivered(sandbox, channels)
    (shown,) = found["instagram"]["media"]
    assert shown["alt"] == page.title
    assert shown["width"] == shown["height"] == 1_080
    assert requests.get(shown["url"], timeout=5).status_code == 200
    assert found["instagram"]["text"].endswith(f"/n/{page.pk}")
    for network in ("mastodon", "bluesky", "facebook", "threads"):
        assert found[network]["media"] == []
        assert found[network]["link"] == page.full_url


def test_a_headline_of_emoji_alone_arrives_everywhere(sandbox, channels):
    factories.published(title="🎉💣👩‍👩‍👧‍👦", slug="fest", lead_image=None)
    for post in delivered(sandbox, channels).values():
        assert "🎉💣" in post["text"]


def test_the_link_card_of_an_article_without_a_picture_shows_its_words(
    sandbox, channels
):
    page = factories.published(title="Ein Park", lead_image=None)
    delivered(sandbox, channels)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        (post,) = sandbox.posts("mastodon", channels[0].sandbox_account)
        if post["card"]:
            break
        time.sleep(0.2)
    assert post["card"]["thumb"]["alt"] == page.title
