"""Formats: what a text must look like beyond its length.

Both engines are given these same functions, so they cannot disagree about a format.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from ipaddress import IPv6Address
from types import MappingProxyType

import phonenumbers
from jsonschema import FormatChecker
from stdnum.cn import uscc

Format = Callable[[str], bool]

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(
    r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9]|60)(\.[0-9]+)?"
    r"([zZ]|(?P<sign>[+-])(?P<offset_hour>[01][0-9]|2[0-3]):(?P<offset_minute>[0-5][0-9]))"
)
DURATION = re.compile(r"P(?=[0-9T])([0-9]+W|([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?)?)")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
HOST_NAME = re.compile(rf"(?=.{{1,253}}$){LABEL}(\.{LABEL})*")
EMAIL = re.compile(rf"[A-Za-z0-9._%+-]{{1,64}}@({LABEL}\.)+[A-Za-z]{{2,}}")
JSON_POINTER = re.compile(r"(/([^~/]|~[01])*)*")
RESOURCE_CODE = re.compile(r"[1-3][0-9]{5}[0-9]{0,6}/[0-9]{6}")
# GB 32100-2015: registration authority, kind of organisation, district, body, check character; no I, O, S, V, Z.
CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
# RFC 3986 in one line; AUTHORITY then looks at the part between // and the path.
ESCAPED = r"%[0-9A-Fa-f]{2}"
URI = re.compile(
    rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(//(?P<authority>([\w.~!$&'()*+,;=:@\[\]-]|{ESCAPED})*)(?=[/?#]|$))?"
    rf"([\w.~!$&'()*+,;=:@/-]|{ESCAPED})*(\?([\w.~!$&'()*+,;=:@/?-]|{ESCAPED})*)?(#([\w.~!$&'()*+,;=:@/?-]|{ESCAPED})*)?",
    re.ASCII,
)
AUTHORITY = re.compile(r"([^@\[\]]*@)?(?P<host>\[[^\[\]]*\]|[^:@\[\]]*)(:(?P<port>[0-9]{0,5}))?")
GREATEST_PORT = 65535
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
EXTENSION = re.compile(r" ?[转轉] ?")
LAST_MINUTE = 23 * 60 + 59


def is_date(text: str) -> bool:
    """A day that is in the calendar, as CCYY-MM-DD."""
    return bool(DATE.fullmatch(text)) and _is_read_by(date.fromisoformat, text)


def is_date_time(text: str) -> bool:
    """RFC 3339: a day, `T`, and a time with its offset."""
    return text[10:11] in ("T", "t") and is_date(text[:10]) and is_time(text[11:])


def is_time(text: str) -> bool:
    """RFC 3339: a time of day with its offset; second 60 stands only in the last minute of a UTC day."""
    parts = TIME.fullmatch(text)
    return parts is not None and (parts["second"] != "60" or _minute_of_utc_day(parts) == LAST_MINUTE)


def _minute_of_utc_day(parts: re.Match[str]) -> int:
    minute = 60 * int(parts["hour"]) + int(parts["minute"])
    offset = 60 * int(parts["offset_hour"] or 0) + int(parts["offset_minute"] or 0)
    return (minute + offset if parts["sign"] == "-" else minute - offset) % (24 * 60)


def is_uri(text: str) -> bool:
    """RFC 3986: an absolute address, in ASCII."""
    parts = URI.fullmatch(text)
    return parts is not None and (parts["authority"] is None or _is_authority(parts["authority"]))


def is_uri_reference(text: str) -> bool:
    """RFC 3986: an absolute address, or one that is relative to another."""
    return is_uri(text) or (":" not in re.split("[/?#]", text)[0] and is_uri(f"relative:{text}"))


def is_iri(text: str) -> bool:
    """RFC 3987: an address that may also be written with other letters than ASCII."""
    return is_uri(NOT_ASCII.sub("x", text))


def is_web_address(text: str) -> bool:
    """An address on a host that a browser may follow: http or https, nothing else."""
    parts = URI.fullmatch(text)
    return parts is not None and parts["scheme"].lower() in ("http", "https") and bool(parts["authority"]) and is_uri(text)


def _is_authority(authority: str) -> bool:
    parts = AUTHORITY.fullmatch(authority)
    if parts is None or int(parts["port"] or 0) > GREATEST_PORT:
        return False
    return not parts["host"].startswith("[") or _is_read_by(IPv6Address, parts["host"][1:-1])


def is_credit_code(text: str) -> bool:
    """GB 32100-2015.

    The check character is stdnum's, the form is ours: stdnum lets spaces and small letters pass, which would
    give one body two codes, and refuses the registration authorities that are letters (A, N, Y).
    """
    return bool(CREDIT_CODE.fullmatch(text)) and uscc.calc_check_digit(text[:17]) == text[17]


def is_phone(text: str) -> bool:
    """A number that can be dialled in China: with area code, mobile, 400, a short service number; 转 before an extension."""
    try:
        number = phonenumbers.parse(EXTENSION.sub(" ext. ", text), "CN")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number) or phonenumbers.is_possible_short_number_for_region(number, "CN")


def _is_read_by(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _matches(pattern: re.Pattern[str]) -> Format:
    return lambda text: bool(pattern.fullmatch(text))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "date": is_date,
        "date-time": is_date_time,
        "time": is_time,
        "duration": _matches(DURATION),
        "uuid": _matches(UUID),
        "email": _matches(EMAIL),
        "hostname": _matches(HOST_NAME),
        "uri": is_uri,
        "uri-reference": is_uri_reference,
        "iri": is_iri,
        "json-pointer": _matches(JSON_POINTER),
        "web-address": is_web_address,
        "phone": is_phone,
        "resource-code": _matches(RESOURCE_CODE),
        "unified-social-credit-code": is_credit_code,
    }
)


def format_checker() -> FormatChecker:
    """These formats for jsonschema, over the ones it brings itself (ipv4, ipv6, regex)."""
    checker = FormatChecker(formats=("ipv4", "ipv6", "regex"))
    for name, holds in FORMATS.items():
        checker.checks(name)(_of_texts(holds))
    return checker


def _of_texts(holds: Format) -> Callable[[object], bool]:
    """A format says nothing about values that are not texts."""
    return lambda value: not isinstance(value, str) or holds(value)
