"""Mail: rendered from a template, sent inside a job, each once.

The Message-ID is made from the `key`, so that a mail sent again after a crash is recognised
as the same one by mail programs. `file` writes .eml files instead (the default).
"""

from __future__ import annotations

import smtplib
from collections.abc import Collection, Mapping
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import formataddr, formatdate
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from app.core import clock, ids, outbox
from app.core.db import in_transaction
from app.core.i18n import force_locale

Attachment = tuple[str, str, bytes]  # name, type, content


def compose(
    *,
    to: str,
    template: str,
    locale: str,
    key: str,
    attachments: list[Attachment],
    headers: Mapping[str, str],
    context: dict[str, Any],
) -> EmailMessage:
    """The message of `template`.txt: its first line is the subject, the rest the text."""
    settings = current_app.config["KETNOI"]
    with force_locale(locale):
        # without the pages' context: a job has no request that it could come from
        page = current_app.jinja_env.get_template(f"{template}.txt")
        text = page.render(locale=locale, **context)
    subject, _newline, body = text.strip().partition("\n")
    host = urlsplit(settings.base_url).hostname or "localhost"
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"] = formataddr(("Ketnoi", current_app.config["MAIL_FROM"] or f"ketnoi@{host}"))
    message["To"] = to
    message["Date"] = formatdate(clock.now().timestamp())
    message["Message-ID"] = f"<{ids.digest(key)[:32]}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    for header, value in headers.items():
        message[header] = value
    message.set_content(body.strip() + "\n")
    for name, mimetype, content in attachments:
        kind, _slash, subtype = mimetype.partition("/")
        message.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
    return message


def send(
    *,
    to: str,
    template: str,
    key: str,
    locale: str = "vi",
    attachments: list[Attachment] | None = None,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> None:
    """Send now; raises when the server is away, so that the job is tried again.

    What the outbox knows under `key` as sent or stopped is not sent.

    Never inside a transaction: a slow server would hold everybody's lock.
    """
    if in_transaction():
        raise RuntimeError("mail is sent by a job, outside of transaction()")
    if not outbox.claim(key):
        return
    message = compose(
        to=to,
        template=template,
        locale=locale,
        key=key,
        attachments=attachments or [],
        headers=headers or {},
        context=context,
    )
    _deliver(message, key)
    text = message.get_body(("plain",))
    outbox.sent(key, str(message["Subject"]), text.get_content() if text else "")


def _deliver(message: EmailMessage, key: str) -> None:
    settings = current_app.config["KETNOI"]
    if settings.mail == "file":
        folder = settings.data_dir / "mail"
        folder.mkdir(exist_ok=True)
        stamp = clock.now().strftime("%Y%m%d-%H%M%S")
        earlier = list(folder.glob(f"*-{ids.digest(key)[:16]}.eml"))
        target = earlier[0] if earlier else folder / f"{stamp}-{ids.digest(key)[:16]}.eml"
        target.write_bytes(message.as_bytes())
        return
    _by_smtp(settings.mail, message)


def _by_smtp(address: str, message: EmailMessage) -> None:
    parts = urlsplit(address)
    secure = parts.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with kind(
        parts.hostname or "localhost", parts.port or (465 if secure else 25), timeout=10
    ) as s:
        if not secure and s.has_extn("starttls"):
            s.starttls()
        if parts.username:
            s.login(unquote(parts.username), unquote(parts.password or ""))
        s.send_message(message)


def forget(addresses: Collection[str]) -> int:
    """Delete the letters to erased people from the mail folder; how many there were."""
    settings = current_app.config["KETNOI"]
    if settings.mail != "file" or not addresses:
        return 0
    gone, wanted = 0, {address.casefold() for address in addresses}
    parser = BytesHeaderParser(policy=policy.default)
    for file in (settings.data_dir / "mail").glob("*.eml"):
        with file.open("rb") as content:
            to = str(parser.parse(content)["To"] or "")
        if to.strip().casefold() in wanted:
            file.unlink(missing_ok=True)
            gone += 1
    return gone
