"""`maplebridge mail`: take mail from the mail server in front, by LMTP or SMTP on this machine."""

from __future__ import annotations

import argparse
import asyncio
import signal
import socket
from typing import Any

HELP = "Take mail from the mail server in front, by LMTP or SMTP, until told to stop."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8024, help="port to listen on")
    parser.add_argument("--smtp", action="store_true", help="speak SMTP instead of LMTP")


def run(options: argparse.Namespace) -> int:
    """Listen until SIGTERM or SIGINT; a mail that is being read is finished first."""
    from django.conf import settings

    if not settings.MAIL_BOX:
        print("Set MAPLEBRIDGE_MAIL_BOX to the address that residents write to.")
        return 2
    return asyncio.run(_serve(options))


async def _serve(options: argparse.Namespace) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await listen(options.host, options.port, smtp=options.smtp)
    kind = "SMTP" if options.smtp else "LMTP"
    where = server.sockets[0].getsockname()
    print(f"{kind} listens at {where[0]}:{where[1]}", flush=True)
    await stop.wait()
    server.close()
    await server.wait_closed()
    return 0


async def listen(host: str, port: int, *, smtp: bool) -> asyncio.Server:
    """A server for the one mailbox; a mail over the limit is refused while it is read."""
    from aiosmtpd.lmtp import LMTP
    from aiosmtpd.smtp import SMTP

    from ..rules.mail import BYTES_MAX

    def one() -> Any:
        kind: Any = SMTP if smtp else LMTP
        return kind(
            Mailbox(), data_size_limit=BYTES_MAX, enable_SMTPUTF8=True, timeout=60,
            hostname=socket.gethostname(), ident="Maplebridge",
        )  # fmt: skip

    return await asyncio.get_running_loop().create_server(one, host, port)


class Mailbox:
    """What the protocol asks us: whether we take a recipient, and to take the mail."""

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        from django.conf import settings

        from ..rules.mail import without_token

        if without_token(address) != settings.MAIL_BOX.lower():
            return "550 5.1.1 There is no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        """250 once it is stored; 451 lets the server in front try again later."""
        return await asyncio.to_thread(_take, envelope)


def _take(envelope: Any) -> str:
    import structlog
    from django.db import close_old_connections
    from django.utils import timezone

    from .. import actions

    close_old_connections()
    try:
        actions.take_mail(
            raw=envelope.content,
            envelope_sender=envelope.mail_from or "",
            recipients=envelope.rcpt_tos,
            now=timezone.now(),
        )
    except Exception as problem:
        structlog.get_logger("maplebridge.mail").exception(
            "mail not taken", error=type(problem).__name__
        )
        return "451 4.3.0 Not taken just now; try again"
    finally:
        close_old_connections()
    return "250 2.0.0 Taken"
