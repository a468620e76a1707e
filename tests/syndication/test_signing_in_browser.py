"""A real browser signs in, under the Content-Security-Policy that the admin has."""

import shutil

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect, sync_playwright

CHROMIUM = shutil.which("chromium")
ON_THIS_MACHINE = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="needs chromium (apt install chromium)"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def site(live_server, settings):
    settings.PUBLIC_URL = live_server.url.replace("localhost", "127.0.0.1")
    User.objects.create_superuser("redaktion", password="ein-langes-passwort")
    return settings.PUBLIC_URL


@pytest.fixture
def page(site):
    """A browser's page, signed in to the admin; `complaints` are what its CSP stopped."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", f"--host-resolver-rules={ON_THIS_MACHINE}"],
        )
        page = browser.new_page(locale="de-DE")
        page.goto(f"{site}/admin/login/")
        page.fill("input[name=username]", "redaktion")
        page.fill("input[name=password]", "ein-langes-passwort")
        page.click("button[type=submit]")
        page.wait_for_url(f"{site}/admin/")
        yield page
        page.wait_for_load_state("networkidle")  # no request outlives the database
        browser.close()


def test_connecting_by_sign_in_under_the_real_policy(page, site, sandbox):
    account = sandbox.create_account("mastodon")["account"]
    complaints = []
    page.on("console", lambda line: complaints.append(line.text))

    page.goto(f"{site}/admin/channels/new/")
    page.get_by_role("link", name="Mastodon").click()
    page.fill("input[name=server]", f"{sandbox}/mastodon")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("link", name="Weiter zu Mastodon").click()

    page.check(f"input[name=account][value={account}]")
    page.get_by_role("button", name="Erlauben").click()

    expect(page.get_by_role("heading", name="Konto wählen")).to_be_visible()
    page.get_by_role("button", name="Verbinden").click()
    expect(page.get_by_text("Verbunden mit")).to_be_visible()
    assert f"@{account}" in page.content()
    assert not [line for line in complaints if "Content Security Policy" in line]


def test_a_form_to_the_network_would_have_been_stopped(page, site, sandbox):
    """Why the network is reached by a link: this is what the policy does to a form."""
    complaints = []
    page.on("console", lambda line: complaints.append(line.text))
    page.goto(f"{site}/admin/channels/new/")
    page.evaluate(
        """target => {
            const form = document.createElement("form")
            form.method = "post"
            form.action = target
            document.body.append(form)
            form.submit()
        }""",
        f"{sandbox}/mastodon/oauth/authorize",
    )
    page.wait_for_timeout(500)
    assert page.url == f"{site}/admin/channels/new/"
    assert any("form-action" in line for line in complaints)
