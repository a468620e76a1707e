"""The file of an article: nothing is missing, nothing can be changed."""

import ast
import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from syndication.dossier import Span, entries
from syndication.models import Attempt, Delivery
from syndication.networks.base import Receipt
from tests.factories import channel, draft, published

from .people import person

pytestmark = pytest.mark.django_db
CODE = Path(__file__).resolve().parents[2] / "syndication"


@pytest.fixture
def delivery():
    """An article that was published once, and then withdrawn by a person."""
    channel()
    page = published(title="=1+1 Brücke")
    delivery = Delivery.objects.get(announcement__page=page)
    delivery.claim(timezone.now(), 60)
    Delivery.objects.filter(pk=delivery.pk).update(text="Die Brücke\nist frei, „so“.")
    delivery.refresh_from_db()
    delivery.record(Receipt("7", "https://social.example/7"))
    user = person("view_delivery")
    log(instance=delivery, action="wagtail.edit", user=user)
    return delivery


def dossier(**options) -> str:
    out = io.StringIO()
    arguments = [f"--{name}={value}" for name, value in options.items()]
    call_command("dossier", *arguments, stdout=out)
    return out.getvalue()


def test_it_tells_who_published_what_was_sent_and_who_decided(delivery):
    rows = json.loads(dossier(format="json"))
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    sent = next(row for row in rows if row["outcome"] == "published")
    assert sent["text"] == "Die Brücke\nist frei, „so“."
    assert sent["url"] == "https://social.example/7"
    assert sent["channel"] == "Mastodon"
    assert "redaktion" in [row["who"] for row in rows]
    words = " ".join(row["what"] for row in rows if not row["channel"])
    assert "eröffentlich" in words


def test_csv_says_the_same_and_no_cell_is_a_formula(delivery):
    table = list(csv.DictReader(io.StringIO(dossier(format="csv"), newline="")))
    assert len(table) == len(json.loads(dossier(format="json")))
    assert {row["article"] for row in table} == {"'=1+1 Brücke"}
    assert "Die Brücke\nist frei, „so“." in [row["text"] for row in table]


def test_it_can_be_asked_for_a_page(delivery):
    number = delivery.announcement.page_number
    other = published(title="Anderes", slug="anderes")
    rows = json.loads(dossier(format="json", page=number))
    assert {row["page"] for row in rows} == {number}
    assert json.loads(dossier(format="json", page=other.pk + 1000)) == []


NOWHERE = "Dieser Artikel ist auf keinem Kanal angekündigt worden."


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"announce": False}, "So ist es im Artikel eingestellt."),
        ({"published_at": timezone.now() - timedelta(days=30)}, ""),
    ],
)
def test_an_article_that_no_channel_was_given_has_a_file_that_says_so(changes, why):
    channel()
    page = published(**changes)
    assert not Delivery.objects.exists()
    rows = json.loads(dossier(format="json", page=page.pk))
    assert {row["page"] for row in rows} == {page.pk}
    assert [row["detail"] for row in rows if row["what"] == NOWHERE] == [why]
    assert any("eröffentlich" in row["what"] for row in rows)
    assert dossier(format="json") == dossier(format="json", page=page.pk)


@pytest.mark.parametrize("announce", [True, False])
@pytest.mark.parametrize("deleted", [True, False])
def test_what_was_noted_of_a_page_without_its_type_is_in_the_file(announce, deleted):
    channel()
    page = published(announce=announce)
    untyped = Page.objects.get(pk=page.pk)
    untyped.draft_title = "Allgemein"
    log(untyped, "wagtail.edit")
    if deleted:
        page.delete()
    found = [entry.article for entry in entries(Span(page.pk))]
    assert ("Allgemein" in found) == (announce or not deleted)


def test_what_a_channel_was_given_is_not_called_untold(delivery):
    assert NOWHERE not in dossier(format="json")


def test_a_draft_is_not_called_untold(delivery):
    page = draft(title="Entwurf")
    assert NOWHERE not in dossier(format="json", page=page.pk)


def test_the_article_links_its_file_also_if_no_channel_was_given_it(admin_client):
    page = published(announce=False)
    shown = admin_client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert f"/admin/dossier/?format=csv&amp;page={page.pk}" in shown


def test_it_can_be_asked_for_a_period(delivery):
    today = f"{timezone.localdate()}"
    everything = dossier(format="json")
    assert dossier(format="json", since=today, until=today) == everything
    assert json.loads(dossier(format="json", until="2020-01-01")) == []


@pytest.mark.parametrize(
    "options",
    [
        {"since": "morgen"},
        {"since": "2026-02-30"},
        {"since": "2026-02-02", "until": "2026-02-01"},
    ],
    ids=str,
)
def test_a_day_that_is_none_is_told_as_such(options):
    with pytest.raises(CommandError):
        dossier(**options)


def test_a_deleted_page_leaves_its_file(delivery):
    number = delivery.announcement.page_number
    before = len(list(entries(Span(number))))
    delivery.announcement.page.delete()
    assert len(list(entries(Span(number)))) > before


def test_queries_do_not_grow_with_the_file(delivery, django_assert_max_num_queries):
    for _number in range(30):
        log(instance=delivery, action="wagtail.edit")
    with django_assert_max_num_queries(8):
        assert len(list(entries(Span()))) > 30


def test_the_admin_gives_it_to_who_may_read_deliveries(client, delivery):
    from_admin = "/admin/dossier/?format=json&since=&until=&page="
    client.force_login(User.objects.get(username="redaktion"))
    answer = client.get(from_admin)
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert b"".join(answer.streaming_content).decode() == dossier(format="json")
    page = client.get("/admin/dossier/").content.decode()
    assert "Herunterladen" in page


def test_the_admin_refuses_everybody_else(client):
    client.force_login(person("view_channel"))
    answer = client.get("/admin/dossier/?format=json")
    assert answer.status_code == 302
    assert answer["Location"] == "/admin/"


def test_a_period_that_ends_before_it_begins_is_told_in_the_form(client):
    client.force_login(person("view_delivery"))
    answer = client.get("/admin/dossier/?format=csv&since=2026-02-02&until=2026-02-01")
    assert "bevor er beginnt" in answer.content.decode()


def test_a_number_that_no_page_can_have_is_told_in_the_form(client):
    client.force_login(person("view_delivery"))
    answer = client.get("/admin/dossier/", {"format": "csv", "page": "9" * 20})
    assert answer.context["form"].errors["page"]


def test_no_line_of_the_program_changes_or_deletes_an_attempt():
    """Attempts are created; they are never looked up to be saved, changed or deleted."""
    writing = {"update", "delete", "save", "bulk_update", "update_or_create"}
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(
                node.func, ast.Attribute
            ):
                continue
            if node.func.attr in writing:
                names = ast.unparse(node.func.value)
                assert "Attempt" not in names, f"{path.name}:{node.lineno}"
                assert ".log" not in names, f"{path.name}:{node.lineno}"


def test_an_attempt_refuses_to_be_changed_or_deleted(delivery):
    row = Attempt.objects.first()
    for change in (row.save, row.delete):
        with pytest.raises(TypeError, match="append-only"):
            change()
    for rows in (Attempt.objects.all(), delivery.log.all()):
        with pytest.raises(TypeError, match="append-only"):
            rows.update(detail="x")
        with pytest.raises(TypeError, match="append-only"):
            rows.delete()
