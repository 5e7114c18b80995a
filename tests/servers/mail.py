"""A real mail server on loopback: Postfix takes the mail, Dovecot keeps it; nothing can leave the machine.

Every address of every domain is delivered into a local mailbox, read with the password `pw`. At once refused are
`@rcpt550.test`, `@rcpt450.test` and `@rcpt452.test`; accepted, then bounced to the envelope sender with a real report
(RFC 3464), are `@nosuchuser.test` (5.1.1) and `@blocked.test` (5.7.1). Needs root and the Debian packages postfix,
dovecot-imapd and dovecot-lmtpd, whose own services are not used.
"""

from __future__ import annotations

import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic

from tests.fakes import smtp_tls
from tests.fakes.smtp import free_port

PASSWORD = "pw"
_POSTFIX_FILES = ("postfix-files", "dynamicmaps.cf")
_MAILBOX_USER, _MAILBOX_GROUP = "nobody", "nogroup"


def missing() -> str:
    """Why it cannot run here; empty when it can."""
    programs = [name for name in ("postfix", "dovecot") if not shutil.which(name, path=_path())]
    if programs:
        return f"{' and '.join(programs)} not installed (packages postfix dovecot-imapd dovecot-lmtpd)"
    return "" if os.geteuid() == 0 else "Postfix and Dovecot can only be started by root"


@dataclass(frozen=True)
class RealMail:
    """Where it listens: `smtp` (no login), `submission` (STARTTLS, login), `smtps` (TLS from the start, login); `imap`
    (plain, or STARTTLS) and `imaps` (TLS from the start)."""

    folder: Path
    smtp: int
    submission: int
    smtps: int
    imap: int
    imaps: int
    lmtp: int
    ca_file: Path

    def values(self, security: str = "none", **more: str) -> dict[str, str]:
        """The connect fields that lead here."""
        port = {"none": self.smtp, "starttls": self.submission, "implicit": self.smtps}[security]
        signed_in = {} if security == "none" else {"user": "hello@willow.example", "password": PASSWORD}
        return {"host": "localhost", "port": str(port), "security": security, "timeout": "30", **signed_in, **more}

    def inbox(self, address: str, expected: int = 1, seconds: float = 30) -> list[bytes]:
        """The mails of one mailbox as delivered, once there are `expected` of them or the time is over."""
        until = monotonic() + seconds
        while True:
            mails = self._read(address)
            if len(mails) >= expected or monotonic() > until:
                return mails
            Event().wait(0.05)

    def _read(self, address: str) -> list[bytes]:
        with imaplib.IMAP4("127.0.0.1", self.imap) as mailbox:
            mailbox.login(address, PASSWORD)
            mailbox.select("INBOX", readonly=True)
            numbers = mailbox.search(None, "ALL")[1][0].split()
            fetched = (mailbox.fetch(number, "(BODY.PEEK[])")[1][0] for number in numbers)
            return [part[1] for part in fetched if isinstance(part, tuple)]


@contextmanager
def running() -> Iterator[RealMail]:
    """Started from nothing in a folder of its own, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="mail-"))
    folder.chmod(0o755)
    try:
        mail = _laid_out(folder)
        try:
            _start(mail)
            yield mail
        finally:
            _stop(mail)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def sink(*options: str) -> Iterator[dict[str, str]]:
    """Postfix's smtp-sink, which takes everything and keeps nothing; `options` make it misbehave (`-q .`). Answers the
    connect fields that lead to it."""
    program, port = shutil.which("smtp-sink", path=_path()), free_port()
    user = ("-u", "nobody") if os.geteuid() == 0 else ()
    assert program
    running = subprocess.Popen([program, *user, *options, f"127.0.0.1:{port}", "100"])
    try:
        _wait_for(port)
        yield {"host": "127.0.0.1", "port": str(port), "security": "none", "timeout": "2"}
    finally:
        running.terminate()
        running.wait()


def no_sink() -> str:
    """Why there is no sink here; empty when there is one."""
    return "" if shutil.which("smtp-sink", path=_path()) else "smtp-sink is not installed (package postfix)"


def _laid_out(folder: Path) -> RealMail:
    for name in ("dove/run", "dove/mail", "pf/queue", "pf/data", "pf/conf/postfix-files.d", "pf/conf/dynamicmaps.cf.d"):
        (folder / name).mkdir(parents=True)
    shutil.chown(folder / "dove/mail", _MAILBOX_USER, _MAILBOX_GROUP)
    shutil.chown(folder / "pf/data", "postfix", "postfix")
    for name in _POSTFIX_FILES:
        shutil.copy(f"/etc/postfix/{name}", folder / "pf/conf" / name)
    ports: set[int] = set()
    while len(ports) < 6:
        ports.add(free_port())
    smtp, submission, smtps, imap, imaps, lmtp = sorted(ports)
    mail = RealMail(folder, smtp, submission, smtps, imap, imaps, lmtp, smtp_tls.make(folder)[0])
    conf = folder / "pf/conf"
    (folder / "dovecot.conf").write_text(_dovecot(mail))
    (conf / "main.cf").write_text(_main_cf(mail))
    (conf / "master.cf").write_text(_master_cf(mail))
    (conf / "transport").write_text(
        "/@.*nosuchuser\\.(test|example)$/ error:5.1.1 The address does not exist\n"
        "/@.*blocked\\.test$/ error:5.7.1 Message rejected due to policy\n"
    )
    (conf / "recipients").write_text(
        "/@rcpt550\\.test$/ 550 5.1.1 User unknown\n"
        "/@rcpt450\\.test$/ 450 4.2.1 Greylisted, try again later\n"
        "/@rcpt452\\.test$/ 452 4.5.3 Too many recipients\n"
    )
    return mail


def _dovecot(mail: RealMail) -> str:
    dove = mail.folder / "dove"
    return f"""
