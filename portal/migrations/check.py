"""`python -m portal.migrations.check`: the migrations build exactly the tables that the code declares."""

import sys
import tempfile
from pathlib import Path

from catalog.database import connect
from portal.migrations.upgrade import drift, upgrade


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder) / 'check.sqlite'}")
        upgrade(engine)
        differences = drift(engine)
        engine.dispose()
    for difference in differences:
        sys.stderr.write(f"{difference}\n")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
