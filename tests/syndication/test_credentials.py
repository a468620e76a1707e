"""Credentials are sealed at rest, keys can be rotated, secrets stay out of messages."""

import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks

from syndication.credentials import redact, seal, unseal
from syndication.models import Channel
from syndication.networks.base import CredentialsError, TemporaryError
from syndication.reasons import explained
from tests import factories

OLD, NEW = (Fernet.generate_key().decode() for _key in range(2))
CREDENTIALS = {"access_token": "geheim-geheim"}


def test_what_is_stored_does_not_show_the_secret(settings):
    settings.CREDENTIAL_KEYS = [NEW]
    assert "geheim" not in seal(CREDENTIALS)
    assert unseal(seal(CREDENTIALS)) == CREDENTIALS


def test_a_new_key_in_front_seals_and_the_old_one_still_opens(settings):
    settings.CREDENTIAL_KEYS = [OLD]
    old = seal(CREDENTIALS)
    settings.CREDENTIAL_KEYS = [NEW, OLD]
    assert unseal(old) == CREDENTIALS
    new = seal(CREDENTIALS)
    settings.CREDENTIAL_KEYS = [NEW]
    assert unseal(new) == CREDENTIALS


def test_without_its_key_a_channel_must_be_connected_anew(settings):
    settings.CREDENTIAL_KEYS = [OLD]
    sealed = seal(CREDENTIALS)
    settings.CREDENTIAL_KEYS = [NEW]
    with pytest.raises(CredentialsError):
        unseal(sealed)


def test_a_key_that_is_none_is_told_before_anything_starts(settings):
    settings.CREDENTIAL_KEYS = [NEW, "abc"]
    assert "syndication.E002" in [found.id for found in run_checks()]


def test_no_secret_is_in_a_message():
    assert redact("401 for geheim-geheim", CREDENTIALS) == "401 for ***"


@pytest.mark.django_db
def test_no_secret_is_in_what_an_editor_reads():
    channel = factories.channel()
    said = explained(TemporaryError("no a-token-for-tests"), channel)
    assert said == "Gerade nicht möglich. (no ***)"


@pytest.mark.django_db
def test_new_credentials_are_kept_at_once():
    channel = factories.channel()
    channel.keep_credentials({"access_token": "ein-neuer"})
    assert Channel.objects.get().credentials() == {"access_token": "ein-neuer"}
