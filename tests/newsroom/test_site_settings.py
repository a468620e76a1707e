"""What makes the site that of one city: changed in the admin, seen on every page."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site
from wagtail.test.utils.form_data import nested_form_data, streamfield

from newsroom.models import HomePage
from newsroom.pages import StandardPage
from newsroom.site_settings import SiteSettings
from tests.factories import published

from .parts import meta, small_image

PROFILE = {
    "network": "Mastodon",
    "account": "@stadt@social.example",
    "url": "https://social.example/@stadt",
    "about": "",
}
FORM = {
    "site_name": "Stadt Bochum",
    "claim": "Tief im Westen",
    "logo": "",
    "colour_on_light": "#8a1538",
    "colour_on_dark": "#ffb3c0",
    "profiles": streamfield([("profile", PROFILE)]),
    "fediverse_creator": "@stadt@social.example",
    "press_mail": "presse@example.org",
    "press_phone": "115",
    "postal_address": "Rathaus",
    "barrier_mailbox": "",
    "imprint": "",
    "privacy": "",
    "accessibility": "",
    "easy_language": "",
    "sign_language": "",
}


def save(browser, **changes):
    site = Site.objects.get()
    address = f"/admin/settings/newsroom/sitesettings/{site.pk}/"
    return browser.post(address, nested_form_data(FORM | changes), follow=True)


def refusal(answer, field: str) -> str:
    return " ".join(answer.context["form"].errors[field])


def text_of(client, address: str = "/") -> str:
    return client.get(address).content.decode()


def plain_page(title: str = "Impressum", **facts) -> StandardPage:
    home = HomePage.objects.get()
    return home.add_child(instance=StandardPage(title=title, **facts))


def test_another_city_needs_no_code(chief, client, newsroom):
    save(chief)
    text = text_of(client)
    assert "– Stadt Bochum</title>" in text
    assert "Tief im Westen" in text
    assert '<link rel="stylesheet" href="/farben/8a1538-ffb3c0.css">' in text
    assert '<a href="mailto:presse@example.org">' in text
    assert Site.objects.get().site_name == "Stadt Bochum"


def test_the_form_shows_the_name_that_is_in_use(chief, newsroom):
    Site.objects.update(site_name="Stadt Herne")
    form = chief.get(f"/admin/settings/newsroom/sitesettings/{Site.objects.get().pk}/")
    assert 'value="Stadt Herne"' in form.content.decode()


def test_the_demo_editor_may_change_the_settings(desk, newsroom):
    save(desk)
    assert SiteSettings.objects.get().claim == "Tief im Westen"


def test_an_unreadable_colour_is_refused_with_its_contrast(chief, newsroom):
    answer = save(chief, colour_on_light="#ffcc00")
    assert "Der Kontrast ist 1,3 : 1, nötig sind 4,5 : 1" in refusal(
        answer, "colour_on_light"
    )
    assert not SiteSettings.objects.filter(colour_on_light="#ffcc00").exists()
    assert Site.objects.get().site_name != "Stadt Bochum"


@pytest.mark.parametrize("account", ["stadt", "@stadt", "stadt@social.example", "@a@b"])
def test_an_account_in_the_fediverse_has_a_name_and_a_server(chief, newsroom, account):
    assert "@name@server" in refusal(
        save(chief, fediverse_creator=account), "fediverse_creator"
    )


def test_a_name_is_needed(chief, newsroom):
    assert refusal(save(chief, site_name=""), "site_name")


def test_the_usual_colours_need_no_stylesheet_of_their_own(client, newsroom):
    assert text_of(client).count('rel="stylesheet"') == 1


def test_profiles_are_told_to_people_and_to_machines(chief, client, newsroom):
    save(chief)
    article = published(title="Park")
    for address in ("/", article.url):
        head = text_of(client, address).partition("</head>")[0]
        assert '<link rel="me" href="https://social.example/@stadt">' in head
        assert meta(head, "fediverse:creator") == ["@stadt@social.example"]
    page = text_of(client, "/folgen/")
    assert '<a rel="me" href="https://social.example/@stadt">Mastodon</a>' in page
    assert "@stadt@social.example" in page


def test_without_profiles_the_page_says_so(client, newsroom):
    assert "Noch ist kein Konto eingetragen." in text_of(client, "/folgen/")


def test_every_foot_leads_to_the_legal_pages_that_are_online(client, newsroom):
    settings = SiteSettings.for_site(Site.objects.get())
    settings.imprint = plain_page()
    settings.accessibility = plain_page("Erklärung zur Barrierefreiheit")
    settings.privacy = plain_page("Datenschutz", live=False)
    settings.save()
    article = published(title="Park")
    for address in ("/", article.url, "/themen/", "/archiv/", "/impressum/", "/nix/"):
        foot = text_of(client, address).partition("<footer")[2]
        assert '<a href="/impressum/">Impressum</a>' in foot
        assert ">Erklärung zur Barrierefreiheit</a>" in foot
        assert "Datenschutz" not in foot


def test_a_logo_takes_the_place_of_the_drawn_city(client, newsroom):
    SiteSettings.objects.create(site=Site.objects.get(), logo=small_image())
    text = text_of(client)
    logo = re.search(r'<img[^>]*class="masthead__logo"[^>]*>', text)[0]
    assert 'alt=""' in logo
    assert "width=" in logo
    assert "masthead__mark" not in text


def test_the_settings_take_one_query(client, newsroom):
    settings = SiteSettings.for_site(Site.objects.get())
    for name in ("imprint", "privacy", "accessibility"):
        setattr(settings, name, plain_page(name))
    settings.save()
    text_of(client, "/folgen/")
    with CaptureQueriesContext(connection) as queries:
        text_of(client, "/folgen/")
    assert len(queries) == 2  # Wagtail's site, and the settings with their pages
