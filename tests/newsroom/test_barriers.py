"""Readers report what keeps them out."""

import re

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import Site

from newsroom.site_settings import SiteSettings

REPORT = {
    "address": "http://127.0.0.1:8000/newsroom/",
    "barrier": "Das Video hat keine Untertitel.\nBitte nachholen.",
    "name": "",
    "mail": "",
    "website": "",
}
FORM = "/barriere-melden/"


@pytest.fixture
def mailbox(newsroom) -> str:
    settings = SiteSettings.for_site(Site.objects.get())
    settings.press_mail = "presse@example.org"
    settings.barrier_mailbox = "barrierefrei@example.org"
    settings.save()
    return settings.barrier_mailbox


def sent(client, **changes):
    return client.post(FORM, REPORT | changes)


def test_a_report_reaches_the_mailbox(client, mailbox):
    answer = sent(client, mail="leserin@example.org", name="Eine Leserin")
    assert answer.status_code == 302
    assert "Danke" in client.get(answer["Location"]).content.decode()
    (letter,) = mail.outbox
    assert letter.to == [mailbox]
    assert letter.reply_to == ["leserin@example.org"]
    assert REPORT["barrier"] in letter.body
    assert REPORT["address"] in letter.body


def test_a_report_needs_neither_name_nor_mail(client, mailbox):
    assert sent(client).status_code == 302
    assert mail.outbox[0].reply_to == []


def test_without_a_mailbox_of_its_own_the_press_office_gets_it(client, mailbox):
    SiteSettings.objects.update(barrier_mailbox="")
    sent(client)
    assert mail.outbox[0].to == ["presse@example.org"]


def test_without_any_mailbox_nobody_types_in_vain(client, newsroom):
    text = client.get(FORM).content.decode()
    assert "kein Postfach" in text
    assert "<textarea" not in text
    assert sent(client).status_code == 200


def test_the_page_that_the_reader_came_from_is_filled_in(client, mailbox):
    foot = client.get("/themen/").content.decode().partition("<footer")[2]
    assert f'href="{FORM}?seite=/themen/"' in foot
    text = client.get(f"{FORM}?seite=/themen/").content.decode()
    assert 'value="http://127.0.0.1:8000/themen/"' in text


@pytest.mark.parametrize(
    "origin", ["//fremd.example/", "https://fremd.example/", "javascript:x", "", "x"]
)
def test_only_pages_of_this_site_are_filled_in(client, mailbox, origin):
    text = client.get(FORM, {"seite": origin}).content.decode()
    assert "fremd" not in text.partition("<main")[2].partition("</main>")[0]
    assert "javascript" not in text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"barrier": " "}, "Bitte beschreiben Sie, was Sie hindert."),
        ({"barrier": "x" * 5001}, "5000"),
        ({"mail": "keine Adresse"}, "gültige E-Mail-Adresse"),
        ({"mail": "a@example.org\nBcc: b@example.org"}, "gültige E-Mail-Adresse"),
        ({"website": "http://spam.example"}, "Bitte lassen Sie dieses Feld frei."),
    ],
)
def test_bad_input_is_told_and_what_was_typed_stays(
    client, mailbox, changes, complaint
):
    typed = {"name": "Eine <b>Leserin</b>"} | changes
    text = sent(client, **typed).content.decode()
    assert complaint in text
    assert "Eine &lt;b&gt;Leserin&lt;/b&gt;" in text
    assert "<title>Fehler: " in text
    names = re.findall(r' id="([^"]*)"', text)
    assert len(names) == len(set(names))
    assert mail.outbox == []


def test_a_report_that_cannot_be_mailed_is_not_lost(
    client, mailbox, monkeypatch, settings
):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9},
        }
    }
    text = sent(client).content.decode()
    assert "konnte gerade nicht gesendet werden" in text
    assert "Das Video hat keine Untertitel." in text
    assert f'<a href="mailto:{mailbox}">' in text


def test_only_the_form_sets_a_cookie_and_it_is_asked_for(mailbox):
    client = Client(enforce_csrf_checks=True)
    refused = sent(client)
    assert refused.status_code == 403
    assert "Erlauben Sie dieser Website Cookies" in refused.content.decode()
    answer = client.get(FORM)
    assert "no-store" in answer["Cache-Control"]
    token = answer.cookies["csrftoken"].value
    assert sent(client, csrfmiddlewaretoken=token).status_code == 302
    assert len(mail.outbox) == 1
