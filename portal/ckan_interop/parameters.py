"""How the parameters of a request come together, in CKAN's order of precedence.

1. a form body: its fields; a single field with the value "" or "1" is JSON in the place of a key (`curl -d '{…}'`)
2. a query string, even beside a JSON body
3. a JSON body, whatever its content type says
4. nothing at all: no parameters
"""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, FormParser, parse_options_header

from portal.ckan_interop.errors import UnreadableDataError

MOST_FIELDS = 1_000
FORM, MULTIPART = b"application/x-www-form-urlencoded", b"multipart/form-data"
# CKAN's own sentence, word for word, for clients that log and compare it.
NOT_JSON = "Error decoding JSON data. Error: <BadRequest '400: Bad Request'> JSON data extracted from the request: {}"

Parameters = dict[str, Any]


def from_query(query: bytes) -> Parameters:
    """The parameters of a query string: one occurrence is a text, several are a list; blank values are kept."""
    # The question that is asked most, `id=…`, needs no taking apart.
    if query and query.isascii() and not (b"&" in query or b"%" in query or b"+" in query):
        name, _, value = query.decode("ascii").partition("=")
        return {name: value}
    return _gathered(_pairs(query))


def from_request(query: bytes, content_type: str, body: bytes) -> Parameters:
    """The parameters of a request with a body, which may be empty."""
    fields = _form_fields(content_type, body)
    if fields:
        return _from_form(fields)
    if query:
        return from_query(query)
    if body and not content_type.startswith(MULTIPART.decode()):
        return _from_json(body)
    return {}


def _form_fields(content_type: str, body: bytes) -> list[tuple[str, str]]:
    kind, options = parse_options_header(content_type)
    if kind == FORM:
        return _pairs(body)
    if kind == MULTIPART and b"boundary" in options:
        return _multipart_fields(body, options[b"boundary"])
    return []


def _multipart_fields(body: bytes, boundary: bytes) -> list[tuple[str, str]]:
    """The fields; files are passed over, no reading action takes one."""
    fields: list[tuple[str, str]] = []

    def keep(field: Field) -> None:
        fields.append((_decoded(field.field_name), _decoded(field.value)))

    try:
        parser = FormParser(MULTIPART.decode(), keep, None, boundary=boundary)
        parser.write(body)
        parser.finalize()
    except FormParserError:
        raise UnreadableDataError(NOT_JSON) from None
    return fields


def _from_form(fields: list[tuple[str, str]]) -> Parameters:
    (name, value), *others = fields
    if not others and value in ("", "1") and name.lstrip()[:1] in ("{", "["):
        return _from_json(name.encode())
    return _gathered(fields)


def _from_json(body: bytes) -> Parameters:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableDataError(NOT_JSON) from None
    if not isinstance(data, dict):
        raise UnreadableDataError(f"Request data JSON decoded to {data!r} but it needs to be a dictionary.")
    return data


def _pairs(query: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise UnreadableDataError(f"More than {MOST_FIELDS} fields.") from None


def _gathered(pairs: Iterable[tuple[str, str]]) -> Parameters:
    gathered: Parameters = {}
    for name, value in pairs:
        if name not in gathered:
            gathered[name] = value
        elif isinstance(gathered[name], list):
            gathered[name].append(value)
        else:
            gathered[name] = [gathered[name], value]
    return gathered


def _decoded(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
