"""Cities of time zones by the names that languages have for them."""

from __future__ import annotations

import pytest

from bot.chat.cities import cities, suggest, zone_of
from bot.chat.language import languages
from bot.chat.rendering.limits import CHOICE, CHOICES
from bot.desk.following.zones import named, zones


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Київ", "Europe/Kyiv"),
        (" нью-йорк ", "America/New_York"),
        ("Europe/Kyiv", "Europe/Kyiv"),
        ("Атлантида", "Атлантида"),
    ],
)
def test_a_city_leads_to_its_zone(typed: str, zone: str) -> None:
    assert zone_of(typed) == zone


def test_suggestions_are_shown_as_the_asker_calls_them() -> None:
    assert suggest("киї", "uk") == [("Київ · Europe/Kyiv", "Europe/Kyiv")]
    assert suggest("lond", "uk") == [("Лондон · Europe/London", "Europe/London")]
    assert suggest("london", "en-GB") == suggest("london", "de")
    assert ("Europe/London", "Europe/London") in suggest("london", "de")
    assert suggest("", "uk")[0] == ("UTC", "UTC")


@pytest.mark.parametrize("language", languages())
def test_every_city_is_of_a_zone_that_there_is(language: str) -> None:
    for city, zone in cities(language).items():
        assert zone in zones()
        assert named(zone) == zone
        assert city.strip()
    assert len(suggest("а", language)) <= CHOICES
    assert all(len(shown) <= CHOICE for shown, _ in suggest("a", language))
