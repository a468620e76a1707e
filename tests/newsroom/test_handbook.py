"""The handbook as it lies in the tree, and as editors read it in the admin."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.urls import reverse
from wagtail.users.models import UserProfile

from newsroom import handbook
from tests.catalogues import PLACEHOLDER, ours, pattern_of, wagtails
from tests.syndication.people import person

FILES = sorted(handbook.FOLDER.glob("*.md"))
PICTURES = sorted((handbook.FOLDER / "bilder").glob("*.png"))
BOLD = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"(!?)\[([^]]*)\]\(([^)]*)\)")
HEAVY = 120_000  # bytes of one picture


@pytest.fixture(scope="module")
def is_label():
    """Whether a menu, button or field is called so; a gap may hold anything."""
    texts = {*ours(), *wagtails()}
    # Not those that are hardly more than their gaps.
    telling = [text for text in texts if len(PLACEHOLDER.sub("", text)) > 8]
    gaps = [pattern_of(text) for text in telling if PLACEHOLDER.search(text)]

    def known(name: str) -> bool:
        return name in texts or any(gap.fullmatch(name) for gap in gaps)

    return known


def links_in(path) -> list[tuple[str, str, str]]:
    """Each link and picture of a page: ("!" or "", its text, its address)."""
    return LINK.findall(path.read_text())


@pytest.fixture
def editor(client):
    client.force_login(person())
    return client


def page_of(client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestFiles:
    def test_what_is_to_be_pressed_is_called_so_in_the_admin(self, path, is_label):
        named = BOLD.findall(path.read_text())
        assert [each for each in named if not is_label(each)] == []

    def test_every_link_and_picture_leads_to_a_file(self, path):
        addresses = [
            address.partition("#")[0] for _mark, _text, address in links_in(path)
        ]
        assert [each for each in addresses if not (path.parent / each).is_file()] == []

    def test_every_picture_is_described(self, path):
        described = {address: text for mark, text, address in links_in(path) if mark}
        assert [each for each, text in described.items() if len(text) < 10] == []

    def test_it_begins_with_its_title_and_has_no_other(self, path):
        titles = re.findall(r"^# .+", path.read_text(), re.MULTILINE)
        assert len(titles) == 1
        assert path.read_text().startswith(titles[0])

    def test_it_is_a_task_with_numbered_steps(self, path):
        if path.stem != handbook.FIRST:
            assert re.search(r"^1\. ", path.read_text(), re.MULTILINE)


def test_every_page_is_a_chapter_under_its_own_title():
    listed = {chapter.slug: chapter.title for chapter in handbook.chapters()}
    assert listed == {
        path.stem: handbook.text_of(path.stem).title
        for path in FILES
        if path.stem != handbook.FIRST
    }


def test_every_picture_is_used_and_light():
    used = {
        address for path in FILES for mark, _text, address in links_in(path) if mark
    }
    assert {f"bilder/{path.name}" for path in PICTURES} == used
    assert [path.name for path in PICTURES if path.stat().st_size > HEAVY] == []


@pytest.mark.django_db
class TestAdmin:
    def test_the_help_menu_leads_to_it(self, editor):
        home = editor.get(reverse("wagtailadmin_home"))
        assert reverse("handbook:index") in home.content.decode()

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_every_page_is_shown_and_its_links_lead_on(self, editor, path):
        address = reverse("handbook:page", args=[path.stem])
        page = page_of(editor, address)
        first = path.stem == handbook.FIRST
        title = "Handbuch" if first else handbook.text_of(path.stem).title
        assert page.h1.get_text(strip=True) == title
        text = page.select_one(".handbook-text")
        for link in text.select("a[href$='.md']"):
            assert (
                editor.get(
                    address.rpartition("/")[0] + "/" + link["href"].split("/")[-1]
                ).status_code
                == 200
            )
        for picture in text.select("img"):
            answer = editor.get(address.rpartition("/")[0] + "/" + picture["src"])
            assert answer["Content-Type"] == "image/png"
            assert b"".join(answer).startswith(b"\x89PNG")

    def test_the_start_is_the_list_of_chapters(self, editor):
        page = page_of(editor, reverse("handbook:index"))
        links = [a["href"].split("/")[-1] for a in page.select(".handbook-text ol a")]
        assert links == [f"{chapter.slug}.md" for chapter in handbook.chapters()]

    def test_a_page_says_where_one_is_and_leads_to_its_neighbours(self, editor):
        first, second = handbook.chapters()[:2]
        page = page_of(editor, reverse("handbook:page", args=[first.slug]))
        here = page.select("[aria-current=page]")
        assert [
            link.get_text(strip=True)
            for link in here
            if link.find_parent(class_="handbook")
        ] == [first.title]
        after = page.select_one("a[rel=next]")
        assert after["href"] == reverse("handbook:page", args=[second.slug])
        assert not page.select("a[rel=prev]")
        for section in page.select(".handbook-contents ul a"):
            assert page.find(id=section["href"].removeprefix("#"))

    def test_what_is_not_there_is_told_in_a_sentence(self, editor):
        answer = editor.get(reverse("handbook:page", args=["gibt-es-nicht"]))
        assert answer.status_code == 404
        assert "Diese Seite des Handbuchs gibt es nicht." in answer.content.decode()
        answer = editor.get(reverse("handbook:picture", args=["gibt-es-nicht"]))
        assert answer.status_code == 404
        assert "gibt es nicht" in answer.content.decode()

    def test_without_its_files_it_says_so(self, editor, monkeypatch, tmp_path):
        monkeypatch.setattr(handbook, "FOLDER", tmp_path)
        answer = editor.get(reverse("handbook:index"))
        assert answer.status_code == 404
        assert "ist das Handbuch hier nicht installiert" in answer.content.decode()

    @pytest.mark.parametrize(
        "path",
        [
            "../architecture.md",
            "..%2Farchitecture.md",
            "bilder/..%2f..%2FREADME.png",
            "bilder/../README.md.png",
            "%2e%2e/architecture.md",
            "bilder/a%00b.png",
        ],
    )
    def test_nothing_else_is_read(self, editor, path):
        answer = editor.get(reverse("handbook:index") + path, follow=True)
        assert answer.status_code == 404

    def test_it_is_for_those_who_are_signed_in(self, client):
        for address in (
            reverse("handbook:index"),
            reverse("handbook:page", args=[handbook.chapters()[0].slug]),
            reverse("handbook:picture", args=["anmelden"]),
        ):
            answer = client.get(address)
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("wagtailadmin_login"))

    def test_who_reads_english_is_told_that_it_is_german(self, client):
        user = User.objects.create_superuser("chief")
        UserProfile.objects.create(user=user, preferred_language="en")
        client.force_login(user)
        page = page_of(client, reverse("handbook:index"))
        assert "The handbook is in German only." in page.get_text()
        assert page.select_one(".handbook")["lang"] == "de"

    def test_who_reads_german_is_not(self, editor):
        page = page_of(editor, reverse("handbook:index"))
        assert "nur auf Deutsch" not in page.get_text()
