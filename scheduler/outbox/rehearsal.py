"""Practice: what would have been sent is written to the home's `rehearsal/`, and nothing leaves the machine.

rehearsal/m34-newsletter/0001.eml …     at most 25 copies of an issue
rehearsal/m34-newsletter/recipients.csv everyone who would have had one
rehearsal/m35-bluesky/1.json            what the network would have been asked, part by part; pictures beside it
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scheduler.channels.base import After, Before, Channel, Job, Stopped
from scheduler.domain.outcomes import Accepted, Outcome
from scheduler.domain.people_csv import guard, unguard

COPIES = 25
AT_ONCE = 20


class RehearsalChannel(Channel):
    """Stands in for `channel` while one message is drained: the same payloads, files instead of a network.

    A copy that is written again, because the program was stopped in between, replaces the first.
    """

    def __init__(self, channel: Channel, folder: Path) -> None:
        self.kind, self.bulk, self.window = channel.kind, channel.bulk, AT_ONCE if channel.bulk else 1
        self._channel, self._folder = channel, folder
        self._numbers: dict[str, int] | None = None

    def send(self, job: Job) -> Outcome:
        """Write the copy."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = self._mail(job.holes) if self.bulk else str(job.part)
        if name:
            self._write(name, job)
        return Accepted()

    def send_many(self, jobs: Sequence[Job], before: Before, after: After, stopped: Stopped) -> None:
        """In batches, as a mail server would get them."""
        for start in range(0, len(jobs), self.window):
            if stopped():
                return
            allowed = before(jobs[start : start + self.window])
            after([(job, self.send(job)) for job in allowed])

    def _mail(self, holes: Any) -> str:
        """The number of this reader's file; empty beyond the first 25, who are only listed."""
        if self._numbers is None:
            self._numbers = {address: number for number, address in enumerate(_listed(self._list), 1)}
        if holes["to"] not in self._numbers:
            self._numbers[holes["to"]] = len(self._numbers) + 1
            with self._list.open("a", newline="", encoding="utf-8") as file:
                csv.writer(file).writerow([guard(holes["to"]), guard(holes.get("first_name", ""))])
        number = self._numbers[holes["to"]]
        return f"{number:04}" if number <= COPIES else ""

    @property
    def _list(self) -> Path:
        return self._folder / "recipients.csv"

    def _write(self, name: str, job: Job) -> None:
        files = self._channel.files(job) or super().files(job)
        for suffix, data in files.items():
            (self._folder / f"{name}.{suffix}").write_bytes(data)
        for picture in job.payload.get("images", ()):
            path = self._folder / f"{picture['sha256'][:12]}.{picture['type'].rpartition('/')[2]}"
            if not path.exists():
                path.write_bytes(job.load_media(picture["sha256"]))


def folder_of(home: Path, ref: str, account: str) -> Path:
    """`rehearsal/m34-newsletter` of a home."""
    return home / "rehearsal" / f"{ref}-{re.sub(r'[^A-Za-z0-9_-]+', '-', account)}"


def written(home: Path, ref: str, account: str) -> tuple[Path, list[str]]:
    """Where a practised post or issue lies, and the names of its files in order; empty before it was practised."""
    folder = folder_of(home, ref, account)
    return folder, sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _listed(path: Path) -> Iterator[str]:
    if path.exists():
        with path.open(newline="", encoding="utf-8") as file:
            yield from (unguard(row[0]) for row in csv.reader(file) if row)
