"""The terminal that a command comes from."""

import getpass
import os

CHANNEL = "cli"


def os_user() -> str:
    """The operating-system user, for the audit record."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
