"""/preview and /why as members use them: the real bot on simcord."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.chat.posting.courier import DiscordCourier
from tests.chat.samples import article, said, sole
from tests.e2e.newsroom import now
from tests.e2e.test_commands import HOSTILE, buttons, numbered
from tests.e2e.world import World


async def with_piers(world: World, count: int) -> None:
    """Articles of this hour, a minute apart."""
    for number in range(1, count + 1):
        dated = now() - timedelta(minutes=count - number)
        await world.newsroom.add(*numbered(number, published_at=dated))


async def preview(world: World, to: str) -> Any:
    result = await world.reader.slash(world.channel, "preview", to=to)
    assert result.ephemeral
    assert result.response
    return result.response


async def why(world: World, wanted: str = "harbour stays") -> str:
    result = await world.reader.slash(world.channel, "why", article=wanted)
    assert result.ephemeral
    assert result.response
    [embed] = result.response.embeds
    return str(embed.description)


async def test_what_would_be_posted_and_its_pages_after_a_restart(world: World) -> None:
    await with_piers(world, 9)
    shown = await preview(world, "harbour -football")
    [embed] = shown.embeds
    assert embed.title == "The last week of Harbour -football"
    assert [n for n in range(1, 10) if f"Pier {n} opens" in embed.description] == [*range(3, 10)]
    assert embed.footer.text.startswith("9 posts among 9 articles since ")
    assert buttons(shown) == ["Older ›"]
    await world.restart()
    await world.reader.click(shown.message, label="Older ›")
    assert shown.embeds[0].footer.text.endswith("8–9 shown")
    await world.reader.click(shown.message, label="‹ Newer")
    assert shown.embeds[0].footer.text.endswith("1–7 shown")


@pytest.mark.parametrize(
    ("stored", "to", "sentence"),
    [
        (0, "Harbour", "No article is stored yet"),
        (1, "Fishing", "There is no topic “Fishing”."),
        (1, "Harbour -!", "has no letter or digit to look for; give"),
    ],
)
async def test_no_preview(world: World, stored: int, to: str, sentence: str) -> None:
    await with_piers(world, stored)
    assert sentence in await world.refused(world.reader, "preview", to=to)


async def test_nothing_would_be_posted(world: World) -> None:
    await with_piers(world, 1)
    [embed] = (await preview(world, "schools")).embeds
    assert embed.description == "Nothing would have been posted."


async def test_why_something_was_posted_or_was_not(world: World) -> None:
    await world.newsroom.add(article(url="https://gazette.example/0", id="a0", title="Too early"))
    for to in ("harbour", "schools"):
        await world.editor.slash(world.channel, "subscribe", to=to)
    await world.newsroom.add(article(fetched_at=now()), said("“Not this year.”"))
    assert "**Harbour**: still waiting: its turn comes in a moment." in await why(world)
    with world.env.time_context():
        await world.newsroom.delivery.deliver(DiscordCourier(world.env.bot))
    posted = await why(world)
    link = f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/"
    assert f"[The post]({link}" in posted
    assert "**Harbour**: posted <t:" in posted
    assert "**Schools**: not posted: nothing in the article matches it." in posted
    assert "**Harbour**: not posted: it came in before" in await why(world, "too early")


async def test_why_nothing_can_be_said(world: World) -> None:
    assert "in its title" in await world.refused(world.reader, "why", article="unheard of")
    await world.newsroom.add(article())
    sentence = await world.refused(world.reader, "why", article="harbour stays")
    assert sentence == "This channel gets nothing yet. /subscribe starts."


async def test_hostile_titles_do_nothing(world: World) -> None:
    await world.editor.slash(world.channel, "subscribe", to="everything")
    made = article(HOSTILE, title=HOSTILE, site=HOSTILE, published_at=now(), fetched_at=now())
    await world.newsroom.add(made, sole(HOSTILE, by=HOSTILE, title=HOSTILE))
    shown = await preview(world, "everything")
    assert "https://evil.example" not in shown.embeds[0].description
    assert r"\@everyone" in shown.embeds[0].description
    await why(world, made.id)
    found = await world.reader.autocomplete(world.channel, "why", "article", "free")
    assert found[0]["value"] == made.id


async def test_suggestions(world: World) -> None:
    found = await world.reader.autocomplete(world.channel, "preview", "to", "")
    assert [one["value"] for one in found] == [
        "everything",
        "Harbour",
        "Schools",
        "story: the dockers' strike",
    ]
