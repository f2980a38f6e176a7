"""What a server has chosen: kept, known again, and read as people type it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.desk.following.servers import KIND, NOT_SET, Servers, ServerSettings
from bot.desk.following.zones import suggest_zones, zones
from bot.errors import BadInput
from bot.store import open_store


async def test_settings_are_known_again_those_of_earlier_versions_too(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.documents.put(KIND, "5", {"zone": "Asia/Tokyo"})
        servers = Servers(store.documents)
        assert await servers.of(5) == ServerSettings("Asia/Tokyo")
        await servers.set_language(5, "uk")
        await servers.set_zone(6, "UTC")
        again = Servers(store.documents)
        assert await again.of(5) == ServerSettings("Asia/Tokyo", "uk")
        assert await again.of(6) == ServerSettings("UTC")
        assert await again.zone_name(7) == "UTC"
        assert (await again.of(7)).chosen == 0
        await again.forget(5)
        assert await again.of(5) == NOT_SET
        assert list(await store.documents.all(KIND)) == ["6"]


async def test_two_settings_at_once_are_both_kept(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        servers = Servers(store.documents)
        await asyncio.gather(servers.set_zone(5, "utc"), servers.set_language(5, "uk"))
        assert await Servers(store.documents).of(5) == ServerSettings("UTC", "uk")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("berlin", "Europe/Berlin"),
        ("New  York", "America/New_York"),
        ("america/new york", "America/New_York"),
        ("utc", "UTC"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("kiev", "Europe/Kyiv"),
        ("US/Eastern", "America/New_York"),
        ("oslo", "Europe/Oslo"),
    ],
)
async def test_a_city_names_its_zone(tmp_path: Path, typed: str, zone: str) -> None:
    async with open_store(tmp_path) as store:
        assert await Servers(store.documents).set_zone(5, typed) == zone


@pytest.mark.parametrize("typed", ["Atlantis", "GMT+2", "", "Louisville/", "x" * 4000])
async def test_what_names_none_or_several_is_refused(tmp_path: Path, typed: str) -> None:
    async with open_store(tmp_path) as store:
        servers = Servers(store.documents)
        with pytest.raises(BadInput, match="There is no time zone"):
            await servers.set_zone(5, typed)
        assert await servers.of(5) == NOT_SET


def test_zones_counted_from_greenwich_are_not_offered() -> None:
    """ "Etc/GMT+2" is two hours behind it, which nobody means who types it."""
    assert "Etc/GMT+2" in zones()
    assert suggest_zones("gmt+2") == []
    assert suggest_zones("kyiv") == ["Europe/Kyiv"]


def test_a_zone_is_offered_once_under_its_name_of_today() -> None:
    assert suggest_zones("kiev") == suggest_zones("europe/ky") == ["Europe/Kyiv"]
    assert suggest_zones("us/eastern") == ["America/New_York"]
    assert "UTC" in suggest_zones("utc")
    assert len(suggest_zones("a")) == 25
