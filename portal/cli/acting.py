"""Who acts on the command line: a person with an account and a password, never the machine's root."""

import getpass
import sys
from pathlib import Path

import typer
from sqlmodel import Session

from catalog.actor import Actor
from portal.access import passwords
from portal.cli import console
from portal.cli.terminal import CHANNEL, os_user

AS = typer.Option("--as", help="Account of the person who acts.")
PASSWORD_FILE = typer.Option("--password-file", help="File with that person's password; asked for on the terminal otherwise.")


def acting_person(session: Session, account: str, password_file: Path | None) -> Actor:
    """The person behind `account` after the password was checked."""
    return passwords.recognise(session, account, _password(account, password_file), CHANNEL, os_user())


def _password(account: str, password_file: Path | None) -> str:
    if password_file is not None:
        try:
            return password_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            console.fail(console.either(f"无法读取口令文件 {password_file}。", f"The password file {password_file} cannot be read."), 2)
    if not sys.stdin.isatty():
        console.fail(
            console.either(
                "没有终端可输入口令，请用 --password-file。", "There is no terminal to ask for the password; use --password-file."
            ),
            2,
        )
    return getpass.getpass(console.either(f"{account} 的口令：", f"Password of {account}: "))
