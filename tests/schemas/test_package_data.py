"""The schemas travel with the package: they are read as package resources, wherever the package lies."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
ASK = """
import schemas
from schemas import library
assert ".zip" in schemas.__file__, schemas.__file__
print(len(library.check("data_resource", {})), len(library.codelist_names()), library.check("data_resource", 7)[0].text("en"))
"""


def test_a_zipped_package_validates_as_well(tmp_path: Path) -> None:
    archive = tmp_path / "bianmu.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in sorted((ROOT / "schemas").rglob("*")):
            if file.suffix in (".py", ".json"):
                packed.write(file, file.relative_to(ROOT))
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(archive)!r})\n{ASK}"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert answer == f"14 {len(list((ROOT / 'schemas' / 'codelists').glob('*.json')))} “the whole document” must be a group of fields.\n"
