"""Adding a network: its file, its line, its tests, its section in the manual."""

from pathlib import Path

import pytest

from syndication.networks import NETWORKS
from syndication.networks.base import Network, on_loopback

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_a_network_has_tests_and_a_section_in_the_manual(network):
    assert (ROOT / f"tests/networks/test_{network.name}.py").exists()
    assert f"\n## {network.label}\n" in (ROOT / "docs/networks.md").read_text()


def clients(base):
    """The subclasses that are no base of others."""
    for network in base.__subclasses__():
        yield from clients(network) if network.__subclasses__() else [network]


def test_every_client_has_its_line_in_the_registry():
    assert set(NETWORKS.values()) == set(clients(Network))


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://[::1]/mastodon", True),
        ("http://localhost", True),
        ("https://social.localhost", True),
        ("https://social.example.org", False),
        ("https://127.0.0.1.example.org", False),
        ("http://10.0.0.1", False),
        ("http://[::", False),
        ("", False),
    ],
)
def test_an_address_is_on_this_machine_or_not(address, inside):
    assert on_loopback(address) is inside
