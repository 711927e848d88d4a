"""The data items of an entry as rows of the item table."""

from collections.abc import Mapping
from typing import Any

from portal.i18n.tongue import Tongue
from portal.public import wording
from portal.public.parts import ItemRow

# One page of the table; wider datasets are read page by page, so that no page grows without end.
ROWS = 60
MOST_CODES = 20


def item_row(tongue: Tongue, item: Mapping[str, Any]) -> ItemRow:
    element, codes = item.get("data_element", {}), item.get("code_list", {})
    shown = tuple(f"{each['code']} {each.get('label', '')}".strip() for each in codes.get("codes", ()))
    return ItemRow(
        name=item["name"],
        kind=wording.label(tongue, "item_data_type", item["data_type"]),
        length=str(item.get("length", "")),
        unit=item.get("unit", ""),
        description=item.get("description", ""),
        example=item.get("example", ""),
        standard=" ".join(element[key] for key in ("standard", "identifier", "name") if element.get(key)),
        code_list=codes.get("name", ""),
        codes=(*shown[:MOST_CODES], "…") if len(shown) > MOST_CODES else shown,
        is_key=item.get("is_key", False),
        is_conditional=item["open_type"] == wording.CONDITIONAL,
    )
