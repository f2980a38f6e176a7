"""/topics as members use it."""

from __future__ import annotations

from tests.e2e.world import World


async def test_defining_listing_and_removing(world: World) -> None:
    result = await world.admin.slash(
        world.channel, "topics define", name="Pilots", terms="pilot, -airline"
    )
    assert result.ephemeral
    assert "**Pilots** · pilot, -airline" in str(result.response.content)
    listed = await world.reader.slash(world.channel, "topics list")
    assert "**Pilots** · pilot, -airline (this server's own)" in str(listed.response.content)
    assert "**Harbour** · harbour, ferry\n" in str(listed.response.content)
    ended = await world.admin.slash(world.channel, "topics remove", name="pilots")
    assert "no longer" in str(ended.response.content)


async def test_only_those_who_manage_the_server_change_them(world: World) -> None:
    for options in (
        {"name": "topics define", "terms": "pilot"},
        {"name": "topics remove"},
    ):
        command = options.pop("name")
        sentence = await world.refused(world.editor, command, **{"name": "Pilots", **options})
        assert sentence.startswith("You need the permission Manage Server")


async def test_hostile_names_and_terms_are_harmless(world: World) -> None:
    result = await world.admin.slash(
        world.channel, "topics define", name="@everyone **x**", terms="<@1>, `y`"
    )
    assert "@everyone **x**" not in str(result.response.content)
    assert "<@1>" not in str(result.response.content)
