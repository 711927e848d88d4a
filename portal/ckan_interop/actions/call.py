"""What an action is given."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, Protocol

from portal.ckan_interop.arguments import Arguments
from portal.shelf.store import Snapshot


class Site(Protocol):
    """What the API says about its site; the portal's settings are one."""

    @property
    def site_url(self) -> str: ...

    @property
    def site_title(self) -> str: ...

    @property
    def site_description(self) -> str: ...


class Call(NamedTuple):
    """One call of an action: what was sent, what it may see, and a clock (aware) for NOW in a search."""

    arguments: Arguments
    snapshot: Snapshot
    site: Site
    now: Callable[[], datetime]


Action = Callable[[Call], bytes]
"""An action turns a call into its result, rendered as JSON; its docstring is what `help_show` shows."""
