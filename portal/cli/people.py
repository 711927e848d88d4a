"""`bianmu people …`: who works here, and in which roles."""

import uuid
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from catalog import actor as actors
from catalog import organisation, people
from catalog.actor import Actor
from catalog.errors import ConflictError, NotFoundError
from catalog.people import NewPerson, Person
from portal.access import passwords
from portal.cli import console
from portal.cli.acting import AS, PASSWORD_FILE, acting_person
from portal.cli.registry import reading, writing
from portal.cli.terminal import os_user
from workflows import rights, roles

app = typer.Typer(help="People and their roles.\n\nExample: bianmu people list", no_args_is_help=True)
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


@app.command()
def bootstrap(
    system_admin: Annotated[str, typer.Option(help="Account of the system administrator (系统管理员).")] = "system-admin",
    security_admin: Annotated[str, typer.Option(help="Account of the security administrator (安全管理员).")] = "security-admin",
    audit_admin: Annotated[str, typer.Option(help="Account of the audit administrator (审计管理员).")] = "audit-admin",
) -> None:
    """Make the first three administrators, once, while there is nobody; prints their one-time passwords.

    Example: bianmu people bootstrap --system-admin zhangwei --security-admin lina --audit-admin wangfang
    """
    made = []
    with writing() as session:
        if not people.is_empty(session):
            raise ConflictError("already_bootstrapped")
        by = actors.of_the_system("cli", os_user())
        for account, role in zip((system_admin, security_admin, audit_admin), ADMINISTRATORS, strict=True):
            password = passwords.random_password()
            person = people.add(session, by, NewPerson(account, account, None, passwords.hashed(password)))
            people.grant(session, by, person, role, None)
            made.append({"account": account, "role": role, "password": password})
    console.say_rows(made, {"account": "账号 account", "role": "角色 role", "password": "口令 password"}, as_json=False)


@app.command()
def add(
    account: Annotated[str, typer.Argument(help="New account.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    acting: Annotated[str, AS],
    office: Annotated[str | None, typer.Option(help="Slug of the unit or office.")] = None,
    password_file: Annotated[Path | None, PASSWORD_FILE] = None,
) -> None:
    """Add a person without any role; prints a one-time password.

    Example: bianmu people add lixia --name 李霞 --office gongyuan-chu --as system-admin
    """
    password = passwords.random_password()
    with writing() as session:
        by = acting_person(session, acting, password_file)
        rights.require(by, "people.add")
        office_id = organisation.by_slug(session, office).id if office else None
        people.add(session, by, NewPerson(account, name, office_id, passwords.hashed(password)))
    console.say(password)


@app.command()
def grant(
    account: Annotated[str, typer.Argument(help="Whose role it will be.")],
    role: Annotated[str, typer.Argument(help="Name of the role.")],
    acting: Annotated[str, AS],
    unit: Annotated[str | None, typer.Option(help="Slug of the unit or office; empty: the whole house.")] = None,
    password_file: Annotated[Path | None, PASSWORD_FILE] = None,
) -> None:
    """Grant a role to a person, in a unit and below, or everywhere.

    Example: bianmu people grant lixia officer --unit gongyuan-chu --as security-admin
    """
    with writing() as session:
        by = acting_person(session, acting, password_file)
        rights.require(by, "people.grant")
        unit_id = organisation.by_slug(session, unit).id if unit else None
        give(session, by, people.by_account(session, account), role, unit_id)


@app.command("list")
def list_people(as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> None:
    """Everybody with their roles.

    Example: bianmu people list --json
    """
    with reading() as session:
        everyone = session.exec(select(Person).order_by(col(Person.account))).all()
        rows = [
            {"account": one.account, "name": one.name, "active": one.is_active, "roles": ", ".join(people.roles_of(session, one))}
            for one in everyone
        ]
    console.say_rows(rows, {"account": "账号", "name": "姓名", "active": "在用", "roles": "角色"}, as_json=as_json)


def give(session: Session, by: Actor, person: Person, role: str, unit_id: uuid.UUID | None) -> None:
    """Grant a role unless it excludes one that the person holds."""
    if role not in roles.ROLES:
        raise NotFoundError("role", role)
    for held in people.roles_of(session, person):
        if roles.conflicts(role, held):
            raise ConflictError("exclusive_role", role=role, held=held)
    people.grant(session, by, person, role, unit_id)
