"""What signing (DKIM) and encryption (TLS) cost a mail, beside the same mails without.

Signed: 30 kB multipart over 8 connections into Postfix's `smtp-sink`, beside `smtp-source` in the same round.
Encrypted: `smtp-sink` speaks no TLS, so both rows go into a small sink of ours in another process, and the sender's own
CPU is what counts. Run alone: `python -m benchmarks.sealed`.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import sending
from benchmarks.figure import Figure

COUNT, ROUNDS = 1000, 3
SIGNED = {"RSA-2048": ("rsa",), "ed25519": ("ed25519",), "both": ("rsa", "ed25519")}


def figures(_speed: float) -> Iterator[Figure]:
    """Medians of three rounds, as ratios within the same round."""
    if shutil.which("smtp-source", path=sending.PATH) and shutil.which("smtp-sink", path=sending.PATH):
        yield from _signed()
    else:
        yield Figure("newsletter signed (DKIM)", "not measured", "needs postfix")
    yield from _encrypted()


def _signed() -> Iterator[Figure]:
    from tests.servers import mail

    rounds = []
    for _ in range(ROUNDS):
        with mail.sink() as values:
            found = {"smtp-source": sending._smtp_source(values["port"]), "unsigned": _run(values)}
            found |= {name: _run(values, algorithms) for name, algorithms in SIGNED.items()}
            rounds.append(found)
    for name in ("unsigned", *SIGNED):
        what = "newsletter not signed" if name == "unsigned" else f"newsletter signed with {name}"
        speed = _median([found[name].rate / found["smtp-source"].rate for found in rounds])
        cpu = _median([found[name].cpu / found["unsigned"].cpu for found in rounds])
        yield Figure(f"{what}: speed, smtp-source = 1", f"{speed:.2f} ×", "")
        if name != "unsigned":
            yield Figure(f"{what}: CPU a mail, not signed = 1", f"{cpu:.1f} ×", "")


def _encrypted() -> Iterator[Figure]:
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            with _sink(Path(folder), tls=False) as plain, _sink(Path(folder), tls=True) as sealed:
                before, after = _run(plain), _run(sealed)
                ratios.append(after.cpu / before.cpu)
    yield Figure("newsletter over TLS: CPU a mail, without = 1", f"{_median(ratios):.2f} ×", "")


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _run(values: dict[str, str], algorithms: Sequence[str] = ()) -> sending.Run:
    from scheduler.channels.base import Credentials, Job, Memo
    from scheduler.channels.email import dkim

    keys = [asdict(dkim.new_key(f"s-{name}", "willow.example", name)) for name in algorithms]
    signed_in = Credentials({**values, "dkim": "s"} if keys else values, signing=keys)
    now, payload, channel = datetime.now(UTC), sending._payload(), sending._channel()
    jobs = [Job(n, f"{n:032x}", payload, sending._holes(n), Memo(), signed_in, now) for n in range(COUNT)]
    sent: list[Any] = []
    found: list[sending.Run] = []
    with sending._measured(COUNT, resource.RUSAGE_SELF, found):
        channel.send_many(jobs, lambda batch: batch, sent.extend, lambda: False)
    assert len(sent) == COUNT
    return found[0]


# --- the sink, in another process ---


@contextmanager
def _sink(folder: Path, *, tls: bool) -> Iterator[dict[str, str]]:
    from tests.fakes import smtp_tls

    ca_file, cert, key = smtp_tls.make(folder)
    command = [sys.executable, "-m", "benchmarks.sealed", "--sink", *([str(cert), str(key)] if tls else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as running:
        assert running.stdout
        port = running.stdout.readline().strip()
        os.environ["SSL_CERT_FILE"] = str(ca_file)
        try:
            security = "implicit" if tls else "none"
            yield {"host": "localhost", "port": port, "security": security, "timeout": "30"}
        finally:
            os.environ.pop("SSL_CERT_FILE", None)
            running.terminate()


def _serve(files: Sequence[str]) -> None:
    context = None
    if files:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=_talk, args=(connection, context), daemon=True).start()


def _talk(connection: socket.socket, context: ssl.SSLContext | None) -> None:
    """Takes everything; an envelope in one write and the body before it are both understood."""
    wire = context.wrap_socket(connection, server_side=True) if context else connection
    wire.sendall(b"220 sink\r\n")
    heard, in_body = b"", False
    while data := wire.recv(65536):
        heard += data
        answer = b""
        while True:
            if in_body:
                _, found, rest = heard.partition(b"\r\n.\r\n")
                if not found:
                    break
                heard, in_body, answer = rest, False, answer + b"250 2.0.0 Ok\r\n"
                continue
            line, found, rest = heard.partition(b"\r\n")
            if not found:
                break
            heard, word = rest, line[:4].upper()
            in_body = word == b"DATA"
            answer += {b"EHLO": b"250-sink\r\n250 PIPELINING\r\n", b"DATA": b"354 go\r\n"}.get(
                word, b"250 2.1.0 Ok\r\n"
            )
        if answer:
            wire.sendall(answer)


if __name__ == "__main__":
    if "--sink" in sys.argv:
        _serve(sys.argv[sys.argv.index("--sink") + 1 :])
    else:
        from benchmarks.__main__ import show

        show(figures(1.0))
