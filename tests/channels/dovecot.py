"""A real IMAP server for the tests: Debian's Dovecot on 127.0.0.1, in a folder of its own."""

from __future__ import annotations

import contextlib
import imaplib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers import dovecot_path, free_port

USER, PASSWORD = "help@feng.example", "secret/with:signs@"
CONFIG = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
mail_uid = {mail_user}
mail_gid = {mail_group}
first_valid_uid = 0
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={folder}/home
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    port: int

    def append(self, raw: bytes) -> None:
        """Put a mail into the mailbox, unread."""
        with self.client() as client:
            client.append("INBOX", "", imaplib.Time2Internaldate(time.time()), raw)

    def flags(self) -> list[bytes]:
        with self.client() as client:
            client.select("INBOX", readonly=True)
            _status, data = client.fetch("1:*", "(FLAGS)")
            return [line for line in data if isinstance(line, bytes)]

    @contextlib.contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        try:
            client.login(USER, PASSWORD)
            yield client
        finally:
            client.logout()


@contextlib.contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Raises Missing with the line that installs it."""
    program = dovecot_path()
    folder = Path(tempfile.mkdtemp(prefix="maplebridge-imap-"))
    mail = _unprivileged()
    folder.chmod(0o755)
    for name in ("run", "state", "mail", "home"):
        (folder / name).mkdir()
    if os.geteuid() == 0:
        for name in ("mail", "home"):
            shutil.chown(folder / name, mail.pw_name, mail.pw_gid)
    port = free_port()
    config = folder / "dovecot.conf"
    config.write_text(
        CONFIG.format(
            folder=folder,
            port=port,
            password=PASSWORD,
            user=mail.pw_name,
            group=_group(mail.pw_gid),
            mail_user=mail.pw_uid,
            mail_group=mail.pw_gid,
        )
    )
    process = subprocess.Popen([program, "-F", "-c", str(config)], stderr=subprocess.PIPE)
    try:
        _until_it_answers(process, port, folder)
        yield Dovecot(port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd:
    """Dovecot reads no mail as root."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    return pwd.getpwnam("nobody")


def _group(number: int) -> str:
    import grp

    return grp.getgrgid(number).gr_name


def _until_it_answers(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    for _ in range(100):
        if process.poll() is not None:
            said = process.stderr.read().decode() if process.stderr else ""
            log = folder / "log"
            raise RuntimeError(f"dovecot ended: {said} {log.read_text() if log.exists() else ''}")
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            client = imaplib.IMAP4("127.0.0.1", port, timeout=2)
            client.login(USER, PASSWORD)
            client.logout()
            return
        time.sleep(0.1)
    raise RuntimeError(f"dovecot does not answer: {(folder / 'log').read_text()}")
