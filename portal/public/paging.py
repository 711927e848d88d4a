"""Page numbers: the first, the last, and those around where one is."""

from collections.abc import Callable

from portal.public.parts import PageLink, Paging

REACH = 2
_GAP = PageLink("…")


def last_page(count: int, size: int) -> int:
    return max(1, -(-count // size))


def paging(current: int, last: int, href: Callable[[int], str]) -> Paging:
    """Links around `current`; gaps stand for what is left out. `href` gives the address of a page."""
    shown = sorted({1, last, *range(max(1, current - REACH), min(last, current + REACH) + 1)})
    pages: list[PageLink] = []
    for before, page in zip((0, *shown), shown, strict=False):
        if page - before > 1:
            pages.append(_GAP)
        pages.append(PageLink(str(page), href(page), is_current=page == current))
    return Paging(
        pages=tuple(pages),
        previous_href=href(current - 1) if 1 < current <= last else None,
        next_href=href(current + 1) if current < last else None,
    )
