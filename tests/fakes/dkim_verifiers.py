"""Other people's DKIM verifiers, fed the DNS entries of our keys: dkimpy, and opendkim where it is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import dkim as dkimpy

from scheduler.channels.email.dkim import Key

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


def no_opendkim() -> str:
    """Why it cannot be asked here; empty when it can."""
    return "" if shutil.which("opendkim", path=_PATH) else "opendkim is not installed (package opendkim)"


def by_dkimpy(raw: bytes, keys: Sequence[Key]) -> list[bool]:
    """What it says of each signature, from the top."""
    known = {f"{key.record_name}.".encode(): key.record.encode() for key in keys}
    verifier = dkimpy.DKIM(raw)

    def answer(name: bytes, timeout: int = 5) -> bytes | None:
        return known.get(name)

    count = sum(1 for name, _value in verifier.headers if name.lower() == b"dkim-signature")
    return [_verified(verifier, number, answer) for number in range(count)]


def _verified(verifier: dkimpy.DKIM, number: int, answer: object) -> bool:
    try:
        return bool(verifier.verify(number, dnsfunc=answer))
    except dkimpy.DKIMException:
        return False


def by_opendkim(raw: bytes, keys: Sequence[Key], folder: Path) -> bool:
    """What it says of a mail (of its first signature)."""
    (folder / "keys").write_text("".join(f"{key.record_name} {key.record}\n" for key in keys))
    (folder / "conf").write_text(
        f"TestPublicKeys {folder}/keys\nMode v\nOn-Default reject\nOn-SignatureError reject\nRequireSafeKeys no\n"
        "SyslogSuccess no\nAllowSHA1Only no\n"
    )
    (folder / "mail").write_bytes(raw)
    program = shutil.which("opendkim", path=_PATH)
    assert program
    done = subprocess.run(
        [program, "-v", "-x", f"{folder}/conf", "-t", f"{folder}/mail"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return bool(re.search(r"verification \(.*\) succeeded", done.stdout + done.stderr))
