"""`bianmu serve` and `bianmu worker`: what stays running."""

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator
from typing import Annotated

import typer
import uvicorn

from catalog.database import Registry
from portal import worker as workers
from portal.cli import console
from portal.cli.registry import registry
from portal.settings import Settings

# A delivery that hangs at a slow target is broken off with the program; it goes on from its notes the next time.
LAST_WORDS_SECONDS = 10
APPLICATION = "portal.app:from_settings"


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Web processes.", min=1)] = 1,
    with_worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Also keep the shelves in step with the log.")] = True,
) -> None:
    """Serve the public portal and the CKAN endpoint.

    Example: bianmu serve --host 0.0.0.0 --port 8080
    """
    settings = Settings()
    with listening(host, port) as listener, keeping_up(registry(), settings) if with_worker else contextlib.nullcontext():
        console.say(console.either(f"正在服务：http://{host}:{port}/", f"Serving http://{host}:{port}/"))
        run(settings, listener, workers)


def worker() -> None:
    """Keep the shelves in step with the publication log, without serving.

    Example: bianmu worker
    """
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    with keeping_up(registry(), Settings()):
        over.wait()


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """The socket, bound before anything is begun: a port in use is one line, not a traceback."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            console.fail(
                console.either(
                    f"无法监听 {host}:{port}（{error.strerror}）；请换一个端口或停掉占用它的程序。",
                    f"Cannot listen on {host}:{port} ({error.strerror}); choose another port or stop what uses it.",
                )
            )
        yield listener


@contextlib.contextmanager
def keeping_up(registry: Registry, settings: Settings) -> Iterator[None]:
    """A thread that keeps the shelves in step while the block runs; they are in step before it begins."""
    stop = threading.Event()
    workers.catch_up(registry, settings)
    threads = [threading.Thread(target=each, args=(registry, settings, stop), daemon=True) for each in workers.DUTIES]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(LAST_WORDS_SECONDS)


def run(settings: Settings, listener: socket.socket, workers: int = 1) -> None:
    """Serve on an open socket until stopped."""
    # Web processes are started anew and read their settings from the environment.
    os.environ |= settings.as_environment()
    fd = listener.fileno()
    uvicorn.run(APPLICATION, factory=True, fd=fd, workers=workers, access_log=False, server_header=False, log_level="warning")
