"""Reading what was said, as members do: pages, choices, contexts, and sharing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.records import Article, Quotation, Quoted, Span, Speaker, SpeakerKind
from tests.chat.markdown import read
from tests.chat.samples import NOON, article, said
from tests.e2e.test_commands import HOSTILE, buttons, numbered, shown, with_piers
from tests.e2e.world import World

STORY = (
    "The council of Orrin has decided after a night of talks that the old ferry will sail through "
    "the winter, although the crews had asked for a second boat and a longer pause at the pier."
)


def told(site: str, hours: float) -> Article:
    url = f"https://{site.split()[-1].lower()}.example/ferry"
    return article(
        STORY,
        id=f"ferry-{site[-4:]}",
        site=site,
        url=url,
        canonical_url=url,
        title=f"Ferry stays, says {site}",
        published_at=NOON + timedelta(hours=hours),
    )


def menu(message: Any) -> list[str]:
    """What can be chosen from the only menu under a message."""
    items = [item for row in message.components for item in row["components"]]
    return [option["label"] for option in _options(items)]


def values(message: Any) -> list[str]:
    items = [item for row in message.components for item in row["components"]]
    return [option["value"] for option in _options(items)]


def _options(items: list[Any]) -> list[Any]:
    """Those of the menu that is not for reports."""
    menus = [item for item in items if "options" in item]
    [options] = [one["options"] for one in menus if not one["custom_id"].startswith("report")]
    return list(options)


# /latest


async def test_latest_tells_a_story_once_and_who_else_has_it(world: World) -> None:
    for made in (told("The Herald", 0), told("The Echo", 2)):
        await world.newsroom.add(made)
    await world.newsroom.add(*numbered(1))
    await world.newsroom.stories.follow()
    result = await world.reader.slash(world.channel, "latest")
    message = result.response
    assert message
    pier, ferry = message.embeds
    assert pier.title == "Pier 1 opens"
    assert "Voices: Marta Velling" in (pier.description or "")
    assert ferry.title == "Ferry stays, says The Herald"
    assert "Also in: [The Echo](https://echo.example/ferry)" in (ferry.description or "")
    only = await world.reader.slash(world.channel, "latest", source="The Echo")
    assert only.response
    assert [embed.title for embed in only.response.embeds] == ["Ferry stays, says The Echo"]


async def test_latest_leads_to_each_articles_statements_and_to_older_ones_also_after_a_restart(
    world: World,
) -> None:
    await with_piers(world, 5)
    result = await world.reader.slash(
        world.channel, "latest", topic="harbour", source="Orrin Gazette", count=2
    )
    message = result.response
    assert message
    assert buttons(message) == [
        "Key statements: Pier 5 opens",
        "Key statements: Pier 4 opens",
        "Older ›",
    ]
    await world.restart()
    key = await world.editor.click(message.message, label="Key statements: Pier 4 opens")
    assert key.ephemeral
    assert key.response
    assert key.response.embeds[0].title == "Pier 4 opens"
    await world.editor.click(message.message, label="Older ›")
    assert [embed.title for embed in message.embeds] == ["Pier 3 opens", "Pier 2 opens"]
    await world.newsroom.add(*numbered(6))
    await world.editor.click(message.message, label="Older ›")
    assert [embed.title for embed in message.embeds] == ["Pier 1 opens"]
    assert buttons(message) == ["Key statements", "« Newest", "Report…"]
    await world.editor.click(message.message, label="« Newest")
    assert [embed.title for embed in message.embeds] == ["Pier 6 opens", "Pier 5 opens"]


async def test_a_page_of_a_topic_that_is_gone(world: World) -> None:
    admin, guild = world.admin, world.guild.id
    await world.newsroom.desk.topics.define(guild, "Piers", ["pier"])
    await with_piers(world, 3)
    result = await admin.slash(world.channel, "latest", topic="Piers", count=1)
    assert result.response
    await world.newsroom.desk.topics.drop(guild, "Piers")
    pressed = await admin.click(result.response.message, label="Older ›")
    assert pressed.ephemeral
    assert pressed.response
    assert "use /latest again" in pressed.response.content
    assert [embed.title for embed in result.response.embeds] == ["Pier 3 opens"]


async def test_latest_of_an_outlet_that_is_not_there(world: World) -> None:
    await with_piers(world, 1)
    sentence = await world.refused(world.reader, "latest", source="Nobody")
    assert sentence == ("No article by “Nobody” is on record. There are some by: Orrin Gazette.")


# /quotes


async def test_quotes_within_dates_and_ways_keep_to_them_on_the_next_page(world: World) -> None:
    for day in range(12):
        await world.newsroom.add(*_on_day(day, (Quotation.DIRECT, Quotation.INDIRECT)[day % 2]))
    result = await world.reader.slash(
        world.channel,
        "quotes",
        name="velling",
        about="pier",
        since="2026-03-15",
        until="2026-03-24",
        how="direct",
    )
    message = result.response
    assert message
    assert message.embeds[0].footer.text == "1–4 of 5"
    assert shown(message).startswith(
        "About “pier” · from <t:1773576000:D> · until <t:1774353600:D>"
    )
    assert [n for n in range(12) if f"pier {n}," in shown(message)] == [4, 6, 8, 10]
    await world.restart()
    await world.newsroom.add(*_on_day(13, Quotation.DIRECT))
    await world.editor.click(message.message, label="Older ›")
    assert [n for n in range(12) if f"pier {n}," in shown(message)] == [2]
    assert message.embeds[0].footer.text == "5 of 5"
    await world.editor.click(message.message, label="‹ Newer")
    assert [n for n in range(12) if f"pier {n}," in shown(message)] == [4, 6, 8, 10]


def _on_day(day: int, how: Quotation) -> tuple[Article, Quoted]:
    made, quoted = numbered(day)
    made = replace(made, published_at=NOON + timedelta(days=day))
    return made, replace(quoted, statement=replace(quoted.statement, quotation=how))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"since": "4/5/2026"}, "“4/5/2026” is no date that can be read. Write 2031, 2031-05 or"),
        ({"until": "soonish"}, "“soonish” is no date that can be read."),
        ({"since": "2026", "until": "2025"}, "“since” is later than “until”"),
        ({"since": "2031"}, "Nothing by Marta Velling that fits all of this is on record"),
        ({"how": "mixed"}, "Leave one of the conditions out to see more."),
    ],
)
async def test_conditions_that_nothing_fits(
    world: World, options: dict[str, Any], sentence: str
) -> None:
    await with_piers(world, 1)
    assert sentence in await world.refused(world.reader, "quotes", name="velling", **options)


async def test_all_of_them_are_for_who_asks_and_one_can_be_posted(world: World) -> None:
    await with_piers(world, 1)
    made, quoted = numbered(2)
    unsure = replace(quoted, statement=replace(quoted.statement, confidence=0.3))
    await world.newsroom.add(made, unsure)
    result = await world.reader.slash(world.channel, "quotes", name="velling", all=True)
    assert result.ephemeral
    message = result.response
    assert message
    assert message.embeds[0].footer.text == "1–2 of 2, 1 of them less certain"
    assert shown(message).count("*(less certain)*") == 1
    await world.restart()
    around = await world.reader.click(message.message, label="Context 2")
    assert around.ephemeral
    assert around.response
    assert "**“The harbour opens on pier 1,”** Marta Velling said." in shown(around.response)
    posted = await world.reader.click(around.response.message, label="Post here")
    assert not posted.ephemeral
    assert posted.response
    assert "“The harbour opens on pier 1,”" in shown(posted.response)
    assert posted.response.embeds[0].url == "https://gazette.example/1"
    assert buttons(posted.response) == ["Report…"]
    again = await world.editor.click(posted.response.message, label="Context")
    assert again.ephemeral


async def test_who_may_not_write_in_a_channel_posts_nothing_through_the_bot(world: World) -> None:
    silent = discord.PermissionOverwrite(send_messages=False)
    world.channel = world.guild.create_text_channel(
        "read-only", overwrites={world.guild.default_role: silent}
    )
    await with_piers(world, 1)
    result = await world.reader.slash(world.channel, "quotes", name="velling", all=True)
    assert result.response
    around = await world.reader.click(result.response.message, label="Context")
    assert around.response
    refused = await world.reader.click(around.response.message, label="Post here")
    assert refused.ephemeral
    assert refused.response
    assert refused.response.content.startswith("You need the permission Send Messages in this")


async def test_a_statement_that_is_gone_has_no_context(world: World) -> None:
    await with_piers(world, 1)
    result = await world.reader.slash(world.channel, "quotes", name="velling")
    assert result.response
    made, _ = numbered(1, revision=2)
    await world.newsroom.add(made)
    pressed = await world.reader.click(result.response.message, label="Context")
    assert pressed.ephemeral
    assert pressed.response
    assert "no longer in the record" in pressed.response.content


async def test_two_of_one_name_are_a_choice(world: World) -> None:
    for place, (title, words) in enumerate(
        [("finance minister", "The budget passes"), ("striker", "We won the match")]
    ):
        text = f"“{words},” Ada Morn said."
        made = article(text, id=f"a{place}", title=words, url=f"https://gazette.example/{place}")
        quoted = said(f"“{words},”", of=made, by="Ada Morn", title=title)
        speaker = replace(quoted.statement.speaker, entity_id=None)
        quoted = replace(quoted, statement=replace(quoted.statement, speaker=speaker))
        await world.newsroom.add(made, quoted)
    result = await world.reader.slash(world.channel, "quotes", name="Ada Morn")
    message = result.response
    assert message
    first = message.embeds[0].title
    [other] = menu(message)
    assert {first, other} == {
        "Ada Morn (finance minister, Orrin Gazette)",
        "Ada Morn (striker, Orrin Gazette)",
    }
    await world.restart()
    await world.editor.select(message.message, values(message))
    assert message.embeds[0].title == other
    assert menu(message) == [first]


# /timeline


async def test_a_timeline_and_its_pages_also_after_a_restart(world: World) -> None:
    for day in (5, 1, 3, 4, 2, 6):
        await world.newsroom.add(*_on_day(day, Quotation.DIRECT))
    result = await world.reader.slash(world.channel, "timeline", name="velling", topic="pier")
    message = result.response
    assert message
    assert not result.ephemeral
    places = [shown(message).index(f"pier {day},") for day in (1, 2, 3, 4)]
    assert places == sorted(places)
    assert f"**<t:{int(NOON.timestamp()) + 86_400}:D>**\n**1.** **Marta" in shown(message)
    assert message.embeds[0].footer.text == "1–4 of 6"
    await world.restart()
    await world.editor.click(message.message, label="Later ›")
    assert message.embeds[0].footer.text == "5–6 of 6"
    assert buttons(message) == ["‹ Earlier"]
    await world.editor.click(message.message, label="‹ Earlier")
    assert message.embeds[0].footer.text == "1–4 of 6"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"name": "velling", "topic": "tax"}, "Nothing by Marta Velling about “tax” is on"),
        ({"name": "velling", "topic": "-"}, "Say on which subject: a word or two"),
        ({"name": "zzz", "topic": "pier"}, "Nobody called “zzz” is on record."),
    ],
)
async def test_no_timeline(world: World, options: dict[str, Any], sentence: str) -> None:
    await with_piers(world, 1)
    assert sentence in await world.refused(world.reader, "timeline", **options)


# /said


async def test_who_said_it_exactly_and_nearly(world: World) -> None:
    await with_piers(world, 2)
    result = await world.reader.slash(world.channel, "said", words="the harbour opens on pier 2")
    message = result.response
    assert message
    assert not result.ephemeral
    assert message.embeds[0].title == "These are the words of …"
    exact, nearly = shown(message).split("\n\n")
    assert "“The harbour opens on pier 2,”" in exact
    assert "In 1 outlet; first seen: Orrin Gazette · <t:" in exact
    assert "[Pier 2 opens](https://gazette.example/2)" in exact
    assert "not in it: “2”" in nearly
    around = await world.editor.click(message.message, label="Context 1")
    assert around.ephemeral


async def test_who_said_it_though_the_article_names_nobody(world: World) -> None:
    text = "A spokesman for the *ferry* said it would sail again."
    made = article(text, title="Ferry", url="https://gazette.example/f")
    quoted = said("it would sail again", of=made, how=Quotation.INDIRECT, title=None)
    name = "spokesman for the *ferry*"
    speaker = Speaker(Span(0, 27), name, None, SpeakerKind.UNNAMED)
    await world.newsroom.add(
        made, replace(quoted, statement=replace(quoted.statement, speaker=speaker))
    )
    result = await world.reader.slash(world.channel, "said", words="it would sail again")
    message = result.response
    assert message
    assert message.embeds[0].title == "These are the words of …"
    assert shown(message).startswith(
        "**1.** **A spokesman for the \\*ferry\\*** · *said*\n– it would sail again *(reported)*\n"
        "In 1 outlet; first seen: Orrin Gazette · <t:"
    )
    key = await world.reader.slash(world.channel, "keypoints", article="Ferry")
    assert key.response
    assert "**A spokesman for the \\*ferry\\***\n– it would" in shown(key.response)


async def test_pages_of_who_said_it_also_after_a_restart(world: World) -> None:
    for place in range(6):
        text = f"“Nothing is decided about the harbour,” Person{place} said."
        url = f"https://gazette.example/{place}"
        made = article(text, id=f"a{place}", url=url, canonical_url=url)
        quoted = said("“Nothing is decided about the harbour,”", of=made, by=f"Ada Person{place}")
        speaker = replace(quoted.statement.speaker, entity_id=f"e{place}", title=None)
        quoted = replace(
            quoted, statement=replace(quoted.statement, speaker=speaker, id=f"s{place}")
        )
        await world.newsroom.add(made, quoted)
    asked = "nothing is *decided* about the harbour"
    result = await world.reader.slash(world.channel, "said", words=asked)
    message = result.response
    assert message
    assert message.embeds[0].author.name == asked
    assert message.embeds[0].footer.text == "1–4 of 6"
    await world.restart()
    await world.editor.click(message.message, label="More ›")
    assert message.embeds[0].footer.text == "5–6 of 6"
    assert message.embeds[0].author.name == asked
    assert buttons(message) == ["‹ Back"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("cows come home at night", "Nobody said this or nearly this"),
        ("the harbour", "Give at least 3 words"),
        ("* _ `", "Give at least 3 words"),
    ],
)
async def test_nobody_said_it(world: World, words: str, sentence: str) -> None:
    await with_piers(world, 1)
    assert sentence in await world.refused(world.reader, "said", words=words)


# /keypoints


async def test_more_leads_to_all_statements_by_speaker_also_after_a_restart(world: World) -> None:
    parts = [f"Point {place} is made" for place in range(9)]
    made = article(". ".join(parts) + ".", title="A debate")
    quoted = [
        said(part, of=made, by=("Ada Morn", "Bo Lund")[place % 2], title=None, cue=None)
        for place, part in enumerate(parts)
    ]
    unnamed = quoted[8].statement.speaker
    unnamed = replace(unnamed, name="an official", kind=SpeakerKind.UNNAMED)
    quoted[8] = replace(
        quoted[8], statement=replace(quoted[8].statement, speaker=unnamed, confidence=0.2)
    )
    await world.newsroom.add(made, *quoted)
    result = await world.reader.slash(world.channel, "keypoints", article="debate")
    assert result.response
    assert buttons(result.response) == ["More: all 9 statements", "+1 less certain"]
    await world.restart()
    opened = await world.editor.click(result.response.message, label="More: all 9 statements")
    assert opened.ephemeral
    page = opened.response
    assert page
    assert page.embeds[0].footer.text == "1–6 of 9"
    places = [shown(page).index(parts[place]) for place in (0, 2, 4, 6, 1, 3)]
    assert places == sorted(places)
    await world.editor.click(page.message, label="More ›")
    assert page.embeds[0].footer.text == "7–9 of 9"
    assert "**an official**\nPoint 8 is made *(less certain)*" in shown(page)
    chosen = await world.editor.select(page.message, values(page)[-1:], custom_id="statements")
    assert chosen.ephemeral
    assert chosen.response
    assert "**Point 8 is made**" in shown(chosen.response)


# While somebody types


async def test_suggestions(world: World) -> None:
    await with_piers(world, 2)
    suggest = world.reader.autocomplete
    outlets = await suggest(world.channel, "latest", "source", "gaz")
    assert outlets == [{"name": "Orrin Gazette · 2", "value": "Orrin Gazette"}]
    people = await suggest(world.channel, "timeline", "name", "vel")
    assert [one["name"] for one in people] == ["Marta Velling · 2"]
    topics = await suggest(world.channel, "timeline", "topic", "ha")
    assert [one["value"] for one in topics] == ["Harbour"]
    times = await suggest(world.channel, "quotes", "since", "")
    assert [one["value"] for one in times][:2] == ["today", "yesterday"]
    [month] = await suggest(world.channel, "quotes", "until", "february 2026")
    assert month["name"] == "february 2026 · 2026-02-01 – 2026-02-28"
    assert await suggest(world.channel, "quotes", "until", "soonish") == []


@pytest.mark.parametrize("typed", ["*", '"', "a OR b", "(", "-", "😀", "x" * 6000, "NEAR(", "\x00"])
async def test_nothing_that_is_typed_is_an_error(world: World, typed: str) -> None:
    await with_piers(world, 1)
    for command, option in (
        ("latest", "source"),
        ("quotes", "since"),
        ("timeline", "name"),
        ("timeline", "topic"),
    ):
        await world.reader.autocomplete(world.channel, command, option, typed)
    assert world.env.errors == []


async def test_every_command_and_option_says_what_it_is(world: World) -> None:
    for command in await world.env.bot.tree.fetch_commands():
        if command.type is not discord.AppCommandType.chat_input:  # others have none
            continue
        assert len(command.description) > 10
        for option in command.options:
            assert len(option.description) > 10


# What articles may hold


async def test_hostile_names_titles_and_words_do_nothing(world: World) -> None:
    words = HOSTILE + " and what is said here"
    made = article(words, title=HOSTILE, site=HOSTILE, credit=HOSTILE)
    quoted = said(words, of=made, by=HOSTILE, title=HOSTILE, cue=None)
    await world.newsroom.add(made, quoted)
    answers = [
        await world.reader.slash(world.channel, "latest", source=HOSTILE[:90]),
        await world.reader.slash(world.channel, "quotes", name="free", all=True),
        await world.reader.slash(world.channel, "timeline", name="free", topic="said here"),
        await world.reader.slash(world.channel, "said", words=words[:250]),
        await world.reader.slash(world.channel, "said", words="and that is said here"),
        await world.reader.slash(world.channel, "keypoints", article="free"),
    ]
    assert answers[0].response
    menus = await world.reader.select(answers[0].response.message, values(answers[0].response))
    assert menus.response
    posted = await world.reader.click(menus.response.message, label="Post here")
    for result in (*answers, menus, posted):
        message = result.response
        assert message
        [embed] = message.embeds
        assert set(read(embed.description or "").markup) <= {"bold", "italic", "timestamp", "link"}
        assert "https://evil.example" not in (embed.description or "")
        assert read(embed.title or "").markup == ()
        assert not message.message.mention_everyone
        assert message.message.mentions == []
