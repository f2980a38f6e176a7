"""Running stories: which day an article is of, and what is learned from lines that count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.records import Record, RunningStory, StoryDay
from bot.topics.running import (
    QUIET,
    Sighting,
    StoryMatcher,
    configured,
    goes_on,
    learned,
    sightings,
    story_day,
    story_id,
)
from tests.store.making import record

SINCE = date(2022, 2, 24)
STRIKE = configured("the dockers' strike", SINCE, ["dockers' strike", "-football"])
ON = date(2025, 2, 11)


def article(text: str, on: date = ON, ident: str = "a1", title: str = "News") -> Record:
    made = record(ident, title=title)
    at = datetime(on.year, on.month, on.day, 23, 30, tzinfo=UTC)
    return replace(made, article=replace(made.article, text=text, published_at=at))


def seen(name: str, since: date = SINCE, on: date = ON) -> Sighting:
    return Sighting(name, since, on)


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (ON, 1083),
        (SINCE, None),  # what happens on that day is not yet counted
        (SINCE + timedelta(days=1), 1),
        (SINCE - timedelta(days=1), None),
    ],
)
def test_the_day_is_the_days_since(on: date, day: int | None) -> None:
    made = article("The dockers’ strike goes on.", on)
    found = story_day(StoryMatcher([STRIKE]).of(made), made.article)
    assert found == (StoryDay("the dockers' strike", day) if day else None)


def test_terms_are_those_of_topics_and_the_first_story_wins() -> None:
    other = configured("the dispute", date(2025, 1, 1), ["strike"])
    matcher = StoryMatcher([STRIKE, other])
    both = article("The dockers' strike goes on.")
    assert matcher.of(both) == [STRIKE, other]
    assert matcher.of(article("Dockers' strike, and football.")) == [other]
    assert matcher.of(article("Nothing.")) == []
    assert story_day([STRIKE, other], both.article) == StoryDay("the dockers' strike", 1083)
    assert story_day([], both.article) is None


def test_an_article_counts_back_from_its_own_day() -> None:
    made = article("On the 1,083rd day of the war in Tarn", title="Day 5 of the strike")
    assert sightings(made.article) == [
        Sighting("the strike", date(2025, 2, 6), ON),
        Sighting("the war in Tarn", SINCE, ON),
    ]
    assert sightings(article("the 999,999th day of the war").article) == []


def test_so_does_the_line_by_its_headline() -> None:
    made = replace(article("Nothing.").article, counter="1083rd day of Kelmark blockade")
    assert sightings(made) == [Sighting("the Kelmark blockade", SINCE, ON)]


def test_a_story_is_learned_where_articles_agree_within_a_day() -> None:
    later = seen("the war in Tarn", SINCE + timedelta(days=1), ON + timedelta(days=5))
    told = {
        "a1": [seen("the war in Tarn")],
        "a2": [later],
        "a3": [seen("the war in Tarn")],
        "a4": [seen("the strike"), seen("the siege of Norbel", date(2025, 1, 1))],
    }
    assert learned(told) == [
        RunningStory(
            story_id("the war in Tarn"),
            "the war in Tarn",
            SINCE,
            ("war in Tarn",),
            ON + timedelta(days=5),
            ("the war in Tarn",),
        )
    ]


def test_one_article_alone_teaches_nothing() -> None:
    assert learned({"a1": [seen("the war in Tarn"), seen("the war")]}) == []
    apart = seen("the war in Tarn", SINCE + timedelta(days=2))
    assert learned({"a1": [seen("the war in Tarn")], "a2": [apart]}) == []
    assert learned({"a1": [seen("the war in Tarn")], "a2": [seen("the strike")]}) == []


def test_names_of_one_thing_are_one_story() -> None:
    told = {
        "a1": [seen("the war in Tarn")],
        "a2": [seen("the war")],
        "a3": [seen("Norbel's invasion of Tarn")],
        "a4": [seen("the war in Tarn")],
    }
    (story,) = learned(told)
    assert story.name == "the war in Tarn"
    assert story.terms == ("Norbel's invasion of Tarn", "war in Tarn")
    assert story.names == ("Norbel's invasion of Tarn", "the war", "the war in Tarn")
    strikes = {
        "b1": [seen("the strike in Orrin")],
        "b2": [seen("the strike in Orrin")],
        "b3": [seen("the strike in Norbel")],
        "b4": [seen("the strike in Norbel")],
    }
    assert {one.name for one in learned(strikes)} == {"the strike in Orrin", "the strike in Norbel"}


def test_what_an_operator_says_wins() -> None:
    told = {"a1": [seen("the war in Tarn")], "a2": [seen("the war in Tarn")]}
    near = configured("the invasion", SINCE + timedelta(days=1), ["invasion"])
    named = configured("The War in Tarn", date(2020, 1, 1), ["war"])
    other = configured("the siege", date(2024, 1, 1), ["siege"])
    assert learned(told, [near]) == learned(told, [named]) == []
    assert len(learned(told, [other])) == 1


def test_a_learned_story_is_known_by_its_name_or_its_count() -> None:
    told = {
        "a1": [seen("the war in Tarn")],
        "a2": [seen("the war in Tarn")],
        "b1": [seen("the strike", date(2025, 2, 1))],
        "b2": [seen("the strike", date(2025, 2, 1))],
    }
    matcher = StoryMatcher(learned(told))

    def names(text: str, on: date = ON) -> list[str]:
        return [story.name for story in matcher.of(article(text, on))]

    assert names("The War in Tarn goes on.") == ["the war in Tarn"]
    assert names("The strike goes on.") == []  # there are many
    assert names("It is day 10 of the strike.") == ["the strike"]
    assert names("It is day 50 of the strike.") == []
    assert names("The war in Tarn", ON + QUIET) == ["the war in Tarn"]
    assert names("The war in Tarn", ON + QUIET + timedelta(days=1)) == []
    assert names("The war in Tarn", SINCE - timedelta(days=1)) == []


def test_a_story_of_the_configuration_is_never_over() -> None:
    assert goes_on(STRIKE, date(2099, 1, 1))
    assert goes_on(STRIKE, SINCE)
    assert not goes_on(STRIKE, SINCE - timedelta(days=1))
