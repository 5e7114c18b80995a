"""More connections, made beside the work: being let in takes several answers, and the mails need not wait for them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

from scheduler.channels.answers import Ended
from scheduler.channels.email.session import Session
from scheduler.domain.outcomes import Outcome

Knock = Callable[[], Session]
"""Be let in; Ended with the reason when that cannot be done."""


class Doors:
    """Sessions entered in threads of their own. `bell` becomes readable when one has come, or was turned away."""

    def __init__(self, knock: Knock) -> None:
        self._knock = knock
        self._lock = threading.Lock()
        self._come: list[Session | Outcome] = []
        self._over = False
        self.waiting = 0
        self.bell, self._rope = socket.socketpair()
        self.bell.setblocking(False)

    def knock(self) -> None:
        """Ask for one more."""
        self.waiting += 1
        threading.Thread(target=self._enter, name="mail server", daemon=True).start()

    def come(self) -> list[Session | Outcome]:
        """Who has come since, or why not."""
        with self._lock:
            come, self._come = self._come, []
            if come:
                self.bell.recv(len(come))
        self.waiting -= len(come)
        return come

    def shut(self) -> None:
        """Whoever comes now is sent away."""
        with self._lock:
            self._over, left, self._come = True, self._come, []
            self.bell.close()
            self._rope.close()
        for session in left:
            _send_away(session)

    def _enter(self) -> None:
        session: Session | Outcome
        try:
            session = self._knock()
        except Ended as ended:
            session = ended.outcome
        with self._lock:
            if not self._over:
                self._come.append(session)
                self._rope.send(b"!")
                return
        _send_away(session)


def _send_away(session: Session | Outcome) -> None:
    if isinstance(session, Session):
        session.quit()
