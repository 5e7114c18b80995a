"""A mail server that takes everything, for what smtp-sink cannot do: TLS, and a network with latency.

`python -m benchmarks.sinks [--delay SECONDS] [--tls CERT KEY]` prints its port, and at the end of its input how many
mails it took and how many seconds lay between the first and the last of them. A thread for each connection; every
answer waits `delay`, as on a line with that round trip.
"""

from __future__ import annotations

import argparse
import json
import socket
import ssl
import sys
import threading
import time

_HELLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
_ANSWERS = {b"EHLO": _HELLO, b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


class Sink:
    """`taken`: when each mail was."""

    def __init__(self, delay: float, secure: ssl.SSLContext | None) -> None:
        self._delay, self._secure = delay, secure
        self.taken: list[float] = []

    def talk(self, plain: socket.socket) -> None:
        """One connection, to its end."""
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = self._secure.wrap_socket(plain, server_side=True) if self._secure else plain
        connection.sendall(b"220 sink ESMTP\r\n")
        buffer, body = b"", False
        while data := connection.recv(262_144):
            buffer += data
            answers = []
            while True:
                end = buffer.find(b"\r\n.\r\n" if body else b"\r\n")
                if end < 0:
                    break
                line, buffer = buffer[:end], buffer[end + (5 if body else 2) :]
                if body:
                    self.taken.append(time.monotonic())
                    answers.append(b"250 2.0.0 Ok\r\n")
                else:
                    answers.append(_ANSWERS.get(line[:4].upper(), b"250 2.1.0 Ok\r\n"))
                body = not body and line[:4].upper() == b"DATA"
            if answers:
                time.sleep(self._delay)
                connection.sendall(b"".join(answers))


def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--tls", nargs=2)
    given = parser.parse_args()
    secure = None
    if given.tls:
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(*given.tls)
    sink, listener = Sink(given.delay, secure), socket.create_server(("127.0.0.1", 0), backlog=50)

    def serve() -> None:
        while True:
            threading.Thread(target=sink.talk, args=[listener.accept()[0]], daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.read()
    span = sink.taken[-1] - sink.taken[0] if sink.taken else 0.0
    print(json.dumps({"taken": len(sink.taken), "seconds": span}), flush=True)


if __name__ == "__main__":
    main()
