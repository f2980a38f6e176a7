"""/audit, /export and /privacy as members use them: the real bot on simcord."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from simcord import InteractionResult, MemberActor, SetupError

from bot.desk.answering import exportfile
from bot.desk.answering.export import COLUMNS
from bot.desk.following.audit import Deed
from bot.desk.following.subscriptions import encode
from bot.desk.keeping.follow import catch_up
from bot.desk.keeping.forget import WELCOMED
from bot.records import Subscription
from tests.chat.markdown import read
from tests.chat.samples import NOON, article, said
from tests.e2e.test_commands import HOSTILE, buttons, numbered, shown, with_piers
from tests.e2e.world import World


async def use(world: World, who: MemberActor, name: str, /, **options: Any) -> Any:
    result = await who.slash(world.channel, name, **options)
    assert result.response is not None
    assert result.ephemeral
    return result.response


# /audit


async def test_nothing_was_changed(world: World) -> None:
    assert (await use(world, world.admin, "audit")).content == (
        "No change is on record for this server."
    )


async def test_changes_of_topics(world: World) -> None:
    await use(world, world.admin, "topics define", name="Piers", terms="pier")
    await use(world, world.admin, "topics remove", name="piers")
    _, removed, defined = (await use(world, world.admin, "audit")).content.splitlines()
    assert removed.endswith(f" · <@{world.admin.id}> · removed a topic · Piers")
    assert defined.endswith(f" · <@{world.admin.id}> · defined a topic · Piers · terms: pier")


async def test_changes_are_paged_also_after_a_restart(world: World) -> None:
    audit = world.newsroom.desk.audit
    for number in range(25):
        await audit.note(world.guild.id, 7, Deed.SUBSCRIBED, f"number {number}")
    await audit.note(world.guild.id + 1, 8, Deed.SUBSCRIBED, "elsewhere")
    first = await use(world, world.admin, "audit")
    assert "1–6 of 25" in first.content
    assert "elsewhere" not in first.content
    await world.restart()
    second = (await world.admin.click(first.message, label="More ›")).response
    assert second
    assert [line.split("number ")[-1] for line in second.content.splitlines()[1:]] == [
        str(number) for number in range(18, 12, -1)
    ]
    assert buttons(second) == ["‹ Back", "More ›"]


async def test_hostile_changes(world: World) -> None:
    await world.newsroom.desk.audit.note(world.guild.id, 7, HOSTILE, HOSTILE)
    message = await use(world, world.admin, "audit")
    assert set(read(message.content).markup) == {"bold", "timestamp", "mention"}
    assert read(message.content).markup.count("mention") == 1
    assert message.message.mentions == []


@pytest.mark.parametrize("name", ["audit", "export"])
async def test_who_may_not(world: World, name: str) -> None:
    """Discord does not offer it to them; where a server does so, the bot still refuses."""
    with pytest.raises(SetupError):
        await world.reader.slash(world.channel, name)
    await world.offer(name, world.reader, world.editor)
    for who in (world.reader, world.editor):
        sentence = await world.refused(who, name)
        assert sentence.startswith("You need the permission Manage Server in this server")


async def test_a_page_is_turned_by_those_who_may_alone(world: World) -> None:
    for number in range(12):
        await world.newsroom.desk.audit.note(world.guild.id, 7, Deed.SUBSCRIBED, str(number))
    first = await use(world, world.admin, "audit")
    world.env.backend.get_message(world.channel.id, first.id).flags = 0
    refused = await world.reader.click(first.message, label="More ›")
    assert refused.ephemeral
    assert refused.response
    assert refused.response.content.startswith("You need the permission Manage Server")


# /export


async def exported(world: World, **options: Any) -> tuple[str, str, str]:
    """The words beside the file, its name and its text."""
    response = await use(world, world.admin, "export", **options)
    [attachment] = response.attachments
    with world.env.time_context():
        data = await attachment.read()
    return response.content, attachment.filename, data.decode()


async def test_nothing_stored_to_export(world: World) -> None:
    sentence = await world.refused(world.admin, "export")
    assert sentence == "No statement is on record yet. Try again in a few minutes."


async def test_everything_as_csv(world: World) -> None:
    await with_piers(world, 3)
    words, name, text = await exported(world)
    assert words == "The file holds 3 statements, the newest first."
    assert name.endswith(".csv")
    head, *rows = csv.reader(io.StringIO(text))
    assert tuple(head) == COLUMNS
    assert [row[COLUMNS.index("headline")] for row in rows] == [
        f"Pier {n} opens" for n in (3, 2, 1)
    ]


async def test_a_person_and_days_as_lines_of_json(world: World) -> None:
    await with_piers(world, 2)
    await world.newsroom.add(*numbered(3, published_at=NOON + timedelta(days=2)))
    day = f"{NOON:%Y-%m-%d}"
    words, name, text = await exported(
        world, person="velling", topic="harbour", since=day, until=day, format="jsonl"
    )
    assert words == "The file holds 2 statements, the newest first."
    assert name.endswith(".jsonl")
    rows = [json.loads(line) for line in text.splitlines()]
    assert [row["headline"] for row in rows] == ["Pier 2 opens", "Pier 1 opens"]
    [note] = (await use(world, world.admin, "audit")).content.splitlines()[1:]
    assert note.endswith(f"exported statements · Marta Velling, Harbour, {day}")


async def test_the_same_question_gives_the_same_file(world: World) -> None:
    await with_piers(world, 5)
    options = {"person": "velling", "since": "2026", "format": "jsonl"}
    _, _, before = await exported(world, **options)
    await world.newsroom.store.index.reset()
    await catch_up(world.newsroom.store.log, world.newsroom.store.index)
    assert (await exported(world, **options))[2] == before
    assert len(before.splitlines()) == 5


async def test_a_name_of_several_is_not_guessed(world: World) -> None:
    for name, title in (("Ann Lee", "harbour pilot"), ("Bob Lee", "Orrin striker")):
        made = article(f"“Ask {name},” {title} {name} said.", id=name)
        quoted = said(f"“Ask {name},”", by=name, title=title, of=made)
        speaker = replace(quoted.statement.speaker, entity_id=None)
        quoted = replace(quoted, statement=replace(quoted.statement, speaker=speaker))
        await world.newsroom.add(made, quoted)
    sentence = await world.refused(world.admin, "export", person="Lee")
    assert sentence.startswith("“Lee” may be several: ")
    assert "Ann Lee" in sentence
    assert sentence.endswith("Choose one of those that are suggested as you type.")
    [one] = await world.admin.autocomplete(world.channel, "export", "person", "ann")
    words, _, text = await exported(world, person=one["value"])
    assert words == "The file holds 1 statement."
    assert "Ann Lee" in text
    [note] = (await use(world, world.admin, "audit")).content.splitlines()[1:]
    assert note.endswith("exported statements · Ann Lee")


async def test_more_than_a_file_holds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await with_piers(world, 3)
    whole = len((await exported(world, format="jsonl"))[2].encode())
    monkeypatch.setattr(exportfile, "MOST_BYTES", whole - 1)
    words, _, text = await exported(world, format="jsonl")
    assert words.endswith(
        "There are more than one file may hold; for older ones give an earlier “until”."
    )
    assert [json.loads(line)["headline"] for line in text.splitlines()] == [
        "Pier 3 opens",
        "Pier 2 opens",
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"since": "soonish"}, "“soonish” is no date that can be read. Write 2031, 2031-05 or"),
        ({"since": "2031-05-04", "until": "2031-05-03"}, "“since” is later than “until”;"),
        ({"since": "1999", "until": "1999"}, "Nothing on record fits all of that. Leave something"),
        ({"person": "Nobody At All"}, "Nobody called “Nobody At All” is on record."),
        ({"topic": HOSTILE}, "There is no topic"),
    ],
)
async def test_what_cannot_be_exported(
    world: World, options: dict[str, str], sentence: str
) -> None:
    await with_piers(world, 1)
    assert sentence in await world.refused(world.admin, "export", **options)


async def test_suggestions_for_an_export(world: World) -> None:
    await with_piers(world, 2)
    people = await world.admin.autocomplete(world.channel, "export", "person", "vel")
    assert [one["name"] for one in people] == ["Marta Velling · 2"]
    topics = await world.admin.autocomplete(world.channel, "export", "topic", "ha")
    assert [one["value"] for one in topics] == ["Harbour"]
    days = await world.admin.autocomplete(world.channel, "export", "since", "20")
    assert len(days) == 6
    assert days[0]["value"] > days[1]["value"]


# /privacy


async def with_data(world: World) -> None:
    guild = world.guild.id
    for ident, server in (("s1", guild), ("s2", guild + 1)):
        one = Subscription(ident, server, world.channel.id, "Harbour", 0, NOON)
        await world.newsroom.store.documents.put("subscription", ident, encode(one))
        await world.newsroom.store.documents.put("delivery", f"{ident}/a", {"state": "posted"})
    await world.newsroom.desk.topics.define(guild, "Piers", ["pier"])
    await world.newsroom.desk.audit.note(guild, 7, Deed.TOPIC_DEFINED, "Piers")
    await world.newsroom.desk.audit.note(guild + 1, 8, Deed.SUBSCRIBED, "Harbour")
    for server in (guild, guild + 1):
        await world.newsroom.desk.servers.set_zone(server, "Europe/Berlin")
        await world.newsroom.desk.servers.set_language(server, "uk")
        await world.newsroom.store.documents.put(WELCOMED, str(server), NOON.isoformat())
    feed = {"every": 300, "server": guild}
    await world.newsroom.store.documents.put("source", "https://a.example/", feed)


KEPT = [
    "· 1 subscription",
    "· what was posted: 1 article",
    "· 1 topic of its own",
    "· 1 feed of its own",
    "· 1 change by members",
    "· 2 settings: its time zone and its language",
    "· that it was welcomed",
]


async def test_a_reader_sees_what_is_kept(world: World) -> None:
    await with_data(world)
    message = await use(world, world.reader, "privacy")
    assert shown(message).splitlines()[:7] == KEPT
    assert "Members with Manage Server can erase all of that here." in shown(message)
    assert message.components == []


async def test_nothing_is_kept(world: World) -> None:
    assert shown(await use(world, world.admin, "privacy")).startswith("Nothing.\n")


async def ask_to_erase(world: World) -> InteractionResult:
    message = await use(world, world.admin, "privacy")
    asked = await world.admin.click(message.message, label="Erase this server's data…")
    assert asked.ephemeral
    assert asked.response
    assert asked.response.content.splitlines()[1:8] == KEPT
    return asked


async def test_a_server_is_erased_after_a_second_question(world: World) -> None:
    await with_data(world)
    asked = await ask_to_erase(world)
    documents = world.newsroom.store.documents
    assert len(await documents.all("subscription")) == 2
    await world.restart()
    assert asked.response
    done = await world.admin.click(asked.response.message, label="Erase it for good")
    assert done.response
    assert done.response.content.splitlines()[1:8] == KEPT
    assert done.response.components == []
    assert list(await documents.all("subscription")) == ["s2"]
    assert list(await documents.all("delivery")) == ["s2/a"]
    assert await documents.all("topic") == await documents.all("source") == {}
    other = str(world.guild.id + 1)
    assert [key.split("/")[0] for key in await documents.all("audit")] == [other]
    assert list(await documents.all("server")) == list(await documents.all(WELCOMED)) == [other]
    assert await world.newsroom.desk.servers.zone_name(world.guild.id) == "UTC"
    assert shown(await use(world, world.admin, "privacy")).startswith("Nothing.\n")


async def test_it_may_be_kept(world: World) -> None:
    await with_data(world)
    asked = await ask_to_erase(world)
    assert asked.response
    kept = await world.admin.click(asked.response.message, label="Keep everything")
    assert kept.response
    assert kept.response.content == "Nothing was erased."
    assert len(await world.newsroom.store.documents.all("subscription")) == 2


@pytest.mark.parametrize("step", ["ask", "do"])
async def test_who_may_not_erase(world: World, step: str) -> None:
    await with_data(world)
    message = await use(world, world.admin, "privacy")
    if step == "do":
        asked = await world.admin.click(message.message, label="Erase this server's data…")
        message = asked.response
    assert message
    world.env.backend.get_message(world.channel.id, message.id).flags = 0
    refused = await world.reader.click(message.message, custom_id=f"erase:{step}")
    assert refused.ephemeral
    assert refused.response
    assert refused.response.content.startswith("You need the permission Manage Server")
    assert len(await world.newsroom.store.documents.all("subscription")) == 2
