"""Keywords as CKAN tags: what CKAN accepts, without losing what was meant.

CKAN takes 2 to 100 characters, letters and digits of any script, space, hyphen, underscore and dot, and refuses
the whole dataset for one tag that breaks this. A keyword that does not pass as it stands is taken apart at list
marks and cleaned; what is left of a single character is no tag. `lossy` tells when that happened, and then the
keywords as they were written travel in an extra.
"""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

SHORTEST, LONGEST = 2, 100
_LIST_MARKS = re.compile(r"[,，、;；\n\r]+")
_NOT_IN_A_TAG = re.compile(r"[^\w \-.]+")
_GAPS = re.compile(r" {2,}")


def tag_id(name: str) -> str:
    """The id of a tag, the same on every node."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"bianmu:tag:{name}"))


def tags(keywords: Iterable[str]) -> list[dict[str, Any]]:
    """The tag dicts of a package, by name."""
    return [
        {"id": tag_id(name), "name": name, "display_name": name, "state": "active", "vocabulary_id": None}
        for name in sorted(tag_names(keywords))
    ]


def tag_names(keywords: Iterable[str]) -> set[str]:
    """The distinct tags that these keywords make."""
    cleaned = (_cleaned(part) for keyword in keywords for part in _LIST_MARKS.split(keyword))
    return {name for name in cleaned if len(name) >= SHORTEST}


def lossy(keywords: Sequence[str]) -> bool:
    """Whether the tags say less, or say it otherwise, than the keywords."""
    return tag_names(keywords) != set(keywords)


def _cleaned(keyword: str) -> str:
    # NFKC makes m2 of ㎡ and half-width what is full-width, before the rest is judged.
    spaced = _NOT_IN_A_TAG.sub(" ", unicodedata.normalize("NFKC", keyword))
    return _GAPS.sub(" ", spaced).strip()[:LONGEST].strip()
