"""Reports of statements, from the button under an answer to the operators' channel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, InteractionResult

from bot.chat.posting.courier import DiscordCourier
from bot.desk.following.reports import Report, Reports
from bot.records import Arrival
from tests.chat.samples import NOON, article, said
from tests.e2e.newsroom import now
from tests.e2e.test_commands import HOSTILE, numbered, with_piers
from tests.e2e.world import World

THANKS = "Thank you. The operators of Pullquote have your report."
KEPT = "Thank you. Nobody could be told just now; your report is kept for the operators."


@pytest.fixture
def alerts(world: World) -> ChannelHandle:
    return world.guild.create_text_channel("alerts")


async def with_channel(world: World, channel_id: int | None) -> None:
    store = world.newsroom.store
    reports = Reports(store.log, store.documents, now, channel_id)
    desk = replace(world.newsroom.desk, reports=reports)
    world.newsroom = replace(world.newsroom, desk=desk)
    await world.restart()


def menus(message: Any) -> list[dict[str, Any]]:
    items = [item for row in message.components for item in row["components"]]
    return [item for item in items if item["type"] == discord.ComponentType.select.value]


async def answered(world: World) -> Any:
    """An answer with one statement."""
    await world.newsroom.add(article(), said("“Not this year.”"))
    result = await world.reader.slash(world.channel, "quotes", name="velling")
    assert result.response
    return result.response


async def report(world: World, message: Any, note: str | None = None) -> str:
    shown = await world.reader.click(message.message, label="Report…")
    return await submitted(world, shown, note)


async def submitted(world: World, shown: InteractionResult, note: str | None = None) -> str:
    assert shown.modal
    assert shown.modal["title"] == "Report a statement"
    [label] = shown.modal["components"]
    values = {} if note is None else {label["component"]["custom_id"]: note}
    sent = await world.reader.submit_modal(shown, values)
    assert sent.ephemeral
    assert sent.response
    return str(sent.response.content)


async def kept(world: World) -> list[Report]:
    return await world.newsroom.desk.reports.all()


async def test_a_report_reaches_the_operators(world: World, alerts: ChannelHandle) -> None:
    await with_channel(world, alerts.id)
    message = await answered(world)
    await world.restart()
    assert await report(world, message, "She never said that.") == THANKS
    [told] = alerts.history()
    [one] = await kept(world)
    assert told.content.startswith(f"**Report** Statement {one.statement} was reported by user")
    assert "They say: “She never said that.”" in told.content
    assert "Marta Velling: “Not this year.”" in told.content
    assert one.told
    assert (one.user_id, one.guild_id, one.note) == (
        world.reader.id,
        world.guild.id,
        "She never said that.",
    )


async def test_without_a_word(world: World, alerts: ChannelHandle) -> None:
    await with_channel(world, alerts.id)
    assert await report(world, await answered(world)) == THANKS
    [told] = alerts.history()
    assert "They say" not in told.content


async def test_one_of_several_is_chosen(world: World, alerts: ChannelHandle) -> None:
    await with_channel(world, alerts.id)
    await with_piers(world, 3)
    answer = await world.reader.slash(world.channel, "quotes", name="velling")
    assert answer.response
    [menu] = menus(answer.response)
    assert [option["label"] for option in menu["options"]] == [
        f"Marta Velling: “The harbour opens on pier {n},”" for n in (3, 2, 1)
    ]
    await world.restart()
    shown = await world.reader.select(answer.response.message, [menu["options"][1]["value"]])
    assert await submitted(world, shown) == THANKS
    assert "pier 2" in alerts.history()[0].content


@pytest.mark.parametrize(
    ("command", "options"), [("latest", {}), ("keypoints", {"article": "harbour"})]
)
async def test_other_answers(world: World, command: str, options: dict[str, str]) -> None:
    await answered(world)
    result = await world.reader.slash(world.channel, command, **options)
    assert result.response
    assert await report(world, result.response) == KEPT


async def test_a_post_leads_to_its_statements_and_their_reports(world: World) -> None:
    await world.editor.slash(world.channel, "subscribe", to="Harbour")
    await world.newsroom.add(
        article(), said("“Not this year.”"), said("“We will not close the harbour,”")
    )
    await world.newsroom.delivery.deliver(DiscordCourier(world.env.bot))
    post = world.channel.history()[-1]
    await world.restart()
    key = await world.reader.click(post, label="Key statements")
    assert key.ephemeral
    assert key.response
    assert "“Not this year.”" in (key.response.embeds[0].description or "")
    shown = await world.reader.click(post, label="Report…")
    assert shown.ephemeral
    assert shown.response
    assert shown.response.content == f"Which statement of **{article().title}** is wrong?"
    [menu] = menus(shown.response)
    chosen = await world.reader.select(shown.response.message, [menu["options"][1]["value"]])
    assert await submitted(world, chosen) == KEPT
    assert len(await kept(world)) == 1


async def test_a_withdrawn_post_has_nothing_to_press(world: World) -> None:
    await world.editor.slash(world.channel, "subscribe", to="Harbour")
    await world.newsroom.add(article(), said("“Not this year.”"))
    courier = DiscordCourier(world.env.bot)
    await world.newsroom.delivery.deliver(courier)
    gone = replace(article(), title="Retraction: Harbour to stay open", revision=2)
    await world.newsroom.add(gone, arrival=Arrival.REVISED)
    await world.newsroom.delivery.deliver(courier)
    post = world.channel.history()[-1]
    assert post.edited_at
    assert post.components == []


@pytest.mark.parametrize("channel", [None, 123])
async def test_nobody_can_be_told(world: World, channel: int | None) -> None:
    await with_channel(world, channel)
    assert await report(world, await answered(world), "Wrong.") == KEPT
    [one] = await kept(world)
    assert not one.told


async def test_only_so_many(world: World) -> None:
    await with_piers(world, 1)
    result = await world.reader.slash(world.channel, "quotes", name="velling")
    assert result.response
    for _ in range(5):
        assert await report(world, result.response) == KEPT
    refused = await report(world, result.response)
    assert refused.startswith("That was often in a short time. Try again in ")
    assert len(await kept(world)) == 1


async def test_a_statement_that_is_gone(world: World) -> None:
    message = await answered(world)
    await world.newsroom.add(article(fetched_at=NOON, revision=2, title="Harbour open"))
    assert (await report(world, message)).startswith("That statement is no longer in the record")
    assert await kept(world) == []


async def test_hostile_words(world: World, alerts: ChannelHandle) -> None:
    await with_channel(world, alerts.id)
    made, quoted = numbered(1, title=HOSTILE)
    speaker = replace(quoted.statement.speaker, name=HOSTILE)
    quoted = replace(quoted, statement=replace(quoted.statement, speaker=speaker))
    await world.newsroom.add(made, quoted)
    result = await world.reader.slash(world.channel, "keypoints", article=made.id)
    assert result.response
    assert await report(world, result.response, f"\x1b[31m{HOSTILE}") == THANKS
    [told] = alerts.history()
    assert not told.mention_everyone
    assert told.mentions == []
    assert r"\*\*\[free\]" in told.content
    assert "\x1b" not in (await kept(world))[0].note


async def test_they_go_with_everything_else_of_the_server(world: World) -> None:
    await report(world, await answered(world))
    assert (await world.newsroom.desk.server_data.erase(world.guild.id)).reports == 1
    assert await kept(world) == []
