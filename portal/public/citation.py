"""How to name a dataset as a source, after GB/T 7714-2015 8.8 (electronic resources): DS/OL is a dataset online."""

from collections.abc import Mapping
from typing import Any


def citation(content: Mapping[str, Any], provider: str, address: str) -> str:
    """Responsible body. Title [DS/OL]. (first published, updated). Address."""
    document = content["document"]
    updated = document.get("data_updated_on")
    dates = f"{content['issued_on']}({updated})" if updated else content["issued_on"]
    return f"{provider}. {document['title']}[DS/OL]. {dates}. {address}."
