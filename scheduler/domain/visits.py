"""Was it a person who followed a link of a letter? Pure; docs/clicks.md says the rules in words.

Mail servers, security products and chat programs open links before anybody reads them, often with a browser's name
(rules section 2.3; listmonk and Mautic count them all). Judged in two steps: at the door, by how the request is made;
and once the day is known, by how many links came at once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

SETTLING = timedelta(seconds=10)
"""Scanners look within seconds of delivery; nobody reads so fast."""

WHILE_SENDING = timedelta(minutes=3)
"""While copies still leave, somebody's has always just arrived; for a long send that cannot go on."""

AT_ONCE = timedelta(seconds=5)
MANY = 3
_MACHINES = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|scan|preview|prefetch|fetch|monitor|headless|phantom|validator|checker|curl|wget|"
    r"python|perl|ruby|java/|go-http|okhttp|libwww|httpclient|axios|node|postman|facebookexternalhit|whatsapp|skype|"
    r"slack|telegram|discord|proxy|barracuda|mimecast|proofpoint|symantec|trendmicro|cisco|ironport|fortinet|sophos|"
    r"safelinks|microsoft office|ms-office|outlook-|cloudmark|urlcheck|virustotal",
    re.IGNORECASE,
)
_BROWSER = re.compile(r"(?:Mozilla|Opera)/\S+ \S")


@dataclass(frozen=True, slots=True)
class Visit:
    """A link that was followed. `visitor` and `network`: fingerprints that mean nothing after a day. `machine`: seen to
    be none by a person at the door."""

    link: str
    at: datetime
    visitor: str
    network: str
    machine: bool = False


def by_a_person(method: str, headers: Mapping[str, str]) -> bool:
    """Does the request look like a browser that somebody told to open an address? `headers`: by their usual names."""
    agent = headers.get("User-Agent", "")
    early = " ".join(headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")).lower()
    return (
        method == "GET"
        and bool(_BROWSER.match(agent))
        and not _MACHINES.search(agent)
        and not any(word in early for word in ("prefetch", "preview", "prerender"))
        and "text/html" in headers.get("Accept", "")
        and bool(headers.get("Accept-Language"))
        and headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and headers.get("Sec-Fetch-Dest", "document") == "document"
    )


def counts_from(began: datetime, ended: datetime | None) -> datetime:
    """When clicks of an issue begin to count: ten seconds after its last copy left, but three minutes and ten seconds
    after the first at the latest."""
    latest = began + WHILE_SENDING
    return min(ended or latest, latest) + SETTLING


def judged(visits: Iterable[Visit], links: int) -> dict[str, tuple[int, int]]:
    """For each link how many people followed it, one visitor once, and how many visits were a machine's. `links`: how
    many the letter has.

    Three links, or all of two, from one network within five seconds were opened by a machine.
    """
    machines = _at_once(visits := list(visits), max(2, min(MANY, links)))
    seen: dict[str, tuple[set[str], list[Visit]]] = defaultdict(lambda: (set(), []))
    for place, visit in enumerate(visits):
        people, others = seen[visit.link]
        others.append(visit) if visit.machine or place in machines else people.add(visit.visitor)
    return {link: (len(people), len(others)) for link, (people, others) in seen.items()}


def _at_once(visits: list[Visit], many: int) -> set[int]:
    """The places of visits that belong to so many different links at once."""
    rows: dict[str, list[int]] = defaultdict(list)
    for place in sorted(range(len(visits)), key=lambda place: visits[place].at):
        rows[visits[place].network].append(place)
    return {place for row in rows.values() for place in _bursts([(place, visits[place]) for place in row], many)}


def _bursts(row: list[tuple[int, Visit]], many: int) -> Iterator[int]:
    """Of one network's visits in order. Each is looked at twice at the most, however many come."""
    within: Counter[str] = Counter()
    first = told = 0
    for last, (_, visit) in enumerate(row):
        within[visit.link] += 1
        while visit.at - row[first][1].at > AT_ONCE:
            within[row[first][1].link] -= 1
            if not within[row[first][1].link]:
                del within[row[first][1].link]
            first += 1
        if len(within) >= many:
            yield from (place for place, _ in row[max(first, told) : last + 1])
            told = last + 1
