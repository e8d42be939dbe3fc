"""How a message leaves: by SMTP, or not at all (the outbox itself is then the sink)."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr
from typing import Protocol
from urllib.parse import unquote, urlsplit

from staffing.settings import Settings, SettingsError

TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class Outgoing:
    """A message on its way; `message_id` is the same on every try, so that a repeat can be recognised."""

    message_id: str
    recipient: str
    recipient_name: str
    subject: str
    text: str
    html: str


class Mailer(Protocol):
    def send(self, mail: Outgoing) -> None:
        """Hand the message over; raises OSError or smtplib.SMTPException."""


class LocalSink:
    """Keeps messages where they are: the page of sent messages shows the outbox."""

    def send(self, mail: Outgoing) -> None:
        del mail


@dataclass(frozen=True)
class SmtpMailer:
    """`smtp://user:password@host:port` (STARTTLS where offered) or `smtps://…`.

    Where there is a password to lose, the server's certificate must be good.
    """

    url: str
    mail_from: str

    def send(self, mail: Outgoing) -> None:
        with self._connect() as server:
            server.send_message(self._compose(mail))

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, checked = parts.hostname or "localhost", ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=checked
            )
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=checked if parts.username else None)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server

    def _compose(self, mail: Outgoing) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.mail_from
        message["To"] = formataddr((mail.recipient_name, mail.recipient))
        message["Subject"] = mail.subject
        message["Message-ID"] = mail.message_id
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        return message


def mailer_for(settings: Settings) -> Mailer:
    """The mailer a deployment chose; raises SettingsError for an address that is not SMTP."""
    if not settings.smtp_url:
        return LocalSink()
    if urlsplit(settings.smtp_url).scheme not in {"smtp", "smtps"}:
        raise SettingsError("SMTP_URL must begin with smtp:// or smtps://")
    return SmtpMailer(settings.smtp_url, settings.mail_from)
