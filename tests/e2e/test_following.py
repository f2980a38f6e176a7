"""/person, /story and /related as members use them: the real bot on a simulated Discord."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
from PIL import Image
from simcord import SetupError

from bot.chat.posting.courier import DiscordCourier
from bot.chat.rendering.chart import HEIGHT, WIDTH
from bot.records import Article, Link, Quoted
from tests.chat.markdown import read
from tests.chat.samples import NOON, article, said, sole
from tests.e2e.newsroom import now
from tests.e2e.test_commands import HOSTILE, buttons, numbered, shown, with_piers
from tests.e2e.world import World

COMMANDS = [("person", {"name": "velling"}), ("story", {}), ("related", {"article": "pier"})]


def strike(number: int) -> Article:
    text = f"The dockers' strike goes on at pier {number}."
    url = f"https://gazette.example/strike/{number}"
    return article(
        text,
        url=url,
        canonical_url=url,
        title=f"Strike at pier {number}",
        published_at=NOON + timedelta(days=number),
    )


# /person


async def test_person_with_a_chart(world: World) -> None:
    await with_piers(world, 2)
    result = await world.reader.slash(world.channel, "person", name="vell")
    assert not result.ephemeral
    message = result.response
    assert message
    assert message.embeds[0].title == "Marta Velling"
    assert shown(message).startswith(
        f"2 statements on record\n\n**Titles**\nmayor of Orrin · <t:{int(NOON.timestamp()) + 60}:D>"
    )
    assert "**Quoted in:** Orrin Gazette (2)" in shown(message)
    assert "**In articles on:** Harbour (2)" in shown(message)
    (picture,) = message.message.attachments
    assert message.embeds[0].image.url
    assert picture.filename == "statements.png"
    assert picture.description == "Statements over time: 2026-03: 2"
    image = Image.open(io.BytesIO(await picture.read()))
    assert image.size == (WIDTH, HEIGHT)


async def test_pages_of_titles_turn_after_a_restart_and_keep_the_chart(world: World) -> None:
    for number in range(1, 9):
        made, quoted = numbered(number)
        speaker = replace(quoted.statement.speaker, title=f"mayor of ward {'abcdefghi'[number]}")
        await world.newsroom.add(made, Quoted(made, replace(quoted.statement, speaker=speaker)))
    result = await world.reader.slash(world.channel, "person", name="velling")
    message = result.response
    assert message
    assert message.embeds[0].footer.text == "Titles 1–6 of 8"
    assert "ward i" in shown(message)
    assert buttons(message) == ["What they said", "More ›"]
    await world.restart()
    await world.editor.click(message.message, label="More ›")  # anybody may
    assert message.embeds[0].footer.text == "Titles 7–8 of 8"
    assert "ward b" in shown(message)
    assert "ward i" not in shown(message)
    assert [one.filename for one in message.message.attachments] == ["statements.png"]
    await world.restart()
    await world.reader.click(message.message, label="‹ Back")
    assert message.embeds[0].footer.text == "Titles 1–6 of 8"


async def test_a_person_leads_to_their_words_and_to_others_of_the_name(world: World) -> None:
    for place, title in enumerate(("finance minister", "striker")):
        made = article("“We won,” Ada Morn said.", id=f"a{place}", url=f"https://a.example/{place}")
        quoted = said("“We won,”", of=made, by="Ada Morn", title=title)
        speaker = replace(quoted.statement.speaker, entity_id=f"morn{place}")
        await world.newsroom.add(
            made, replace(quoted, statement=replace(quoted.statement, speaker=speaker))
        )
    result = await world.reader.slash(world.channel, "person", name="morn")
    message = result.response
    assert message
    first = message.embeds[0].title
    await world.restart()
    opened = await world.editor.click(message.message, label="What they said")
    assert opened.ephemeral
    assert opened.response
    assert opened.response.embeds[0].title == first
    assert "“We won,”" in shown(opened.response)
    assert message.embeds[0].title == first
    [menu] = [
        row["components"][0] for row in message.components if "options" in row["components"][0]
    ]
    [other] = menu["options"]
    await world.editor.select(message.message, [other["value"]])
    assert message.embeds[0].title == other["label"] != first


async def test_where_no_picture_may_be_attached_the_numbers_are_told(world: World) -> None:
    await with_piers(world, 1)
    denied = discord.PermissionOverwrite(attach_files=False)
    assert world.env.bot.user
    plain = world.guild.create_text_channel(
        "plain",
        overwrites={world.guild.default_role: denied, world.env.bot.user: denied},
    )
    result = await world.reader.slash(plain, "person", name="velling")
    assert result.response
    assert result.response.message.attachments == []
    assert "Statements over time: 2026-03: 1" in shown(result.response)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Veling", "Nobody called “Veling” is on record. Nearest: Marta Velling."),
        ("   ", "Say whose words you look for"),
        ("@everyone `x`", "Nobody called “\\@everyone \\`x\\`” is on record."),
    ],
)
async def test_person_has_nothing(world: World, name: str, sentence: str) -> None:
    await with_piers(world, 1)
    assert sentence in await world.refused(world.reader, "person", name=name)


# /story


async def test_stories_and_one_of_them_by_pages(world: World) -> None:
    for number in range(1, 8):
        await world.newsroom.add(strike(number))
    text = "“The dockers' strike ends,” Marta Velling said."
    made = replace(strike(8), text=text)
    await world.newsroom.add(made, said("“The dockers' strike ends,”", of=made))
    await world.newsroom.follow()
    listed = await world.reader.slash(world.channel, "story")
    assert listed.response
    assert "day of the dockers' strike** · since <t:" in shown(listed.response)
    assert "8 articles" in shown(listed.response)
    chosen = next(
        item["options"][0]["value"]
        for row in listed.response.components
        for item in row["components"]
        if "options" in item
    )
    await world.restart()
    await world.editor.select(listed.response.message, [chosen])
    assert listed.response.embeds[0].title == "The dockers' strike"
    result = await world.reader.slash(world.channel, "story", name="dock")
    message = result.response
    assert message
    assert not result.ephemeral
    assert message.embeds[0].title == "The dockers' strike"
    assert "[Strike at pier 8](https://gazette.example/strike/8)" in shown(message)
    assert "· day 53" in shown(message)
    assert shown(message).endswith("**Who speaks:** Marta Velling (1)")
    assert message.embeds[0].footer.text == "Articles 1–5 of 8"
    await world.restart()
    await world.editor.click(message.message, label="More ›")
    assert message.embeds[0].footer.text == "Articles 6–8 of 8"
    assert "pier 1]" in shown(message)
    assert buttons(message) == ["‹ Back"]


async def test_a_learned_story(world: World) -> None:
    today = now()
    for number in (1, 2):
        url = f"https://gazette.example/war/{number}"
        await world.newsroom.add(
            article(
                f"On the {9 + number}th day of the war in @Tarn, pier {number} was hit.",
                url=url,
                canonical_url=url,
                title=f"Hit {number}",
                published_at=today - timedelta(days=3 - number),
            )
        )
    await world.newsroom.follow()
    found = await world.reader.autocomplete(world.channel, "story", "name", "war")
    assert [one["name"] for one in found] == ["the war · day 12"]
    result = await world.reader.slash(world.channel, "story", name=found[0]["value"])
    assert result.response
    assert "**12th day of the war** · " in shown(result.response)
    assert "2 articles" in shown(result.response)


@pytest.mark.parametrize("name", ["zzz", "@everyone"])
async def test_a_story_that_is_not_there(world: World, name: str) -> None:
    sentence = await world.refused(world.reader, "story", name=name)
    assert sentence.endswith("Without a name, all of them are listed.")


async def test_a_post_says_the_day(world: World) -> None:
    await world.editor.slash(world.channel, "subscribe", to="everything")
    await world.newsroom.add(strike(1))
    await world.newsroom.delivery.deliver(DiscordCourier(world.env.bot))
    [post] = [one for one in world.channel.history() if not one.interaction_metadata]
    assert (post.embeds[0].description or "").startswith("**46th day of the dockers' strike**\n")


# /related


async def test_related_by_pages_with_reasons(world: World) -> None:
    await with_piers(world, 8)
    link = Link("https://elsewhere.example/a", "Never stored")
    url = "https://gazette.example/main"
    made = article(
        "“All piers open,” Marta Velling said.",
        url=url,
        canonical_url=url,
        title="All piers open",
        related=(link, Link("https://gazette.example/3", "Pier 3")),
        published_at=NOON - timedelta(days=1),
    )
    await world.newsroom.add(made, said("“All piers open,”", of=made))
    await world.newsroom.follow()
    for wanted in (made.id, made.url, "all piers"):
        result = await world.reader.slash(world.channel, "related", article=wanted)
        assert result.response
        assert not result.ephemeral
        assert result.response.embeds[0].title == "All piers open"
    message = result.response
    assert message
    first, *_ = shown(message).split("\n\n")
    assert first.startswith("[Pier 3 opens](https://gazette.example/3)\n")
    assert "*linked by the article's page; also quotes Marta Velling*" in first
    assert "[Never stored](https://elsewhere.example/a)" in shown(message)
    assert message.embeds[0].footer.text == "Related 1–5 of 8"
    await world.restart()
    await world.editor.click(message.message, label="More ›")
    assert message.embeds[0].footer.text == "Related 6–8 of 8"
    assert "[Pier 1 opens]" in shown(message)


async def test_nothing_is_related(world: World) -> None:
    await world.newsroom.add(article())
    result = await world.reader.slash(world.channel, "related", article="harbour")
    assert result.response
    assert shown(result.response) == "Nothing related to it is on record yet."


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("ftp://elsewhere.example/a", "That link is not in the record"),
        ("unheard of", "No stored article has “unheard of” in its title"),
        ("  ", "Say which article"),
    ],
)
async def test_related_has_nothing(world: World, wanted: str, sentence: str) -> None:
    assert sentence in await world.refused(world.reader, "related", article=wanted)


# All of them


@pytest.mark.parametrize(("name", "options"), COMMANDS)
async def test_with_nothing_stored(
    world: World, name: str, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.newsroom.running, "stories", lambda: ())
    sentence = await world.refused(world.reader, name, **options)
    assert sentence.startswith(("Nobody called", "No running story is known yet", "No stored"))


@pytest.mark.parametrize(("name", "options"), COMMANDS)
async def test_whom_a_server_denies_a_command(
    world: World, name: str, options: dict[str, Any]
) -> None:
    [command] = [c for c in await world.env.bot.tree.fetch_commands() if c.name == name]
    world.guild.set_command_permissions(command, {world.reader: False})
    with pytest.raises(SetupError):
        await world.reader.slash(world.channel, name, **options)


async def test_help_and_suggestions(world: World) -> None:
    await with_piers(world, 3)
    commands = {c.name: c for c in world.env.bot.tree.get_commands()}
    for name, _ in COMMANDS:
        document = commands[name].to_dict(world.env.bot.tree)
        assert len(document["description"]) > 20
        assert all(len(option["description"]) > 20 for option in document["options"])
    people = await world.reader.autocomplete(world.channel, "person", "name", "vel")
    assert [one["name"] for one in people] == ["Marta Velling · 3"]
    articles = await world.reader.autocomplete(world.channel, "related", "article", "pier")
    assert articles[0] == {"name": "Pier 3 opens", "value": "article-3"}
    stories = await world.reader.autocomplete(world.channel, "story", "name", "")
    assert [one["name"].partition(" · ")[0] for one in stories] == ["the dockers' strike"]


@pytest.mark.parametrize("typed", ["", "*", '"', "a OR b", "(", "-", "😀", "x" * 6000, "NEAR("])
async def test_nothing_that_is_typed_is_an_error(world: World, typed: str) -> None:
    await with_piers(world, 1)
    for command, option in (("person", "name"), ("story", "name"), ("related", "article")):
        await world.reader.autocomplete(world.channel, command, option, typed)
    assert world.env.errors == []


async def test_hostile_titles_and_names_do_nothing(world: World) -> None:
    hostile = f"The dockers' strike {HOSTILE}"
    for number in (1, 2):
        url = f"https://gazette.example/{number}"
        made = article(
            hostile,
            id=f"a{number}",
            url=url,
            canonical_url=url,
            title=hostile,
            site=HOSTILE,
            related=(Link("https://elsewhere.example/a", HOSTILE),),
        )
        words = sole(hostile, by=HOSTILE, title=HOSTILE)
        statement = replace(words.statement, id=f"s{number}")
        await world.newsroom.add(made, Quoted(made, statement))
    await world.newsroom.follow()
    answers = [
        await world.reader.slash(world.channel, "person", name="free"),
        await world.reader.slash(world.channel, "story", name="dockers"),
        await world.reader.slash(world.channel, "related", article="free"),
    ]
    for result in answers:
        message = result.response
        assert message
        [embed] = message.embeds
        assert set(read(embed.description or "").markup) <= {"bold", "italic", "timestamp", "link"}
        assert read(embed.title or "").markup == ()
        assert "https://evil.example" not in (embed.description or "")
        assert not message.message.mention_everyone
        assert message.message.mentions == []


async def test_a_page_whose_person_is_gone(world: World) -> None:
    for number in range(1, 9):
        made, quoted = numbered(number)
        speaker = replace(quoted.statement.speaker, title=f"mayor of ward {'abcdefghi'[number]}")
        await world.newsroom.add(made, Quoted(made, replace(quoted.statement, speaker=speaker)))
    result = await world.reader.slash(world.channel, "person", name="velling")
    message = result.response
    assert message
    await world.newsroom.store.index.reset()
    pressed = await world.reader.click(message.message, label="More ›")
    assert pressed.ephemeral
    assert pressed.response
    assert "on record" in pressed.response.content
    assert message.embeds[0].footer.text == "Titles 1–6 of 8"
