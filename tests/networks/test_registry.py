"""Adding a network: its file, its line, its tests, its section in the manual."""

from pathlib import Path

import pytest

from syndication.networks import NETWORKS
from syndication.networks.base import Network

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_a_network_has_tests_and_a_section_in_the_manual(network):
    assert (ROOT / f"tests/networks/test_{network.name}.py").exists()
    assert f"\n## {network.label}\n" in (ROOT / "docs/networks.md").read_text()


def test_every_client_has_its_line_in_the_registry():
    assert set(NETWORKS.values()) == set(Network.__subclasses__())
