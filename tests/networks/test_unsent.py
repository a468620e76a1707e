"""What never left this machine is no post in doubt."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from syndication.networks.base import TemporaryError

from .samples import make_picture, make_post
from .scripted import scripted
from .scripted_graph import KEY as MOMENT
from .scripted_graph import make_facebook, make_instagram, make_threads
from .scripted_mastodon import make_client as make_mastodon
from .scripted_pds import KEY
from .scripted_pds import make_client as make_bluesky

PICTURE = make_post(attach="picture", picture=replace(make_picture(), url="http://x/1"))
CLIENTS = {
    make_mastodon: (make_post(), KEY),
    make_bluesky: (make_post(), KEY),
    make_facebook: (make_post(), MOMENT),
    make_instagram: (PICTURE, MOMENT, "77:0:1"),
    make_threads: (PICTURE, MOMENT, "77:0:1"),
}


@pytest.mark.parametrize("make", CLIENTS)
def test_a_refused_connection_is_no_doubt_at_the_posting_call(make):
    with scripted() as server:
        gone = make(server)
    with pytest.raises(TemporaryError, match="nicht zu erreichen"):
        gone.publish(*CLIENTS[make])


@pytest.fixture
def certificate(tmp_path):
    """The file of a certificate for 127.0.0.1 that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    today = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number()
        )
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + signed.public_bytes(pem))
    return file


@pytest.fixture
def unvouched(certificate):
    """The address of a server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def serve(listener):
        connection, _address = listener.accept()
        with connection, suppress(OSError):  # the client turns away
            context.wrap_socket(connection, server_side=True).recv(1)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(5)


@pytest.mark.parametrize("make", CLIENTS)
def test_a_certificate_that_nobody_vouches_for_is_no_doubt(server, unvouched, make):
    client = make(server)
    credentials = dict(client.account.credentials)
    if "session" in credentials:
        old = credentials["session"]
        credentials["session"] = old.replace(server.address, unvouched)
    client.account = replace(client.account, server=unvouched, credentials=credentials)
    with pytest.raises(TemporaryError, match="nicht zu erreichen"):
        client.publish(*CLIENTS[make])