base_dir = {dove}/run
state_dir = {dove}/run
log_path = {dove}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{mail.folder}/cert.pem
ssl_key = <{mail.folder}/key.pem
disable_plaintext_auth = no
mail_location = maildir:{dove}/mail/%u
mail_uid = {_MAILBOX_USER}
mail_gid = {_MAILBOX_GROUP}
first_valid_uid = 1
auth_mechanisms = plain login
mail_max_userip_connections = 100
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={_MAILBOX_USER} gid={_MAILBOX_GROUP} home={dove}/mail/%u allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {mail.imap}
  }}
  inet_listener imaps {{
    port = {mail.imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {mail.lmtp}
  }}
}}
service auth {{
  unix_listener auth-userdb {{
    mode = 0666
  }}
  unix_listener {mail.folder}/pf/queue/private/dauth {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
"""


def _main_cf(mail: RealMail) -> str:
    pf = mail.folder / "pf"
    return f"""
compatibility_level = 3.6
queue_directory = {pf}/queue
data_directory = {pf}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mx.studio.test
mydestination =
mynetworks = 127.0.0.0/8
default_transport = lmtp:inet:127.0.0.1:{mail.lmtp}
relay_transport = lmtp:inet:127.0.0.1:{mail.lmtp}
transport_maps = regexp:{pf}/conf/transport
alias_maps =
alias_database =
local_recipient_maps =
smtp_dns_support_level = disabled
lmtp_host_lookup = native
smtp_host_lookup = native
maillog_file = {mail.folder}/postfix.log
maillog_file_prefixes = {mail.folder}
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access regexp:{pf}/conf/recipients, permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
recipient_delimiter = +
smtpd_sasl_auth_enable = no
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/dauth
smtpd_tls_cert_file = {mail.folder}/cert.pem
smtpd_tls_key_file = {mail.folder}/key.pem
"""


def _master_cf(mail: RealMail) -> str:
    login_only = "-o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=permit_sasl_authenticated,reject"
    login_only += " -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject"
    return f"""
127.0.0.1:{mail.smtp} inet n - n - - smtpd
127.0.0.1:{mail.submission} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt {login_only}
127.0.0.1:{mail.smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes {login_only}
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def _start(mail: RealMail) -> None:
    (mail.folder / "pf/queue/private").mkdir(exist_ok=True)
    shutil.chown(mail.folder / "pf/queue/private", "postfix")
    _run(mail, "dovecot", "-c", f"{mail.folder}/dovecot.conf")
    _run(mail, "postfix", "-c", f"{mail.folder}/pf/conf", "start")
    for port in (mail.smtp, mail.submission, mail.smtps, mail.imap, mail.imaps, mail.lmtp):
        _wait_for(port)


def _stop(mail: RealMail) -> None:
    _run(mail, "postfix", "-c", f"{mail.folder}/pf/conf", "stop", check=False)
    _run(mail, "doveadm", "-c", f"{mail.folder}/dovecot.conf", "stop", check=False)


def _run(mail: RealMail, *command: str, check: bool = True) -> None:
    """Output goes to a file: a daemon would keep a pipe open."""
    with (mail.folder / "output").open("a+") as output:
        done = subprocess.run(command, stdout=output, stderr=output, timeout=60, env={"PATH": _path()}, check=False)
        if check and done.returncode:
            output.seek(0)
            raise RuntimeError(f"{' '.join(command)}: {output.read()}")


def _wait_for(port: int, seconds: float = 30) -> None:
    until = monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if monotonic() > until:
                raise RuntimeError(f"nothing listens on {port}") from None
            Event().wait(0.05)


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/bin:/bin"
