"""A small load client: a few kept-alive connections, each asking again as soon as its answer is complete."""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

BUFFER = 262_144
PATIENCE = 20.0


@dataclass(frozen=True)
class Question:
    """A request as bytes, and how long its answer is."""

    request: bytes
    length: int


def question(port: int, target: str) -> Question:
    """A GET of this target, with the length of its answer found out by asking once."""
    request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\n\r\n".encode("ascii")
    with _connected(port) as connection:
        connection.sendall(request)
        answer = b""
        while not _complete(answer):
            answer += connection.recv(BUFFER)
    assert answer.startswith(b"HTTP/1.1 200 "), answer[:200]
    return Question(request, len(answer))


def wait_for(port: int) -> None:
    """Wait until somebody listens there."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            _connected(port).close()
        except ConnectionRefusedError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)
        else:
            return


def rate(port: int, questions: Sequence[Question], *, connections: int, seconds: float) -> float:
    """Answers a second over these connections. Answers have the same length every time, so none is looked into."""
    turns = cycle(questions)
    answered = 0
    with selectors.DefaultSelector() as selector:
        waiting: dict[int, int] = {}
        for _ in range(connections):
            connection = _connected(port)
            selector.register(connection, selectors.EVENT_READ, connection)
            waiting[connection.fileno()] = _ask(connection, next(turns))
        begun = time.perf_counter()
        while time.perf_counter() - begun < seconds:
            for key, _ in selector.select():
                connection = key.data
                waiting[key.fd] -= len(connection.recv(BUFFER))
                if waiting[key.fd] == 0:
                    answered += 1
                    waiting[key.fd] = _ask(connection, next(turns))
        elapsed = time.perf_counter() - begun
        for key in tuple(selector.get_map().values()):
            selector.unregister(key.fileobj)
            key.data.close()
    return answered / elapsed


def _ask(connection: socket.socket, asked: Question) -> int:
    connection.sendall(asked.request)
    return asked.length


def _connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _complete(answer: bytes) -> bool:
    head, gap, body = answer.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(gap) and len(body) >= int(lengths[0].partition(b":")[2])
