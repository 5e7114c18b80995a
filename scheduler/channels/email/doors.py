"""More connections, made beside the work: being let in takes several answers, and the mails need not wait for them."""

from __future__ import annotations

import threading
from collections.abc import Callable

from scheduler.channels.answers import Ended
from scheduler.channels.email.bell import Bell
from scheduler.channels.email.session import Session
from scheduler.domain.outcomes import Outcome

Knock = Callable[[], Session]
"""Be let in; Ended with the reason when that cannot be done."""


class Doors:
    """Sessions entered in threads of their own. `bell` is rung when one has come, or was turned away."""

    def __init__(self, knock: Knock, bell: Bell) -> None:
        self._knock, self._bell = knock, bell
        self._lock = threading.Lock()
        self._come: list[Session | Outcome | BaseException] = []
        self._over = False
        self.waiting = 0

    def knock(self) -> None:
        """Ask for one more."""
        self.waiting += 1
        threading.Thread(target=self._enter, name="mail server", daemon=True).start()

    def come(self) -> list[Session | Outcome]:
        """Who has come since, or why not. Raises what went wrong here, not there."""
        with self._lock:
            come, self._come = self._come, []
        self.waiting -= len(come)
        found: list[Session | Outcome] = []
        for one in come:
            if isinstance(one, BaseException):
                raise one
            found.append(one)
        return found

    def shut(self) -> None:
        """Whoever comes now is sent away."""
        with self._lock:
            self._over, left, self._come = True, self._come, []
        for session in left:
            _send_away(session)

    def _enter(self) -> None:
        session: Session | Outcome | BaseException
        try:
            session = self._knock()
        except Ended as ended:
            session = ended.outcome
        except BaseException as mistake:  # noqa: BLE001  a thread has nobody to tell but who asked for it
            session = mistake
        with self._lock:
            if not self._over:
                self._come.append(session)
                self._bell.ring()
                return
        _send_away(session)


def _send_away(session: Session | Outcome | BaseException) -> None:
    if isinstance(session, Session):
        session.quit()
