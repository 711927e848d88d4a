"""Which of several forms a client likes best, by its Accept header."""

from collections.abc import Mapping, Sequence


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """The media type with the greatest weight among those that are named; the one offered first when weights tie.

    None when none of them is named: somebody who takes anything has not asked for anything.
    """
    weights = dict(_weights(accept))
    wanted = [(weights[media], -place, media) for place, media in enumerate(offered) if weights.get(media, 0) > 0]
    return max(wanted)[2] if wanted else None


def _weights(accept: str) -> Sequence[tuple[str, float]]:
    return [_weight(part) for part in accept.split(",")]


def _weight(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    named: Mapping[str, str] = {name.strip(): value.strip() for name, _, value in (each.partition("=") for each in parameters)}
    try:
        return media, float(named.get("q", "1"))
    except ValueError:
        return media, 0.0
