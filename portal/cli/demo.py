"""`bianmu demo`: a whole bureau to look at."""

from typing import Annotated

import typer

from catalog.clock import SystemClock
from portal.cli import console, serving
from portal.demo import build, files
from portal.settings import ENVIRONMENT_FILE, Settings


def demo(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
    prepare_only: Annotated[bool, typer.Option("--prepare-only", help="Build the demo and do not serve it.")] = False,
) -> None:
    """Load the bureau, walk its entries through the procedures, and serve what became open.

    Example: bianmu demo --port 8123
    """
    settings = Settings()
    home = build.folder(settings)
    own = settings.model_copy(update={"home": home, "database_url": None, "audit_key_file": None, "site_url": f"http://{host}:{port}"})
    if prepare_only:
        _prepare(own)
        return
    with serving.listening(host, port) as listener:
        _prepare(own)
        # So that `BIANMU_HOME=… bianmu …` means this demo, at this address.
        (home / ENVIRONMENT_FILE).write_text(f"BIANMU_SITE_URL={own.site_url}\n", encoding="utf-8")
        console.say(console.either(f"演示已就绪：http://{host}:{port}/", f"The demo is ready: http://{host}:{port}/"))
        console.say(console.either(f"账号见 {home / build.ACCOUNTS}", f"The accounts are in {home / build.ACCOUNTS}"))
        with serving.keeping_up(own.registry(SystemClock()), own):
            serving.run(own, listener)


def _prepare(own: Settings) -> None:
    if build.is_built(own):
        return
    with console.progress(console.either("正在登记和审核", "registering and judging"), len(files.plans())) as watch:
        build.build(own, watch)
