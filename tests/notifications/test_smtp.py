"""The SMTP mailer against a real, tiny server."""

from __future__ import annotations

import email
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from staffing.notifications.mailers import LocalSink, Outgoing, SmtpMailer, mailer_for
from staffing.settings import Settings, SettingsError
from tests.conftest import make_settings, missing_service

MAIL = Outgoing(
    "<outbox-7@staffing-match>", "robin@example.org", "Robin Sample", "A shift", "Plain", "<p>Rich</p>"
)


class _Session(socketserver.StreamRequestHandler):
    """Just enough of RFC 5321 to take one message."""

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline().strip():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                self._take()
                self._say("250 kept")
            elif verb == b"RCPT" and b"refused" in line:
                self._say("550 no such person")
            else:
                self._say("221 bye" if verb == b"QUIT" else "250 test")
                if verb == b"QUIT":
                    return

    def _take(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        server: Any = self.server
        server.taken.append(email.message_from_bytes(b"".join(lines), policy=default))

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def server() -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as found:
        found.taken = []  # type: ignore[attr-defined]
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.shutdown()


def test_a_message_arrives_in_both_forms(server: Any) -> None:
    port = server.server_address[1]
    SmtpMailer(f"smtp://127.0.0.1:{port}", "staffing@example.org").send(MAIL)
    (message,) = server.taken
    assert isinstance(message, EmailMessage)
    assert (message["To"], message["Subject"]) == ("Robin Sample <robin@example.org>", "A shift")
    assert message["Message-ID"] == MAIL.message_id
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]


def test_a_header_cannot_be_smuggled_in(server: Any) -> None:
    port = server.server_address[1]
    evil = Outgoing("<1@x>", "robin@example.org", "Robin", "Hi\r\nBcc: all@example.org", "x", "x")
    with pytest.raises(ValueError, match="linefeed"):
        SmtpMailer(f"smtp://127.0.0.1:{port}", "staffing@example.org").send(evil)
    assert server.taken == []


def test_no_server_is_an_error_at_once() -> None:
    with pytest.raises(OSError):
        SmtpMailer("smtp://127.0.0.1:1", "staffing@example.org").send(MAIL)


def test_the_settings_choose_the_mailer(tmp_path: Any) -> None:
    plain = make_settings("sqlite://", tmp_path)
    assert isinstance(mailer_for(plain), LocalSink)
    assert isinstance(mailer_for(_with(plain, "smtps://mail.example.org")), SmtpMailer)
    with pytest.raises(SettingsError):
        mailer_for(_with(plain, "http://mail.example.org"))


def _with(settings: Settings, url: str) -> Settings:
    return Settings(**{**settings.__dict__, "smtp_url": url})


@pytest.fixture
def forger(tmp_path: Path) -> Iterator[int]:
    """A mail server whose certificate nobody has signed but itself; its port."""
    if shutil.which("openssl") is None:
        missing_service("no openssl on PATH (Debian: apt-get install openssl)")
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            with suppress(OSError), listening.accept()[0] as caller:
                context.wrap_socket(caller, server_side=True)

        threading.Thread(target=answer, daemon=True).start()
        yield listening.getsockname()[1]


def test_no_password_goes_to_a_server_that_cannot_prove_who_it_is(forger: int) -> None:
    mailer = SmtpMailer(f"smtps://agency:secret@localhost:{forger}", "staffing@example.org")
    with pytest.raises(ssl.SSLCertVerificationError):
        mailer.send(MAIL)
