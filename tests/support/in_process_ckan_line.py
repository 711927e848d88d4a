"""The way to a CKAN in this process as `requests` goes it, with faults to be met on it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import requests
from requests.adapters import BaseAdapter

from portal.ckan_interop.remote.connection import BoundedSession
from portal.ckan_interop.remote.targets import Target
from tests.support.in_process_ckan import Ckan, Refusal

NEVER_ARRIVES = {"refused": requests.ConnectionError, "hang": requests.ReadTimeout}
PROXY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
REFUSED: dict[str, tuple[int, Any]] = {
    "500": (500, {"success": False, "error": {"__type": "Internal Server Error", "message": "no"}}),
    "502": (502, PROXY_PAGE),
    "409": (409, {"success": False, "error": {"__type": "Validation Error", "title": ["Not today"]}}),
    "403": (403, {"success": False, "error": {"__type": "Authorization Error", "message": "not you"}}),
}


class Body(BytesIO):
    def read1(self, size: int | None = -1, /, **_: bool) -> bytes:
        return super().read1(size)


class Dripping(Body):
    def read1(self, size: int | None = -1, /, **_: bool) -> bytes:
        del size
        time.sleep(0.02)
        return self.read(1)


@dataclass
class Fault:
    """What goes wrong with the next `times` requests for an action."""

    kind: str
    action: str
    times: int = 1


@dataclass
class Line(BaseAdapter):
    """Hands requests to the CKAN; `step` is called before and after each is answered."""

    ckan: Ckan
    faults: list[Fault] = field(default_factory=list)
    step: Callable[[], object] = lambda: None

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:
        assert options["timeout"], "every request has a timeout"
        self.step()
        action = str(request.path_url).rpartition("/")[2]
        data = json.loads(request.body or b"{}")
        answer = self._answer(action, data, request, self._fault(action))
        self.step()
        return answer

    def connect(self, target: Target) -> requests.Session:
        session = BoundedSession(target.timeout_seconds)
        session.mount(target.url, self)
        return session

    def close(self) -> None:
        """Nothing is held open."""

    def _fault(self, action: str) -> str:
        for fault in self.faults:
            if fault.action == action and fault.times:
                fault.times -= 1
                return fault.kind
        return ""

    def _answer(self, action: str, data: Any, request: requests.PreparedRequest, fault: str) -> requests.Response:
        if fault in NEVER_ARRIVES:
            raise NEVER_ARRIVES[fault](request=request)
        if fault in REFUSED:
            return _response(request, *REFUSED[fault])
        if fault == "expired":
            self.ckan.tokens.clear()
        status, answer = self._act(action, data, str(request.headers.get("Authorization", "")))
        match fault:
            case "lost":
                raise requests.ReadTimeout(request=request)
            case "half":
                whole = json.dumps(answer).encode()
                return _response(request, status, whole[: len(whole) // 2])
            case "drip":
                return _response(request, status, json.dumps(answer).encode() + b" " * 1000, Dripping)
        return _response(request, status, answer)

    def _act(self, action: str, data: Any, token: str) -> tuple[int, Any]:
        try:
            return 200, {"success": True, "result": self.ckan.act(action, data, token)}
        except Refusal as refusal:
            return refusal.status, {"success": False, "error": refusal.error}


def _response(request: requests.PreparedRequest, status: int, answer: Any, body: type[Body] = Body) -> requests.Response:
    response = requests.Response()
    response.status_code, response.url, response.request = status, str(request.url), request
    response.headers["Content-Type"] = "text/html" if answer is PROXY_PAGE else "application/json"
    response.raw = body(answer if isinstance(answer, bytes) else json.dumps(answer).encode())
    return response
