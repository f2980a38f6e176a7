"""Time zones as the IANA database calls them, and as people type them.

A zone that was renamed is offered and kept by its name of today: "Europe/Kiev" is Europe/Kyiv.
"""

from __future__ import annotations

from datetime import UTC, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

UTC_NAME = "UTC"
_FIRST = (UTC_NAME, "Europe/London", "Europe/Berlin", "America/New_York", "Asia/Tokyo")
_DATABASE = files("tzdata") / "zoneinfo"


@cache
def zone(name: str) -> tzinfo:
    """UTC for a name that this machine's database does not know any more."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError):
        return UTC


@cache
def zones() -> tuple[str, ...]:
    """All that there are, in order."""
    return tuple(sorted(available_timezones()))


@cache
def current(name: str) -> str:
    """What a zone is called today."""
    new = _renamed().get(name, name)
    return new if name not in _places() and new in _places() else name


def named(typed: str) -> str | None:
    """The zone of this name, any letter case, or the only one that is named for this city."""
    wanted = _key(typed)
    whole = [name for name in zones() if name.casefold() == wanted]
    cities = {current(name) for name in zones() if not _counted(name) and _city(name) == wanted}
    if whole:
        return current(whole[0])
    return cities.pop() if len(cities) == 1 else None


def suggest_zones(typed: str, limit: int = 25) -> list[str]:
    """Zones whose names hold what was typed; with nothing typed, some of those there are.

    Besides UTC they are places' own, each under its name of today.
    """
    wanted = _key(typed)
    if not wanted:
        return list(_FIRST)
    found = {current(name) for name in zones() if wanted in name.casefold()}
    return [name for name in (UTC_NAME, *_places()) if name in found][:limit]


@cache
def _places() -> tuple[str, ...]:
    """The zones that are places' own, as the database lists them by country."""
    rows = (_DATABASE / "zone.tab").read_text("utf-8").splitlines()
    known = set(zones())
    found = {row.split("\t")[2] for row in rows if not row.startswith("#")}
    return tuple(sorted(found & known))


@cache
def _renamed() -> dict[str, str]:
    """Other names of zones, and whose they are."""
    rows = (_DATABASE / "tzdata.zi").read_text("utf-8").splitlines()
    links = (row.split() for row in rows if row.startswith("L "))
    return {other: name for _, name, other in links}


def _counted(name: str) -> bool:
    """From Greenwich: nobody who types "GMT+2" means "Etc/GMT+2", two hours behind it."""
    return name.startswith("Etc/")


def _city(name: str) -> str:
    return name.casefold().rpartition("/")[2]


def _key(typed: str) -> str:
    return "_".join(typed.split()).casefold()
