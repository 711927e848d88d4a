"""`bianmu remote …`: open entries delivered to other CKANs."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from catalog import publication_log
from portal.ckan_interop.remote import ledger, state, targets
from portal.ckan_interop.remote.delivery import Report, push
from portal.ckan_interop.remote.keeping_up import source
from portal.ckan_interop.remote.receipts import Receipt
from portal.ckan_interop.remote.reconciling import reconcile
from portal.ckan_interop.remote.refusals import RemoteError, wording
from portal.ckan_interop.remote.standing import standing
from portal.ckan_interop.remote.targets import MistakesError, Target
from portal.cli import console
from portal.cli.registry import reading, registry
from portal.settings import Settings

app = typer.Typer(help="Delivery to other CKANs.\n\nExample: bianmu remote push city", no_args_is_help=True)
NAME = typer.Argument(help="Name of the target in remotes.toml; all of them when left out.")
ACTS = {
    "created": ("新建", "created"),
    "updated": ("更新", "updated"),
    "restored": ("恢复", "restored"),
    "unchanged": ("无变化", "unchanged"),
    "withdrawn": ("撤下", "withdrawn"),
    "purged": ("清除", "purged"),
    "absent": ("本不在", "was not there"),
}


@app.command("push")
def push_now(name: Annotated[str | None, NAME] = None) -> None:
    """Deliver what is due now, without waiting out the pauses after failures.

    Example: bianmu remote push city
    """
    _serve(name, lambda target, watch: push(target, source(registry(), Settings()), progress=watch))


@app.command("reconcile")
def reconcile_now(name: Annotated[str | None, NAME] = None) -> None:
    """Compare everything at the target with the open catalogue, mend what differs, and say what was mended.

    Example: bianmu remote reconcile city
    """
    _serve(name, lambda target, watch: reconcile(target, source(registry(), Settings()), progress=watch))


@app.command()
def retry(
    name: Annotated[str, typer.Argument(help="Name of the target in remotes.toml.")],
    entry: Annotated[str, typer.Argument(help="Code, name or identity of the entry.")],
) -> None:
    """Try an entry again that failed or was given up, after its cause was seen to.

    Example: bianmu remote retry city 307001002/000012
    """
    settings = Settings()
    target = _targets(name)[0]
    with state.sole(settings.home, target.name, waiting=True), state.opened(settings.home, target.name) as file:
        found = ledger.try_again(file, entry)
    if found is None:
        console.fail(console.either(f"“{name}”没有投递过“{entry}”。", f"“{entry}” was never on its way to “{name}”."))
    push_now(name)


@app.command()
def status(
    name: Annotated[str | None, NAME] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a target, with its failures.")] = False,
) -> None:
    """How the targets stand, from our own notes; exit code 1 when something needs attention.

    Example: bianmu remote status --json
    """
    settings = Settings()
    with reading() as session:
        head = publication_log.head(session)
    found = [standing(settings.home, target, settings.locale) for target in _targets(name)]
    headings = {
        "target": "目标", "number": "日志序号", "head": "日志末号", "shown": "已投递", "withdrawn": "已撤下", "different": "有出入",
        "waiting": "待投递", "reached_at": "上次连通", "trouble": "故障",
    }  # fmt: skip
    console.say_rows([asdict(one) | {"head": head} for one in found], headings, as_json=as_json)
    for failed in (failed for one in found if not as_json for failed in one.failures):
        console.say(f"{failed.name or failed.id}: {failed.reason}")
    if any(one.trouble or one.failures for one in found):
        raise typer.Exit(console.FOUND_PROBLEMS)


def _serve(name: str | None, act: Callable[[Target, Callable[[int], None]], Report | None]) -> None:
    is_clean = True
    for target in _targets(name):
        with console.progress(target.name, None) as watch:
            # What keeps one target from being served keeps no other waiting.
            try:
                report = act(target, watch)
            except RemoteError as error:
                console.ERR.print(f"{target.name}: {_words(error)}", markup=False, highlight=False)
                is_clean = False
            else:
                is_clean &= report is not None and _say(report)
    if not is_clean:
        raise typer.Exit(console.FOUND_PROBLEMS)


def _say(report: Report) -> bool:
    """What was done at a target, and what was not; whether all is well."""
    for name, receipt in (*report.places, *report.receipts):
        if receipt.wrote or receipt.differences:
            console.say(f"{report.target}: {name} {_outcome(receipt)}")
    for name, error in report.failures:
        console.say(f"{report.target}: {name} {_words(error)}")
    if report.trouble:
        console.say(f"{report.target}: {_words(report.trouble)}")
    wrote = sum(receipt.wrote for _, receipt in report.receipts)
    console.say(
        console.either(
            f"{report.target}：核对 {len(report.receipts)} 条，写入 {wrote} 条，失败 {len(report.failures)} 条。",
            f"{report.target}: {len(report.receipts)} read back, {wrote} written, {len(report.failures)} failed.",
        )
    )
    return report.is_clean


def _outcome(receipt: Receipt) -> str:
    fields = ", ".join(difference.field for difference in receipt.differences)
    done = console.either(*ACTS[receipt.act])
    return f"{done} ({console.either('有出入', 'differs')}: {fields})" if fields else done


def _words(error: RemoteError) -> str:
    return wording(error.code, error.parameters, console.locale())


def _targets(name: str | None) -> tuple[Target, ...]:
    try:
        found = targets.read(Settings().home)
    except MistakesError as error:
        for mistake in error.mistakes:
            console.ERR.print(mistake.text(console.locale()), markup=False, highlight=False)
        raise typer.Exit(console.WRONG_USAGE) from None
    chosen = tuple(target for target in found if name in {None, target.name})
    if not chosen:
        _none(name)
    return chosen


def _none(name: str | None) -> None:
    if name is None:
        console.fail(
            console.either(f"没有投递目标；请在 {targets.FILE} 中配置。", f"There are no targets; name them in {targets.FILE}."),
            console.WRONG_USAGE,
        )
    console.fail(console.either(f"没有名为“{name}”的投递目标。", f"There is no target “{name}”."), console.WRONG_USAGE)
