"""The guard of conftest.py: no test reaches anything beyond this machine."""

import socket

import pytest
import requests

from tests.conftest import OutsideCallError


@pytest.mark.parametrize("address", ["http://192.0.2.1/", "http://example.org/"])
def test_nothing_outside_is_reached_by_address_or_by_name(address):
    with pytest.raises(OutsideCallError):
        requests.get(address, timeout=1)


def test_a_bare_socket_is_held_back_as_well():
    with socket.socket() as bare, pytest.raises(OutsideCallError):
        bare.connect_ex(("192.0.2.1", 80))


def test_reserved_names_lead_nowhere_without_being_asked_for():
    with pytest.raises(requests.ConnectionError):
        requests.get("http://stadt.invalid/", timeout=1)
