"""Asking a CKAN through ckanapi: with a limit on time and size, never with the token in what is said about it."""

import time
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any

import requests
import urllib3
from ckanapi import RemoteCKAN, errors

from portal.ckan_interop.remote.refusals import ForbiddenError, InvalidError, LaterError, MissingError
from portal.ckan_interop.remote.targets import Target

CONNECT_SECONDS = 5
PROBE_SECONDS = 15
LARGEST_ANSWER = 64 * 2**20
_PIECE = 2**16
AGENT = "Bianmu/1 (delivery)"
WRITES = ("_create", "_update", "_patch", "_delete", "_purge")


class BoundedSession(requests.Session):
    """A session whose answers have to be complete in time: one that drips for ever would else hold a worker for ever."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        # A .netrc of the machine would put its own name in the place of our token.
        self.trust_env = False
        self.seconds = seconds

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """The answer with its body read. Raises what `requests` raises."""
        ends = time.monotonic() + CONNECT_SECONDS + self.seconds
        response = super().send(request, **options | {"stream": True})
        with response:
            response._content = _whole(response, ends)  # noqa: SLF001 - where `requests` keeps what was read
        return response


def session_for(target: Target) -> requests.Session:
    """A session with the target's proxy and its certificate authority."""
    session = BoundedSession(target.timeout_seconds)
    if target.proxy:
        session.proxies = {"http": target.proxy, "https": target.proxy}
    session.verify = target.ca_file or True
    return session


def token_of(target: Target) -> str:
    """The token in the target's file. Raises ForbiddenError when there is none."""
    try:
        token = target.token_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        token = ""
    if not token or not token.isascii() or not token.isprintable():
        raise ForbiddenError("token_unreadable", file=str(target.token_file))
    return token


class Connection:
    """One worker's line to a target; counts what it asks and what it writes."""

    def __init__(self, target: Target, token: str, session: requests.Session) -> None:
        self.target = target
        self._token = token
        self._remote = RemoteCKAN(target.url, apikey=token, user_agent=AGENT, session=session)
        self.requests = self.writes = 0
        # Only administrators of a CKAN may choose the ids of what they make; found out at the first refusal.
        self.may_choose_ids = True

    def call(self, action: str, data: Mapping[str, Any], *, seconds: float | None = None) -> Any:
        """The result of an action. Raises MissingError, ForbiddenError, InvalidError or LaterError."""
        self.requests += 1
        self.writes += action.endswith(WRITES)
        timeout = (CONNECT_SECONDS, seconds or self.target.timeout_seconds)
        try:
            return self._remote.call_action(action, dict(data), requests_kwargs={"timeout": timeout})
        except errors.NotFound:
            raise MissingError("missing", key=str(data.get("id", action))) from None
        except errors.NotAuthorized as error:
            raise ForbiddenError("forbidden", reason=self._safe(_message(error))) from None
        except errors.ValidationError as error:
            raise InvalidError({key: self._safe(str(value)) for key, value in error.error_dict.items()}) from None
        except (errors.CKANAPIError, errors.ServerIncompatibleError) as error:
            # The text of these holds the whole answer, a proxy's page for example: the kind says enough.
            raise LaterError("unsure", reason=f"{action}: {_status(error)}") from None
        except (requests.RequestException, OSError, ValueError) as error:
            raise LaterError("unreachable", reason=f"{action}: {type(error).__name__}") from None

    def answers(self) -> bool:
        """Whether the target is there at all."""
        try:
            self.call("status_show", {}, seconds=PROBE_SECONDS)
        except (LaterError, InvalidError):
            return False
        except (MissingError, ForbiddenError):
            return True
        return True

    def is_known(self) -> bool:
        """Whether the target takes our token for a person's; an unknown one makes us anonymous without a word."""
        return any(self._has(action) for action in ("user_show", "organization_list_for_user"))

    def close(self) -> None:
        self._remote.close()

    def _has(self, action: str) -> bool:
        try:
            return bool(self.call(action, {}, seconds=PROBE_SECONDS))
        except (MissingError, InvalidError, ForbiddenError):
            return False

    def _safe(self, text: str) -> str:
        return text.replace(self._token, "***") if self._token else text


def _whole(response: requests.Response, ends: float) -> bytes:
    raw, body = response.raw, bytearray()
    if not hasattr(raw, "read1"):
        return response.content
    try:
        while piece := raw.read1(_PIECE, decode_content=True):
            body += piece
            if time.monotonic() > ends or len(body) > LARGEST_ANSWER:
                raise requests.ReadTimeout(request=response.request)
    except (urllib3.exceptions.HTTPError, HTTPException) as error:
        raise requests.exceptions.ChunkedEncodingError(error, request=response.request) from error
    return bytes(body)


def _message(error: errors.NotAuthorized) -> str:
    said = error.args[0] if error.args else ""
    return str(said.get("message", "")) if isinstance(said, Mapping) else str(said)


def _status(error: Exception) -> str:
    """The HTTP status out of ckanapi's text for answers that it does not know: `[url, status, body]`."""
    parts = str(error).split(", ", 2)
    return f"HTTP {parts[1]}" if len(parts) > 1 and parts[1].isdigit() else type(error).__name__
