"""The cities that time zones are named for, as each language calls them: "Київ" is Europe/Kyiv."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel.core import Locale

from bot.chat.language import languages
from bot.desk.following.zones import current, suggest_zones, zones


def zone_of(typed: str) -> str:
    """The zone of a city as any language we speak calls it; else what was typed."""
    wanted = " ".join(typed.split()).casefold()
    for language in languages():
        for city, zone in cities(language).items():
            if city.casefold() == wanted:
                return zone
    return typed


def suggest(typed: str, locale: object, limit: int = 25) -> list[tuple[str, str]]:
    """(shown, value) of zones, by their names or those of their cities in any language we speak;
    shown with the name that the asker's has."""
    wanted = " ".join(typed.split()).casefold()
    names = [one for language in languages() for one in cities(language).items()]
    found = [zone for city, zone in names if wanted and wanted in city.casefold()]
    shown = {zone: city for city, zone in cities(str(locale).partition("-")[0]).items()}
    every = dict.fromkeys([*found, *suggest_zones(typed, limit)])
    return [(_shown(zone, shown.get(zone)), zone) for zone in every][:limit]


@cache
def cities(language: str) -> Mapping[str, str]:
    """The zones by their cities' names in a language we speak, where they have names of their
    own in it; none in any other."""
    if language not in languages():
        return {}
    known = Locale.parse(language.replace("-", "_")).time_zones
    named = {zone: about.get("city") for zone, about in known.items()}
    known_here = set(zones())
    return {city: current(zone) for zone, city in named.items() if city and zone in known_here}


def _shown(zone: str, city: str | None) -> str:
    name = zone.replace("_", " ")
    return f"{city} · {name}" if city and not name.endswith(city) else name
