"""“Who said what” on a message, and /keypoints with a link that is not in the record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
from simcord import MemberActor

from bot.desk.answering.key import CONFIDENT
from bot.desk.answering.onthespot import READS
from bot.desk.keeping.follow import catch_up
from bot.desk.reading.article import read_statements
from bot.ports import FetchFailed
from bot.records import Arrival
from tests.chat.markdown import read
from tests.chat.samples import TEXT, article, said
from tests.e2e.newsroom import Newsroom, open_newsroom
from tests.e2e.test_commands import HOSTILE, numbered, shown
from tests.e2e.web import FakeWeb
from tests.e2e.world import World

LINK = "https://coast.example/harbour"
MENU = "Who said what"


@pytest.fixture
def web() -> FakeWeb:
    web = FakeWeb()
    web.page(LINK)
    return web


@pytest_asyncio.fixture
async def newsroom(tmp_path: Path, web: FakeWeb) -> AsyncIterator[Newsroom]:
    async with open_newsroom(tmp_path / "data", web) as opened:
        yield opened


async def ask(world: World, message: discord.Message, who: MemberActor | None = None) -> Any:
    result = await (who or world.reader).context_menu(world.channel, MENU, message)
    assert result.response is not None
    assert result.ephemeral
    return result.response


async def write(world: World, text: str) -> discord.Message:
    return await world.editor.send(world.channel, text)


async def log_of(world: World) -> list[tuple[str, Arrival]]:
    entries = await world.newsroom.store.log.read(0, 100)
    return [(one.record.article.url, one.record.arrival) for one in entries]


async def test_a_link_in_the_record(world: World, web: FakeWeb) -> None:
    made = await world.newsroom.add(article(), said("“Not this year.”"))
    answer = await ask(world, await write(world, f"Look (at {made.url}), people!"))
    assert answer.embeds[0].title == made.title
    assert "“Not this year.”" in shown(answer)
    assert web.asked == []


async def test_a_post_of_the_bots_own(world: World) -> None:
    made, quoted = numbered(1)
    await world.newsroom.add(made, quoted)
    posted = await world.reader.slash(world.channel, "latest")
    assert posted.response
    answer = await ask(world, posted.response.message)
    assert answer.embeds[0].title == made.title


async def test_a_message_that_is_passed_on(world: World) -> None:
    made = await world.newsroom.add(article(), said("“Not this year.”"))
    message = await write(world, made.url)
    passed_on = await world.editor.forward(message, world.channel)
    assert (await ask(world, passed_on)).embeds[0].title == made.title


async def test_a_link_that_is_new_is_read_on_the_spot(world: World, web: FakeWeb) -> None:
    answer = await ask(world, await write(world, f"**{LINK}**."))
    assert answer.embeds[0].title == "Harbour stays open"
    assert "We will not close the harbour" in shown(answer)
    assert web.asked == ["https://coast.example/robots.txt", LINK]
    assert await log_of(world) == [(LINK, Arrival.BACKFILL)]
    await catch_up(world.newsroom.store.log, world.newsroom.store.index)
    await ask(world, await write(world, LINK))
    assert len(web.asked) == 2


async def test_keypoints_reads_a_link_too(world: World, web: FakeWeb) -> None:
    result = await world.reader.slash(world.channel, "keypoints", article=LINK)
    assert result.response
    assert not result.ephemeral
    assert result.response.embeds[0].title == "Harbour stays open"
    assert await log_of(world) == [(LINK, Arrival.BACKFILL)]


async def test_related_reads_a_link_and_knows_its_people_before_the_index_does(
    world: World, web: FakeWeb
) -> None:
    made, quoted = numbered(1)
    speaker = replace(quoted.statement.speaker, entity_id=None)
    await world.newsroom.add(
        made, replace(quoted, statement=replace(quoted.statement, speaker=speaker))
    )
    result = await world.reader.slash(world.channel, "related", article=LINK)
    assert result.response
    assert result.response.embeds[0].title == "Harbour stays open"
    assert "[Pier 1 opens](https://gazette.example/1)" in shown(result.response)
    assert "*also quotes Marta Velling; same topic: Harbour*" in shown(result.response)
    assert await world.refused(world.reader, "related", article=f"{LINK}/none")
    asked = len(web.asked)
    await catch_up(world.newsroom.store.log, world.newsroom.store.index)
    again = await world.reader.slash(world.channel, "related", article=LINK)
    assert again.response
    assert shown(again.response) == shown(result.response)
    assert len(web.asked) == asked


async def test_it_is_posted_nowhere(world: World) -> None:
    await world.editor.slash(world.channel, "subscribe", to="everything")
    await ask(world, await write(world, LINK))
    [entry] = await world.newsroom.store.log.read(0, 10)
    assert entry.record.arrival is Arrival.BACKFILL


async def test_robots_are_kept_out(world: World, web: FakeWeb) -> None:
    web.bodies["https://coast.example/robots.txt"] = (
        "User-agent: *\nDisallow: /",
        "text/plain",
    )
    answer = await ask(world, await write(world, LINK))
    assert "does not allow robots to read" in answer.content
    assert await log_of(world) == []
    assert LINK not in web.asked


async def test_private_hosts_are_refused(world: World, web: FakeWeb) -> None:
    url = "http://10.0.0.5/a"
    failed = FetchFailed(url, "10.0.0.5 is not on the public internet.", refused=True)
    web.failures[url] = failed
    sentence = await world.refused(world.reader, "keypoints", article=url)
    assert sentence.endswith("10.0.0.5 is not on the public internet.")


async def test_only_so_many_for_each_person(world: World, web: FakeWeb) -> None:
    for number in range(READS + 1):
        web.page(f"{LINK}-{number}")
    for number in range(READS):
        assert (await ask(world, await write(world, f"{LINK}-{number}"))).embeds
    asked = len(web.asked)
    last = await write(world, f"{LINK}-{READS}")
    refused = await ask(world, last)
    assert refused.content.startswith("That was often in a short time. Try again in ")
    assert len(web.asked) == asked
    assert (await ask(world, last, world.admin)).embeds


async def test_what_was_removed_is_not_fetched(world: World, web: FakeWeb) -> None:
    made = await world.newsroom.add(article(), said("“Not this year.”"))
    await world.newsroom.add(article("", url=made.url, id=made.id), arrival=Arrival.REMOVED)
    sentence = await world.refused(world.reader, "keypoints", article=made.url)
    assert sentence.startswith("That article was removed")
    assert web.asked == []


async def test_pasted_text_is_read_and_not_stored(world: World, web: FakeWeb) -> None:
    message = await write(world, "> " + TEXT.replace("\n", "\n> "))
    answer = await ask(world, message)
    assert answer.embeds[0].title == "The text of that message"
    assert answer.embeds[0].url == message.jump_url
    assert "Marta Velling" in shown(answer)
    assert "“We will not close the harbour,”" in shown(answer)
    assert answer.components == []
    assert await log_of(world) == []
    assert web.asked == []


async def test_of_a_pasted_text_all_is_shown_also_what_is_less_certain(world: World) -> None:
    text = f"{TEXT} It was hinted that the fares might rise, people at the pier believed."
    read = read_statements("message", text)
    unsure = [one for one in read if one.confidence < CONFIDENT]
    assert unsure
    answer = await ask(world, await write(world, text))
    assert f" · {len(read)} statements" in shown(answer)
    assert shown(answer).count("less certain") == len(unsure)


async def test_text_beside_a_link_that_cannot_be_had(world: World) -> None:
    answer = await ask(world, await write(world, f"https://gone.example/a\n{TEXT}"))
    assert answer.embeds[0].title == "The text of that message"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("hello", "This message has no link, and quotes nobody; so far only English text is read."),
        ("https://gone.example/a", "could not be read: There is nothing at this address"),
        ("https://discord.gg/evil", "This message has no link"),
    ],
)
async def test_nothing_to_be_shown(world: World, text: str, sentence: str) -> None:
    assert sentence in (await ask(world, await write(world, text))).content


async def test_hostile_text(world: World) -> None:
    text = f"“{HOSTILE},” Marta Velling, the mayor of Orrin, said on Saturday. {HOSTILE}"
    answer = await ask(world, await write(world, text.replace("https://evil.example", "evil")))
    assert answer.embeds or answer.content
    for embed in answer.embeds:
        assert set(read(embed.description or "").markup) <= {"bold", "italic", "timestamp"}
    assert not answer.message.mention_everyone
    assert answer.message.mentions == []
