"""Every command as a member uses it: the real bot and services on a simulated Discord."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from simcord import SetupError

from bot.records import Article, Quotation, Quoted
from tests.chat.markdown import read
from tests.chat.samples import NOON, article, said, sole
from tests.e2e.world import World

BUTTON = 2  # a component's type
HOSTILE = "@everyone **[free](https://evil.example)** <@1> `x` # <t:0:R> discord.gg/evil"


def numbered(number: int, **changes: Any) -> tuple[Article, Quoted]:
    """Articles a minute apart, each with one statement of the same speaker."""
    text = f"“The harbour opens on pier {number},” Marta Velling said."
    url = f"https://gazette.example/{number}"
    made = article(
        text,
        id=f"article-{number}",
        url=url,
        canonical_url=url,
        title=f"Pier {number} opens",
        published_at=NOON + timedelta(minutes=number),
    )
    made = replace(made, **changes)
    words = f"“The harbour opens on pier {number},”"
    return made, said(words, of=made, confidence=changes.pop("confidence", 0.9))


async def with_piers(world: World, count: int) -> None:
    for number in range(1, count + 1):
        await world.newsroom.add(*numbered(number))


def shown(message: Any) -> str:
    return "\n".join(embed.description or "" for embed in message.embeds)


def buttons(message: Any) -> list[str]:
    """Those that turn pages."""
    items = [item for row in message.components for item in row["components"]]
    labels = [item["label"] for item in items if "label" in item]
    return [label for label in labels if not label.startswith("Context")]


# /latest


async def test_latest(world: World) -> None:
    await with_piers(world, 7)
    result = await world.reader.slash(world.channel, "latest")
    assert result.response
    assert not result.ephemeral
    titles = [embed.title for embed in result.response.embeds]
    assert titles == [f"Pier {n} opens" for n in (7, 6, 5, 4, 3)]
    first = result.response.embeds[0]
    assert first.url == "https://gazette.example/7"
    assert "**Marta Velling**, mayor of Orrin · *said*" in (first.description or "")
    assert "“The harbour opens on pier 7,”" in (first.description or "")
    assert f"Orrin Gazette · <t:{int(NOON.timestamp()) + 420}:f>" in (first.description or "")


async def test_latest_of_a_topic(world: World) -> None:
    await with_piers(world, 2)
    school = article("A school opens.", url="https://gazette.example/s", title="A school opens")
    await world.newsroom.add(school)
    result = await world.reader.slash(world.channel, "latest", topic="schools", count=1)
    assert result.response
    assert [embed.title for embed in result.response.embeds] == ["A school opens"]


@pytest.mark.parametrize(
    ("stored", "options", "sentence"),
    [
        (0, {}, "No article is stored yet"),
        (1, {"topic": "Fishing"}, "There is no topic “Fishing”. Choose one of: everything"),
        (1, {"topic": "Schools"}, "is about Schools"),
    ],
)
async def test_latest_has_nothing(
    world: World, stored: int, options: dict[str, Any], sentence: str
) -> None:
    await with_piers(world, stored)
    assert sentence in await world.refused(world.reader, "latest", **options)


@pytest.mark.parametrize("count", [0, 11])
async def test_latest_is_bounded_by_discord_itself(world: World, count: int) -> None:
    with pytest.raises(SetupError, match="must be"):
        await world.reader.slash(world.channel, "latest", count=count)


# /quotes


async def test_quotes_and_their_pages_also_after_a_restart(world: World) -> None:
    await with_piers(world, 10)
    result = await world.reader.slash(world.channel, "quotes", name="velling")
    message = result.response
    assert message
    assert not result.ephemeral
    assert [n for n in range(1, 11) if f"pier {n}," in shown(message)] == [7, 8, 9, 10]
    assert message.embeds[0].title == "Marta Velling"
    assert message.embeds[0].footer.text == "1–4 of 10"
    assert "[Pier 10 opens](https://gazette.example/10)" in shown(message)
    assert buttons(message) == ["Older ›"]
    await world.restart()
    await world.editor.click(message.message, label="Older ›")  # anybody may
    assert message.embeds[0].footer.text == "5–8 of 10"
    assert [n for n in range(1, 11) if f"pier {n}," in shown(message)] == [3, 4, 5, 6]
    assert buttons(message) == ["‹ Newer", "Older ›"]
    await world.restart()
    await world.reader.click(message.message, label="Older ›")
    assert message.embeds[0].footer.text == "9–10 of 10"
    assert buttons(message) == ["‹ Newer"]
    await world.reader.click(message.message, label="‹ Newer")
    assert message.embeds[0].footer.text == "5–8 of 10"


async def test_quotes_about_something_stay_about_it_on_the_next_page(world: World) -> None:
    await with_piers(world, 6)
    other, words = article(), said("“Not this year.”")
    await world.newsroom.add(other, words)
    result = await world.reader.slash(
        world.channel, "quotes", name="velling", about=" pier  opens "
    )
    message = result.response
    assert message
    assert shown(message).startswith("About “pier opens”")
    assert message.embeds[0].footer.text == "1–4 of 6"
    await world.reader.click(message.message, label="Older ›")
    assert message.embeds[0].footer.text == "5–6 of 6"
    assert shown(message).startswith("About “pier opens”")


async def test_less_certain_statements_are_shown_to_who_asks(world: World) -> None:
    await with_piers(world, 1)
    for number in range(2, 8):
        await world.newsroom.add(*numbered(number)[:1], _unsure(number))
    result = await world.reader.slash(world.channel, "quotes", name="velling")
    message = result.response
    assert message
    assert message.embeds[0].footer.text == "1 of 1 · +6 less certain"
    assert "less certain" not in shown(message)
    pressed = await world.editor.click(message.message, label="+6 less certain")
    assert pressed.ephemeral
    private = pressed.response
    assert private
    assert shown(private).count("*(less certain)*") == 4
    assert private.embeds[0].footer.text == "1–4 of 6, less certain"
    await world.editor.click(private.message, label="Older ›")
    assert private.ephemeral
    assert private.embeds[0].footer.text == "5–6 of 6, less certain"
    assert message.embeds[0].footer.text == "1 of 1 · +6 less certain"  # the others' stays


def _unsure(number: int) -> Quoted:
    _, quoted = numbered(number)
    return replace(quoted, statement=replace(quoted.statement, confidence=0.3))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"name": "Veling"}, "Nobody called “Veling” is on record. Nearest: Marta Velling."),
        ({"name": "zzz"}, "Nobody called “zzz” is on record."),
        ({"name": "   "}, "Say whose words you look for"),
        ({"name": "velling", "about": "tax"}, "Nothing by Marta Velling about “tax” is on record"),
        ({"name": "@everyone `x`"}, "Nobody called “\\@everyone \\`x\\`” is on record."),
    ],
)
async def test_quotes_has_nothing(world: World, options: dict[str, Any], sentence: str) -> None:
    await with_piers(world, 1)
    assert sentence in await world.refused(world.reader, "quotes", **options)


async def test_quotes_with_nothing_stored(world: World) -> None:
    assert "on record" in await world.refused(world.reader, "quotes", name="velling")


async def test_a_page_whose_speaker_is_gone(world: World) -> None:
    """The button's error goes the way of a command's, and the page stays."""
    await with_piers(world, 6)
    result = await world.reader.slash(world.channel, "quotes", name="velling")
    message = result.response
    assert message
    await world.newsroom.store.index.reset()
    pressed = await world.reader.click(message.message, label="Older ›")
    assert pressed.ephemeral
    assert pressed.response
    assert "on record" in pressed.response.content
    assert message.embeds[0].footer.text == "1–4 of 6"


# /keypoints


async def test_keypoints(world: World) -> None:
    made = article()
    quoted = [
        said("“We will not close the harbour,”", "“Not this year.”"),
        said(
            "a review would start in March",
            by="Harbour Board",
            title=None,
            cue="announced that",
            how=Quotation.INDIRECT,
        ),
    ]
    await world.newsroom.add(made, *quoted)
    for wanted in (made.id, made.url, "harbour stays"):
        result = await world.reader.slash(world.channel, "keypoints", article=wanted)
        assert result.response
        assert not result.ephemeral
        [embed] = result.response.embeds
        assert (embed.title, embed.url) == (made.title, made.url)
        assert "**Marta Velling**, mayor of Orrin\n“We will not close" in (embed.description or "")
        assert "– a review would start in March · *announced that* *(reported)*" in (
            embed.description or ""
        )


async def test_keypoints_and_the_less_certain_ones(world: World) -> None:
    made = article()
    await world.newsroom.add(made, said("“Not this year.”"), said("the fares", confidence=0.2))
    result = await world.reader.slash(world.channel, "keypoints", article=made.id)
    assert result.response
    assert "the fares" not in shown(result.response)
    await world.restart()
    pressed = await world.editor.click(result.response.message, label="+1 less certain")
    assert pressed.ephemeral
    assert pressed.response
    assert "the fares · *said* *(less certain)*" in shown(pressed.response)
    assert "Not this year" not in shown(pressed.response)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("unheard of", "No stored article has “unheard of” in its title"),
        ("  ", "Say which article"),
    ],
)
async def test_keypoints_has_nothing(world: World, wanted: str, sentence: str) -> None:
    assert sentence in await world.refused(world.reader, "keypoints", article=wanted)


async def test_an_article_without_statements(world: World) -> None:
    await world.newsroom.add(article())
    result = await world.reader.slash(world.channel, "keypoints", article="harbour")
    assert result.response
    assert "No statement was found in this article." in shown(result.response)


# While somebody types


async def test_suggestions(world: World) -> None:
    await with_piers(world, 3)
    people = await world.reader.autocomplete(world.channel, "quotes", "name", "vel")
    assert [one["name"] for one in people] == ["Marta Velling · 3"]
    chosen = await world.reader.slash(world.channel, "quotes", name=people[0]["value"])
    assert chosen.response
    assert chosen.response.embeds[0].title == "Marta Velling"
    articles = await world.reader.autocomplete(world.channel, "keypoints", "article", "")
    assert articles[0] == {"name": "Pier 3 opens", "value": "article-3"}
    topics = await world.reader.autocomplete(world.channel, "latest", "topic", "ha")
    assert [one["value"] for one in topics] == ["Harbour"]
    to = await world.editor.autocomplete(world.channel, "subscribe", "to", "")
    assert [one["value"] for one in to] == [
        "everything",
        "Harbour",
        "Schools",
        "source: Orrin Gazette",
        "story: the dockers' strike",
    ]


async def test_suggestions_stay_within_limits(world: World) -> None:
    for number in range(30):
        title = f"{number} " + "very long title of an article " * 9
        await world.newsroom.add(*numbered(number, title=title))
    found = await world.reader.autocomplete(world.channel, "keypoints", "article", "long")
    assert len(found) == 25
    assert all(len(one["name"]) <= 100 for one in found)
    assert found[0]["name"].endswith("…")


@pytest.mark.parametrize("typed", ["", "*", '"', "a OR b", "(", "-", "😀", "x" * 6000, "NEAR("])
async def test_nothing_that_is_typed_is_an_error(world: World, typed: str) -> None:
    await with_piers(world, 1)
    options = [("quotes", "name"), ("keypoints", "article"), ("latest", "topic")]
    for command, option in (*options, ("preview", "to"), ("why", "article")):
        await world.reader.autocomplete(world.channel, command, option, typed)
    assert world.env.errors == []


# What articles may hold


async def test_hostile_titles_and_words_do_nothing(world: World) -> None:
    made = article(HOSTILE, title=HOSTILE, site=HOSTILE, credit=HOSTILE)
    quoted = sole(HOSTILE, by=HOSTILE, title=HOSTILE)
    await world.newsroom.add(made, replace(quoted, article=made))
    answers = [
        await world.reader.slash(world.channel, "latest"),
        await world.reader.slash(world.channel, "quotes", name="free"),
        await world.reader.slash(world.channel, "keypoints", article="free"),
    ]
    for result in answers:
        message = result.response
        assert message
        [embed] = message.embeds
        assert set(read(embed.description or "").markup) <= {"bold", "italic", "timestamp", "link"}
        assert "https://evil.example" not in (embed.description or "")
        assert embed.url in (None, made.url)
        assert read(embed.title or "").markup == ()
        assert not message.message.mention_everyone
        assert message.message.mentions == []
    assert HOSTILE in read(shown(answers[0].response)).text


# When something goes wrong


async def test_an_unforeseen_error_gives_a_reference(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("out of ink")

    monkeypatch.setattr(world.newsroom.desk.latest, "articles", broken)
    result = await world.reader.slash(world.channel, "latest")
    assert result.ephemeral
    assert result.response
    sentence, _, reference = result.response.content.rpartition("the reference ")
    assert sentence.startswith("That failed through a fault of Pullquote's own.")
    assert f"error {reference.rstrip('.')} in a command" in caplog.text
    assert "out of ink" in caplog.text
    assert "out of ink" not in result.response.content
