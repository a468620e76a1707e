"""Which servers a person may point this site to."""

import pytest
from django.core.exceptions import ValidationError

from syndication.server_addresses import require_usable


@pytest.fixture
def public(settings):
    settings.PUBLIC_URL = "https://nachrichten.stadt.example"


@pytest.mark.parametrize(
    "address",
    [
        "https://10.0.0.1",
        "https://192.168.1.1:8443/x",
        "https://169.254.169.254",
        "https://[::1]",
        "https://[fd00::1]",
        "https://127.0.0.1",
        "https://localhost",
        "https://gibt-es-nicht.test",
        "https://user:word@93.184.216.34",
        "http://93.184.216.34",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://[oops",
        "",
    ],
)
@pytest.mark.usefixtures("public")
def test_a_public_site_asks_public_hosts_alone(address):
    with pytest.raises(ValidationError):
        require_usable(address)


@pytest.mark.usefixtures("public")
def test_a_public_host_may_be_asked():
    require_usable("https://93.184.216.34")


@pytest.mark.parametrize(
    "address", ["https://93.184.216.34", "javascript:127.0.0.1", "ftp://127.0.0.1"]
)
def test_a_site_on_loopback_asks_nothing_else(address):
    with pytest.raises(ValidationError):
        require_usable(address)


def test_a_site_on_loopback_asks_practice_networks():
    require_usable("http://127.0.0.1:8001/mastodon")
