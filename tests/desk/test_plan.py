"""Which entries are new: ids and addresses that change on edit, shared addresses, floods."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk.gathering.plan import Shown, is_flood, plan, shown_of
from bot.feeds import FeedEntry

FEED = "https://tarn.example/feed"
WORDS = (
    "The council of Tarn voted on Tuesday to keep the old tram running for another year against "
    "the advice of its own engineers who had asked for a new one."
)
TRAM = FeedEntry(
    id="tag:tarn,2031:1",
    url="https://tarn.example/tram",
    title="Council keeps the tram",
    summary_html=WORDS,
)
OTHER = FeedEntry(
    id="tag:tarn,2031:2",
    url="https://tarn.example/ferry",
    title="Ferries lie idle",
    summary_html="No ferry has left the harbour since Sunday night and none will before the talks "
    "have ended, said the crews and the owners in one of their rare common statements.",
)


def shown(*entries: FeedEntry) -> list[Shown]:
    return [shown_of(FEED, entry) for entry in entries]


CHANGED = {
    "id": replace(TRAM, id="tag:tarn,2031:1-v2"),
    "id and title": replace(TRAM, id="new", title="Council keeps its tram after all"),
    "address": replace(TRAM, id=None, url="https://tarn.example/council-keeps-tram"),
    "id and address": replace(TRAM, id="new", url="https://tarn.example/council-keeps-tram"),
    "id, address and words": replace(
        TRAM, id="new", url="https://tarn.example/new", summary_html=WORDS.replace("one", "bus")
    ),
    "id, without words": replace(TRAM, id="new", summary_html=""),
}


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
def test_an_entry_that_changed_its_name_is_the_same(changed: FeedEntry) -> None:
    (planned,) = plan(shown(changed, OTHER), shown(TRAM, OTHER), set())
    assert planned.was == shown_of(FEED, TRAM).key
    assert planned.shown == shown_of(FEED, changed)
    assert not planned.shares


def test_ids_that_only_moved_to_another_host_are_the_same() -> None:
    old = FeedEntry("http://old.example/tram?id=4", "http://old.example/tram?id=4", "Tram")
    new = replace(old, id="https://new.example/tram/?id=4", url="https://new.example/tram?id=4")
    (planned,) = plan(shown(new), shown(old), set())
    assert planned.was == shown_of(FEED, old).key


DIFFERENT = {
    "another article": OTHER,
    "the same title, other words": replace(OTHER, id="new", title=TRAM.title),
    "the same address, another article": replace(OTHER, id="new", url=TRAM.url),
}


@pytest.mark.parametrize("other", DIFFERENT.values(), ids=DIFFERENT)
def test_another_entry_is_another_article(other: FeedEntry) -> None:
    (planned,) = plan(shown(other), shown(TRAM), set())
    assert planned.was is None


def test_what_is_still_shown_beside_it_is_another_one_even_at_the_same_address() -> None:
    second = replace(TRAM, id="tag:tarn,2031:9", title="Tram: what we know")
    (planned,) = plan(shown(TRAM, second), shown(TRAM), set())
    assert (planned.shown, planned.was, planned.shares) == (shown_of(FEED, second), None, True)


def test_two_new_names_never_stand_for_one_old_entry() -> None:
    entries = [replace(TRAM, id="a"), replace(TRAM, id="b")]
    found = [planned.was for planned in plan(shown(*entries), shown(TRAM), set())]
    assert sorted(map(str, found)) == sorted([shown_of(FEED, TRAM).key, "None"])


def test_what_was_seen_long_ago_is_no_other_s_new_name() -> None:
    again = replace(TRAM, id="old")
    (planned,) = plan(shown(again), shown(TRAM), {shown_of(FEED, again).key})
    assert planned.was is None


def test_what_is_shown_as_before_is_not_planned() -> None:
    assert plan(shown(TRAM, OTHER), shown(TRAM, OTHER), set()) == []
    (planned,) = plan(shown(replace(TRAM, title="Changed")), shown(TRAM), set())
    assert planned.was is None


@pytest.mark.parametrize(
    ("new", "known", "flood"), [(5, 0, True), (4, 1, False), (2, 0, False), (0, 5, False)]
)
def test_a_flood_is_when_everything_is_new(new: int, known: int, flood: bool) -> None:
    entries = [
        FeedEntry(str(n), f"https://a.example/{n}", f"Title {n}") for n in range(new + known)
    ]
    before = shown(*entries[new:], OTHER)
    planned = plan(shown(*entries), before, set())
    assert is_flood(planned, new + known, {one.shown.key for one in planned}) is flood


def test_what_was_shown_comes_back_from_its_document() -> None:
    (one,) = shown(TRAM)
    assert Shown.decode(one.encode()) == one
