"""A letter by SMTP (RFC 5321), with the standard library, outside the event loop."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Collection
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Literal

from server.settings import Settings

TIMEOUT_S = 20.0
#: What handing a letter over may raise.
FAULTS = (OSError, smtplib.SMTPException)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed over. `security`: `tls` from the first byte, `starttls`, or `none`
    for a server on this machine."""

    host: str
    port: int
    sender: str
    security: Literal["tls", "starttls", "none"] = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)

    async def send(self, to: Collection[str], subject: str, text: str, name: str = "") -> None:
        """Hands one letter over. `name`: the same for a letter that is sent again, so that whoever
        gets it twice may know. Raises OSError or smtplib.SMTPException (`FAULTS`)."""
        message = EmailMessage()
        message["From"], message["To"] = self.sender, ", ".join(sorted(to))
        message["Subject"], message["Date"] = subject, formatdate()
        domain = self.sender.rpartition("@")[2] or None
        message["Message-ID"] = (
            f"<{name}@{domain}>" if name and domain else make_msgid(domain=domain)
        )
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody answers with an absence.
        message.set_content(text)
        await asyncio.to_thread(self._hand_over, message)

    def _hand_over(self, message: EmailMessage) -> None:
        context = ssl.create_default_context()
        if self.security == "tls":
            with smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context) as smtp:
                self._deliver(smtp, message)
            return
        with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S) as smtp:
            if self.security == "starttls":
                smtp.starttls(context=context)
            self._deliver(smtp, message)

    def _deliver(self, smtp: smtplib.SMTP, message: EmailMessage) -> None:
        if self.user:
            smtp.login(self.user, self.password)
        smtp.send_message(message)


def mail_server(settings: Settings) -> MailServer | None:
    """The one of the settings; None: no letter is ever sent."""
    if not settings.smtp_host:
        return None
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from or f"passerelle@{settings.smtp_host}",
        security=settings.smtp_security,
        user=settings.smtp_user or "",
        password=settings.smtp_password or "",
    )
