"""Import files: JSON or JSONL, one envelope a thing: {"kind", "document", "code"?}."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KINDS = ("organisation_unit", "business_system", "service_item", "data_resource")
ALLOWED = {"kind", "document", "code", "key"}

TEXTS: Mapping[str, tuple[str, str]] = {
    "broken_json": ("不是正确的 JSON：{reason}。", "This is not JSON: {reason}."),
    "too_deep": ("嵌套过深，不是目录文件。", "It is nested too deeply; this is no file of entries."),
    "not_an_envelope": ("每一项应为含 kind 和 document 的对象。", "Each item must be an object with “kind” and “document”."),
    "unknown_kind": ("kind 应为 {kinds} 之一。", "“kind” must be one of {kinds}."),
    "unknown_part": ("多出的字段“{part}”，请删除。", "Unknown part “{part}”; take it out."),
    "not_text": ("文件不是 UTF-8 编码，请转换后再导入。", "The file is not UTF-8; convert it first."),
    "empty": ("文件里没有任何内容。", "There is nothing in the file."),
}


@dataclass(frozen=True, slots=True)
class Envelope:
    """One thing to be entered: where it stands in the file (line of JSONL, place in JSON, from 1), what it is."""

    place: int
    kind: str
    document: dict[str, Any]
    code: str | None
    key: str | None


@dataclass(frozen=True, slots=True)
class BadEnvelope:
    """A part of the file that cannot be read: where, and why (a code of TEXTS)."""

    place: int
    code: str
    parameters: Mapping[str, str]

    def text(self, locale: str = "zh") -> str:
        """One line for a person."""
        return TEXTS[self.code][1 if locale == "en" else 0].format(**self.parameters)


def read(path: Path) -> Iterator[Envelope | BadEnvelope]:
    """Every envelope of a .json or .jsonl file in order; what cannot be read comes as a BadEnvelope, and reading goes on."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        yield BadEnvelope(1, "not_text", {})
        return
    if not text.strip():
        yield BadEnvelope(1, "empty", {})
        return
    yield from _lines(text) if path.suffix == ".jsonl" else _whole(text)


def _lines(text: str) -> Iterator[Envelope | BadEnvelope]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield from _parsed(line, number)


def _whole(text: str) -> Iterator[Envelope | BadEnvelope]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        yield BadEnvelope(error.lineno, "broken_json", {"reason": error.msg})
        return
    except RecursionError:
        yield BadEnvelope(1, "too_deep", {})
        return
    for place, member in enumerate(content if isinstance(content, list) else [content], start=1):
        yield _envelope(member, place)


def _parsed(line: str, number: int) -> Iterator[Envelope | BadEnvelope]:
    try:
        yield _envelope(json.loads(line), number)
    except json.JSONDecodeError as error:
        yield BadEnvelope(number, "broken_json", {"reason": error.msg})
    except RecursionError:
        yield BadEnvelope(number, "too_deep", {})


def _envelope(member: Any, place: int) -> Envelope | BadEnvelope:
    if not isinstance(member, dict) or not isinstance(member.get("document"), dict):
        return BadEnvelope(place, "not_an_envelope", {})
    if member.get("kind") not in KINDS:
        return BadEnvelope(place, "unknown_kind", {"kinds": ", ".join(KINDS)})
    for part in member:
        if part not in ALLOWED:
            return BadEnvelope(place, "unknown_part", {"part": part})
    return Envelope(place, member["kind"], member["document"], member.get("code"), member.get("key"))
