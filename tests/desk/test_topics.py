"""The topics of a server: everybody's, and its own that nobody else sees."""

from __future__ import annotations

import pytest

from bot.desk.sorting.topics import MOST_TOPICS
from bot.errors import BadInput, NothingFound
from bot.topics.terms import split_terms
from tests.desk.newsdesk import GUILD, NEWS, Newsdesk
from tests.desk.world import record

OTHER = 2


async def test_a_servers_own_topic_is_its_own(desk: Newsdesk) -> None:
    await desk.topics.define(GUILD, " Old  ferries ", ["ferry", "-cruise"])
    assert (await desk.topics.find("old ferries", GUILD)).terms == ("ferry", "-cruise")
    assert await desk.topics.names(OTHER) == ["everything", "Harbour", "Rain"]
    with pytest.raises(BadInput, match="Choose one of: everything, Harbour, Rain"):
        await desk.topics.find("old ferries", OTHER)
    assert await desk.topics.suggest("ferr", GUILD) == ["Old ferries"]


async def test_it_survives_a_restart_and_is_posted(desk: Newsdesk) -> None:
    await desk.topics.define(GUILD, "Ferries", ["ferry"])
    await desk.subscriptions.subscribe(GUILD, NEWS, "ferries")
    desk.start()
    await desk.append(record("One", "A ferry came."), record("Two", "A train came."))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"]


async def test_other_terms_hold_from_then_on(desk: Newsdesk) -> None:
    await desk.topics.define(GUILD, "Ferries", ["ferry"])
    await desk.subscriptions.subscribe(GUILD, NEWS, "ferries")
    await desk.topics.define(GUILD, "FERRIES", ["tram"])
    await desk.append(record("One", "A ferry came."), record("Two", "A tram came."))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["Two"]


async def test_a_topic_that_ends_pauses_until_it_is_back(desk: Newsdesk) -> None:
    await desk.topics.define(GUILD, "Ferries", ["ferry"])
    await desk.subscriptions.subscribe(GUILD, NEWS, "ferries")
    await desk.topics.drop(GUILD, "ferries")
    await desk.append(record("One", "A ferry came."))
    await desk.deliver()
    assert await desk.paused() == "There is no topic “Ferries” any more."
    await desk.topics.define(GUILD, "Ferries", ["ferry"])
    desk.clock.advance(601)
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"]


@pytest.mark.parametrize(
    ("name", "terms", "sentence"),
    [
        ("rain", ["wet"], "is a topic of every server"),
        ("everything", ["wet"], "is the topic of every article"),
        ("...", ["wet"], "Give the topic a name"),
        ("Wet", [], "from 1 to 50 terms"),
        ("Wet", ["-dry"], "at least one term without"),
        ("Wet", ["!"], "no letter or digit"),
        ("Wet", ["x" * 101], "is too long"),
    ],
)
async def test_what_cannot_be_a_topic_is_explained(
    desk: Newsdesk, name: str, terms: list[str], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        await desk.topics.define(GUILD, name, terms)
    assert await desk.topics.own(GUILD) == []


async def test_a_server_has_so_many_and_no_more(desk: Newsdesk) -> None:
    for number in range(MOST_TOPICS):
        await desk.topics.define(GUILD, f"Topic {number}", ["ferry"])
    await desk.topics.define(GUILD, "topic 3", ["tram"])
    with pytest.raises(BadInput, match="remove one first"):
        await desk.topics.define(GUILD, "One more", ["ferry"])


async def test_only_its_own_can_be_ended(desk: Newsdesk) -> None:
    with pytest.raises(BadInput, match="it stays"):
        await desk.topics.drop(GUILD, "Rain")
    with pytest.raises(NothingFound, match="has none yet"):
        await desk.topics.drop(GUILD, "Ferries")


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("strike", ["strike"]),
        (" strike , ferry,, ", ["strike", "ferry"]),
        (
            '"Smith, Jones", person: Ilse Maron; -golf',
            ['"Smith, Jones"', "person: Ilse Maron", "-golf"],
        ),
        ("“a, b”, c", ["“a, b”", "c"]),
        ('5" gun, ferry', ['5" gun', "ferry"]),
        (" , ", []),
    ],
)
def test_terms_are_typed_in_one_line(typed: str, terms: list[str]) -> None:
    assert split_terms(typed) == terms
