"""The process in which a schema of somebody else is used: `python -m schemas.foreign_child`.

It reads lines of JSON and answers each with one. First comes {"schema", "seconds", "megabytes"}; then documents,
one a line. An answer is {"problems": [[path, code, parameters], …]} or {"fault": code, "parameters": {…}}, after
which it ends. The kernel ends it when one document takes too long or too much memory.
"""

import json
import re
import resource
import sys
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft4Validator, Draft6Validator, Draft7Validator, Draft201909Validator, Draft202012Validator
from jsonschema.exceptions import SchemaError
from jsonschema.protocols import Validator
from referencing import Registry
from referencing.exceptions import Unresolvable

from schemas.explain import explained
from schemas.faults import CannotCheckError
from schemas.formats import format_checker
from schemas.pointers import join

DRAFTS = (Draft4Validator, Draft6Validator, Draft7Validator, Draft201909Validator, Draft202012Validator)
NEWEST = Draft202012Validator
MEGABYTE = 2**20


def main() -> None:
    """Answer until there is nothing more to read."""
    order = json.loads(sys.stdin.readline())
    _limit_everything_but_time(order["megabytes"])
    try:
        _limit_time(order["seconds"])
        validator = _validator(order["schema"])
        _answer({"problems": []})
        for line in sys.stdin:
            _limit_time(order["seconds"])
            found = explained(validator.iter_errors(json.loads(line)))
            _answer({"problems": [[problem.path, problem.code, dict(problem.parameters)] for problem in found]})
    except CannotCheckError as fault:
        _answer({"fault": fault.code, "parameters": fault.parameters})
    except Unresolvable as error:
        _answer({"fault": "unknown_ref", "parameters": {"ref": _reference(error)}})
    except re.error:
        _answer({"fault": "bad_pattern", "parameters": {}})
    except RecursionError:
        _answer({"fault": "endless_ref", "parameters": {}})
    except MemoryError:
        _answer({"fault": "too_large", "parameters": {"megabytes": order["megabytes"]}})


def _validator(schema: Any) -> Validator:
    """The schema under the rules of its own draft; no reference leaves the schema but to the drafts themselves."""
    draft = _draft(schema)
    try:
        draft.check_schema(schema)
    except SchemaError as error:
        raise CannotCheckError("faulty_schema", path=join(error.absolute_path) or "/") from None
    return draft(schema, format_checker=format_checker(), registry=Registry())


def _reference(error: Unresolvable) -> str:
    """What leads nowhere, as a schema writes it: a pointer or an anchor within, or an address."""
    if anchor := getattr(error, "anchor", ""):
        return f"{error.ref}#{anchor}"
    return f"#{error.ref}" if error.ref.startswith("/") else error.ref


def _draft(schema: Any) -> type[Validator]:
    if isinstance(schema, bool):
        return NEWEST
    if not isinstance(schema, Mapping):
        raise CannotCheckError("not_a_schema")
    named = str(schema.get("$schema", NEWEST.META_SCHEMA["$schema"])).rstrip("#").replace("https://", "http://")
    for draft in DRAFTS:
        if draft.META_SCHEMA["$schema"].rstrip("#").replace("https://", "http://") == named:
            return draft
    raise CannotCheckError("unknown_draft")


def _limit_everything_but_time(megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _limit_time(seconds: float) -> None:
    """Whoever started this watches the clock too; this holds even when he is gone."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(usage.ru_utime + usage.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _answer(content: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
