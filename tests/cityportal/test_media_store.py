"""Uploaded files in a bucket: a real S3 server on loopback holds them."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import call_command
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from cityportal.media_address import storage_at
from newsroom import images, share_cards
from syndication import public_pictures
from syndication.networks.base import (
    Picture,
    PictureLimits,
    RejectedError,
    TemporaryError,
)
from syndication.pictures import picture_for
from syndication.share_card import ShareCard
from tests import factories
from tests.chaos.stand import free_port
from tests.in_background import in_background

LIMITS = PictureLimits(max_bytes=1_000_000, max_width=1_000, max_height=1_000)
PICTURE = Picture(b"a picture", "image/jpeg", 4, 3, "Bäume")


@pytest.fixture
def silent_store(settings):
    """Nobody listens where the bucket should be."""
    address = f"s3+http://key:secret@127.0.0.1:{free_port()}/uploads"
    settings.STORAGES = settings.STORAGES | {"default": storage_at(address)}


def saved(name: str, content: bytes) -> str:
    return default_storage.save(name, ContentFile(content))


def test_a_file_goes_there_and_comes_back(bucket):
    name = saved("share/karte.jpg", b"bytes")
    assert bucket.files() == {name: b"bytes"}
    with default_storage.open(name) as file:
        assert file.read() == b"bytes"
    assert default_storage.url(name) == "/media/share/karte.jpg"
    assert timezone.now() - default_storage.get_modified_time(name) < timedelta(60)
    default_storage.delete(name)
    assert not default_storage.exists(name)


def test_what_is_not_there_is_said_as_by_a_file_system(bucket):
    with pytest.raises(FileNotFoundError):
        default_storage.open("share/karte.jpg")


def test_two_hosts_that_save_one_name_at_once_keep_both(bucket):
    field = images.NewsImage._meta.get_field("file")
    hosts = [storages.create_storage(storages.backends["default"]) for _ in range(8)]

    def save(host):
        name = field.storage.generate_filename("original_images/park.png")
        return host.save(name, ContentFile(b"picture"))

    with ThreadPoolExecutor(len(hosts)) as at_once:
        names = list(at_once.map(save, hosts))
    assert len(set(names)) == len(bucket.files()) == len(hosts)
    assert all(name.startswith("original_images/park_") for name in names)


@pytest.mark.django_db
def test_a_picture_and_all_that_is_made_of_it(bucket):
    image = factories.image()
    images.make_renditions(image.pk)
    folders = {name.split("/")[0] for name in bucket.files()}
    assert folders == {"original_images", "images"}
    made = picture_for(image, "Bäume", LIMITS, "picture")
    assert made.content.startswith(b"\xff\xd8")


def test_a_share_card_is_drawn_once(bucket):
    card = ShareCard("Ein neuer Park")
    assert share_cards.address_of(card) == share_cards.address_of(card)
    assert list(bucket.files()) == [f"share/{card.digest}.jpg"]


def test_copies_for_networks_lie_there_and_go_again(bucket):
    address = public_pictures.published(PICTURE).url
    assert list(bucket.files()) == [address.split("/media/")[1]]
    public_pictures.cache.clear()
    public_pictures.sweep(timezone.now() + public_pictures.KEPT + timedelta(hours=1))
    assert not bucket.files()


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["images/../", "./", "/", "images/..//"])
def test_nobody_comes_to_a_document_by_a_detour(bucket, client, way):
    saved("documents/brief.pdf", b"bytes")
    assert client.get(f"/media/{way}documents/brief.pdf").status_code == 404


def test_the_site_itself_serves_the_file(bucket, client):
    name = saved("images/park.jpg", b"bytes")
    answer = client.get(f"/media/{name}")
    assert b"".join(answer) == b"bytes"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    known = {"If-Modified-Since": answer["Last-Modified"]}
    assert client.get(f"/media/{name}", headers=known).status_code == 304


@pytest.mark.django_db  # the page that says so
@pytest.mark.parametrize("path", ["images/", "images/none.jpg", "images/%00.jpg"])
def test_nothing_is_served_that_is_no_file(bucket, client, path):
    saved("images/park.jpg", b"bytes")
    assert client.get(f"/media/{path}").status_code == 404


def test_a_store_that_is_silent_is_said_to_be_away(silent_store, client):
    answer = client.get("/media/images/park.jpg")
    assert answer.status_code == 503
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_documents_are_handed_out_by_their_own_view_alone(bucket, client):
    documents = get_document_model()
    document = documents.objects.create(
        title="Plan", file=ContentFile(b"%PDF-", name="plan.pdf")
    )
    (name,) = bucket.files()
    assert name.startswith("documents/plan_")
    assert client.get(f"/media/{name}").status_code == 404
    answer = client.get(document.url)
    assert b"".join(answer) == b"%PDF-"
    assert answer["Content-Disposition"].startswith("attachment")
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(),
        restriction_type=CollectionViewRestriction.LOGIN,
    )
    assert client.get(document.url).status_code == 302


@pytest.mark.django_db
def test_a_picture_waits_for_a_store_that_is_silent(silent_store):
    image = images.NewsImage(title="Park", file="park.png", width=4, height=3)
    with pytest.raises(TemporaryError):
        picture_for(image, "Bäume", LIMITS, "picture")
    with pytest.raises(TemporaryError):
        public_pictures.published(PICTURE)


@pytest.mark.django_db
def test_a_picture_that_is_lost_is_refused(bucket):
    image = images.NewsImage(title="Park", file="park.png", width=4, height=3)
    with pytest.raises(RejectedError):
        picture_for(image, "Bäume", LIMITS, "picture")


def test_a_silent_store_keeps_no_reader_waiting_for_a_card(silent_store):
    with pytest.raises(OSError, match="media store"):
        share_cards.address_of(ShareCard("Ein neuer Park"))


WATCHED = """
import sys
called = set()
sys.addaudithook(
    lambda event, args: event == "socket.connect" and called.add(args[1][:2])
    or event == "socket.getaddrinfo" and called.add(args[:2])
)
import django
django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
name = default_storage.save("share/a.jpg", ContentFile(b"a"))
default_storage.open(name).read()
default_storage.listdir("share"), default_storage.delete(name)
print(sorted(called))
"""


def test_nothing_but_the_configured_server_is_called(bucket, tmp_path):
    """By a process with nothing in its environment that could name another."""
    environment = {
        "HOME": str(tmp_path),
        "PYTHONPATH": str(settings.BASE_DIR),
        "DJANGO_SETTINGS_MODULE": "cityportal.settings",
        "MEDIA_STORE": bucket.address,
    }
    done = subprocess.run(
        [sys.executable, "-c", WATCHED],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str([("127.0.0.1", bucket.port)])


FORKED = """
import os, sys
import django
django.setup()
from django.core.files.storage import default_storage
default_storage.exists("a"), default_storage.exists("a")
called = []
sys.addaudithook(lambda event, _: event == "socket.connect" and called.append(event))
default_storage.exists("a")
print("before the fork", len(called), flush=True)
if not os.fork():
    default_storage.exists("a")
    print("after it", len(called), flush=True)
"""


class Patient(BaseHTTPRequestHandler):
    """Keeps its connections open, as S3 servers do; moto closes each."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments):
        pass


def test_a_forked_process_has_a_connection_of_its_own():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Patient)
    with in_background(server):
        store = f"s3+http://key:secret@127.0.0.1:{server.server_port}/uploads"
        told = told_by(FORKED, store)
    assert told.splitlines() == ["before the fork 0", "after it 1"]


@pytest.mark.parametrize("store", ["", "s3://key:secret@127.0.0.1/uploads"])
def test_the_library_is_loaded_only_where_it_is_used(store):
    code = "import sys, cityportal.wsgi; print('boto3' in sys.modules)"
    assert told_by(code, store).strip() == str(bool(store))


def told_by(code: str, store: str) -> str:
    """What `code` prints in a process of its own with that MEDIA_STORE."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"MEDIA_STORE": store},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.django_db
def test_no_migration_knows_where_files_are(bucket):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
