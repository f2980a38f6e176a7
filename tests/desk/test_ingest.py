"""Ingest: every entry's article once, in order, and nothing lost when a page cannot be had."""

from __future__ import annotations

import html
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.gathering.entries import ATTEMPTS
from bot.desk.gathering.filing import Filing, Outcome
from bot.desk.gathering.ingest import FIRST_ENTRIES, Ingest
from bot.errors import BadInput
from bot.pages import Page, read_page
from bot.ports import Fetched, FetchFailed, NotModified
from bot.records import Arrival, Link, Source
from bot.store import Store, open_store
from tests.desk.world import HandClock, break_documents

FEED = Source("https://courier.example/feed.xml", 60)
PARAGRAPH = (
    "The harbour of Tarn was quiet on the morning of the vote, and the ferries lay at their "
    "moorings while the crews waited for word from the union hall above the fish market. "
)


def page(title: str, words: str = "We are staying") -> str:
    body = "".join(
        f"<p>{PARAGRAPH}</p><p>“{words} until the spring,” said Ilse Maron, who leads the "
        f"harbour council, in paragraph {number}.</p>"
        for number in range(3)
    )
    return (
        f"<html lang='en'><head><title>{title}</title><meta property='og:title' content='{title}'>"
        f"<meta property='og:site_name' content='Tarn Courier'></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


@dataclass
class FakeWeb:
    """Pages by address; what is a FetchFailed fails. It counts what it was asked for."""

    pages: dict[str, str | FetchFailed] = field(default_factory=dict)
    entries: list[tuple[str, str]] = field(default_factory=list)  # (address, title), newest first
    asked: list[str] = field(default_factory=list)
    feed_failure: FetchFailed | None = None
    redirects: dict[str, str] = field(default_factory=dict)
    content: str = ""  # of every entry, in the feed itself

    async def fetch(
        self, url: str, validators: Mapping[str, str] | None = None
    ) -> Fetched | NotModified | FetchFailed:
        self.asked.append(url)
        url = self.redirects.get(url, url)
        if url == FEED.url:
            if self.feed_failure:
                return self.feed_failure
            body = self._feed()
            tag = str(hash(body))
            if validators and validators.get("ETag") == tag:
                return NotModified(url)
            return Fetched(url, body.encode(), "application/rss+xml", {"ETag": tag})
        answer = self.pages.get(url, FetchFailed(url, "There is no such page.", 404))
        if isinstance(answer, FetchFailed):
            return answer
        return Fetched(url, answer.encode(), "text/html; charset=utf-8", {})

    def publish(self, slug: str, title: str = "", **more: str) -> str:
        url = f"https://courier.example/{slug}"
        self.pages[url] = page(title or slug.title(), **more)
        self.entries.insert(0, (url, title or slug.title()))
        return url

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{title}</title><link>{url}</link><guid>{url}</guid>"
            f"<description>{html.escape(self.content)}</description></item>"
            for url, title in self.entries
        )
        return f"<rss version='2.0'><channel><title>Courier</title>{items}</channel></rss>"


@dataclass
class Desk:
    store: Store
    clock: HandClock
    web: FakeWeb

    @property
    def ingest(self) -> Ingest:
        """Always a new one, so that nothing hangs on what it remembers."""
        filing = Filing(self.store.log, self.store.documents, self.clock)
        return Ingest(filing, self.store.documents, self.web, self.clock)

    async def titles(self) -> list[tuple[str, Arrival]]:
        entries = await self.store.log.read(0, 1000)
        return [(e.record.article.title, e.record.arrival) for e in entries]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_store(tmp_path / "data") as store:
        yield Desk(store, HandClock(), FakeWeb())


async def test_the_first_look_is_backfill_and_what_comes_later_is_news(desk: Desk) -> None:
    desk.web.publish("one")
    desk.web.publish("two")
    polled = await desk.ingest.poll(FEED)
    assert (polled.stored, polled.troubles, polled.reason) == (2, (), None)
    desk.web.publish("three")
    await desk.ingest.poll(FEED)
    assert await desk.titles() == [
        ("One", Arrival.BACKFILL),
        ("Two", Arrival.BACKFILL),
        ("Three", Arrival.NEW),
    ]


async def test_a_first_look_at_a_long_feed_stores_its_newest(desk: Desk) -> None:
    for number in range(FIRST_ENTRIES + 3):
        desk.web.publish(f"story-{number:02}")
    assert (await desk.ingest.poll(FEED)).stored == FIRST_ENTRIES
    assert (await desk.titles())[0][0] == "Story-03"
    desk.web.publish("late")
    assert (await desk.ingest.poll(FEED)).stored == 1


async def test_what_was_seen_is_not_fetched_again(desk: Desk) -> None:
    desk.web.publish("one")
    await desk.ingest.poll(FEED)
    desk.web.publish("two")
    await desk.ingest.poll(FEED)
    await desk.ingest.poll(FEED)
    assert desk.web.asked.count("https://courier.example/one") == 1
    assert desk.web.asked.count("https://courier.example/two") == 1


async def test_a_changed_entry_is_read_again_and_becomes_a_revision(desk: Desk) -> None:
    url = desk.web.publish("one")
    await desk.ingest.poll(FEED)
    desk.web.pages[url] = page("One", words="We are leaving")
    desk.web.entries[0] = (url, "One (corrected)")
    polled = await desk.ingest.poll(FEED)
    assert (polled.stored, polled.revised) == (0, 1)
    (first, second) = await desk.store.log.read(0, 10)
    assert first.record.article.id == second.record.article.id
    assert second.record.article.revision == 2
    assert second.record.arrival is Arrival.REVISED
    assert "We are leaving" in second.record.article.text


async def test_an_article_whose_entry_is_damaged_is_stored_anew_as_its_revision(
    desk: Desk, tmp_path: Path
) -> None:
    url = desk.web.publish("one")
    await desk.ingest.poll(FEED)
    with closing(sqlite3.connect(tmp_path / "data" / "record.sqlite")) as other, other:
        other.execute("UPDATE record SET value = '{' WHERE key LIKE 'log/%'")
    desk.web.pages[url] = page("One", words="We are leaving")
    desk.web.entries[0] = (url, "One (corrected)")
    polled = await desk.ingest.poll(FEED)
    assert (polled.stored, polled.revised) == (0, 1)
    (entry,) = await desk.store.log.read(0, 10)
    assert (entry.position, entry.record.article.revision) == (2, 2)
    assert entry.record.arrival is Arrival.REVISED
    assert "We are leaving" in entry.record.article.text


async def test_damage_to_what_is_remembered_of_a_feed_repeats_and_misses_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    for slug in ("one", "two"):
        desk.web.publish(slug)
    await desk.ingest.poll(FEED)
    break_documents(tmp_path / "data" / "record.sqlite", "")
    desk.web.publish("three")
    polled = await desk.ingest.poll(FEED)
    assert (polled.stored, polled.revised) == (1, 0)
    assert (await desk.titles())[-1] == ("Three", Arrival.NEW)
    assert len(await desk.titles()) == 3
    assert (await desk.ingest.poll(FEED)).stored == 0


async def test_an_entry_that_only_looks_changed_adds_nothing(desk: Desk) -> None:
    url = desk.web.publish("one")
    await desk.ingest.poll(FEED)
    desk.web.entries[0] = (url, "One!")
    await desk.ingest.poll(FEED)
    await desk.ingest.poll(FEED)
    assert len(await desk.titles()) == 1
    assert desk.web.asked.count(url) == 2


async def test_a_page_that_fails_is_tried_again_though_the_feed_dropped_it(desk: Desk) -> None:
    desk.web.publish("zero")
    await desk.ingest.poll(FEED)
    url = desk.web.publish("one")
    good = desk.web.pages[url]
    desk.web.pages[url] = FetchFailed(url, "The server has trouble (503).", 503)
    polled = await desk.ingest.poll(FEED)
    assert polled.stored == 0
    assert "503" in polled.troubles[0]
    desk.web.entries.clear()
    desk.web.publish("two")
    desk.web.pages[url] = good
    await desk.ingest.poll(FEED)
    assert [title for title, _ in await desk.titles()] == ["Zero", "Two"]
    desk.clock.advance(ATTEMPTS[0] + 1)
    await desk.ingest.poll(FEED)
    assert (await desk.titles())[-1] == ("One", Arrival.NEW)


async def test_a_page_that_never_comes_is_given_up_with_its_reason(desk: Desk) -> None:
    desk.web.publish("zero")
    await desk.ingest.poll(FEED)
    url = desk.web.publish("one")
    desk.web.pages[url] = FetchFailed(url, "The server has trouble (503).", 503)
    for _ in range(len(ATTEMPTS) + 3):
        await desk.ingest.poll(FEED)
        desk.clock.advance(max(ATTEMPTS) + 1)
    assert desk.web.asked.count(url) == len(ATTEMPTS) + 1
    assert await desk.store.documents.all("pending") == {}
    seen = (await desk.store.documents.all("seen")).values()
    assert any("503" in (document.get("reason") or "") for document in seen)


async def test_a_changed_entry_whose_page_fails_waits_for_its_turn(desk: Desk) -> None:
    url = desk.web.publish("one")
    await desk.ingest.poll(FEED)
    desk.web.entries[0] = (url, "One (corrected)")
    desk.web.pages[url] = FetchFailed(url, "The server has trouble (503).", 503)
    for _ in range(5):
        await desk.ingest.poll(FEED)
    assert desk.web.asked.count(url) == 2


async def test_a_fault_met_on_one_entry_keeps_no_other_from_being_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(body: bytes, *more: str) -> Page:
        if b"Two" in body:
            raise ZeroDivisionError
        return read_page(body, *more)

    monkeypatch.setattr("bot.desk.gathering.reader.read_page", faulty)
    for slug in ("one", "two", "three"):
        desk.web.publish(slug)
    polled = await desk.ingest.poll(FEED)
    assert [title for title, _ in await desk.titles()] == ["One", "Three"]
    assert "a fault of Pullquote's own" in polled.troubles[0]


async def test_the_feed_s_own_text_serves_where_the_page_cannot(desk: Desk) -> None:
    desk.web.publish("zero")
    await desk.ingest.poll(FEED)
    url = desk.web.publish("one")
    desk.web.pages[url] = FetchFailed(url, "You may not (403).", 403)
    body = page("One").split("<article>")[1].split("</article>")[0]
    feed = desk.web._feed().replace(
        f"<guid>{url}", f"<description><![CDATA[{body}]]></description><guid>{url}"
    )
    desk.web._feed = lambda: feed  # type: ignore[method-assign]
    assert (await desk.ingest.poll(FEED)).stored == 1
    newest = (await desk.store.log.read(1, 1))[0].record.article
    assert newest.title == "One"
    assert "until the spring" in newest.text


async def test_a_feed_that_fails_says_why_and_keeps_what_it_knows(desk: Desk) -> None:
    desk.web.publish("one")
    await desk.ingest.poll(FEED)
    desk.web.feed_failure = FetchFailed(FEED.url, "The server has trouble (500).", 500, 120)
    polled = await desk.ingest.poll(FEED)
    assert polled.reason == "The server has trouble (500)."
    assert polled.next_in is not None
    assert polled.next_in >= 120
    state = await desk.store.documents.get("feed", FEED.url)
    assert state["failures"] == 1
    desk.web.feed_failure = None
    desk.web.publish("two")
    assert (await desk.ingest.poll(FEED)).stored == 1
    assert (await desk.titles())[-1][1] is Arrival.NEW


async def test_what_is_no_feed_is_a_reason_not_a_crash(desk: Desk) -> None:
    desk.web._feed = lambda: "<html><body>Sign in to continue</body></html>"  # type: ignore[method-assign]
    polled = await desk.ingest.poll(FEED)
    assert polled.reason
    assert (await desk.store.documents.get("feed", FEED.url))["started"] is False


async def test_an_article_is_known_again_under_a_tracking_address(desk: Desk) -> None:
    desk.web.publish("one")
    await desk.ingest.poll(FEED)
    tracked = "https://courier.example/one?utm_source=newsletter"
    desk.web.pages[tracked] = page("One")
    assert (await desk.ingest.add_url(tracked)).outcome is Outcome.UNCHANGED


async def test_related_links_are_kept_with_the_article_without_tracking(desk: Desk) -> None:
    url = "https://courier.example/one"
    links = "<li><a href='/two?utm_source=box'>Two comes after One</a></li>" * 2
    own = f"<li><a href='{url}?utm_medium=box'>One is the first</a></li>"
    box = f"<h3>Related</h3><ul>{own}{links}</ul>"
    desk.web.pages[url] = page("One").replace("</article>", f"{box}</article>")
    article = (await desk.ingest.add_url(url)).record.article
    assert article.related == (Link("https://courier.example/two", "Two comes after One"),)


async def test_a_day_counter_is_kept_where_it_counts_to_the_day_of_publication(
    desk: Desk, tmp_path: Path
) -> None:
    def counting(number: int, date: str = "") -> str:
        made = page(f"Ferries {number}").replace("<h1>", f"<p>Day {number} of the strike</p><h1>")
        time = f"<meta property='article:published_time' content='{date}'>" if date else ""
        return made.replace("</head>", f"{time}</head>")

    url = "https://courier.example/one"
    desk.web.pages[url] = counting(9, (desk.clock() - timedelta(hours=3)).isoformat())
    assert (await desk.ingest.add_url(url)).record.article.counter == "Day 9 of the strike"
    desk.web.pages[url] = counting(30)  # today's, on an article of some time ago
    desk.clock.advance(21 * 86_400)
    revised = (await desk.ingest.add_url(url)).record.article
    assert (revised.revision, revised.counter) == (2, "Day 9 of the strike")
    old = "https://courier.example/old"
    desk.web.pages[old] = counting(30, (desk.clock() - timedelta(days=9)).isoformat())
    assert (await desk.ingest.add_url(old)).record.article.counter is None
    path = tmp_path / "note.txt"
    header = "May 3, 2029\n\nDay 5 of the strike\n\nVote at Tarn"
    path.write_text(f"{header}\n\n{PARAGRAPH}\n", "utf-8")
    assert (await desk.ingest.add_file(path)).record.article.counter == "Day 5 of the strike"


async def test_a_file_is_added_once_and_revised_when_it_changes(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text(
        f"Vote at Tarn\n\n{PARAGRAPH}\n\n“We stay until spring,” said Ilse Maron.\n", "utf-8"
    )
    first = await desk.ingest.add_file(path)
    again = await desk.ingest.add_file(path)
    path.write_text(
        f"Vote at Tarn\n\n{PARAGRAPH}\n\n“We go until spring,” said Ilse Maron.\n", "utf-8"
    )
    changed = await desk.ingest.add_file(path)
    outcomes = [filed.outcome for filed in (first, again, changed)]
    assert outcomes == [Outcome.STORED, Outcome.UNCHANGED, Outcome.REVISED]
    assert changed.record.article.revision == 2
    assert changed.record.article.url == path.as_uri()
    (change,) = changed.changes
    assert change.before is not None
    assert change.after is not None
    assert [change.before.words, change.after.words] == [
        ("“We stay until spring,”",),
        ("“We go until spring,”",),
    ]


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("missing.txt", None, "cannot be read"),
        ("latin.txt", "caf\xe9".encode("latin-1"), "is not UTF-8"),
        ("huge.html", b"x" * 5_000_001, "larger than 5 MB"),
    ],
)
async def test_a_bad_file_gets_one_sentence(
    desk: Desk, tmp_path: Path, name: str, body: bytes | None, sentence: str
) -> None:
    path = tmp_path / name
    if body is not None:
        path.write_bytes(body)
    with pytest.raises(BadInput, match=sentence):
        await desk.ingest.add_file(path)
    assert await desk.titles() == []


async def test_a_page_cannot_pass_for_another_sites_article(desk: Desk) -> None:
    desk.web.pages["https://courier.example/one"] = page("One")
    claim = "<link rel='canonical' href='https://courier.example/one'></head>"
    desk.web.pages["https://rival.example/x"] = page("X").replace("</head>", claim)
    first = await desk.ingest.add_url("https://courier.example/one")
    second = await desk.ingest.add_url("https://rival.example/x")
    assert first.record.article.id != second.record.article.id


async def test_a_link_that_cannot_be_fetched_gets_one_sentence(desk: Desk) -> None:
    with pytest.raises(BadInput, match="There is no such page"):
        await desk.ingest.add_url("https://courier.example/none")


def entry_of(desk: Desk, link: str) -> None:
    """The feed's one entry leads there, and has a whole article of its own to tell."""
    words = page("Said elsewhere").partition("<body>")[2].partition("</body>")[0]
    desk.web.entries = [(link, "Said elsewhere")]
    desk.web.content = words


@pytest.mark.parametrize(
    ("link", "stored"),
    [
        ("https://courier.example/a", 1),
        ("https://www.courier.example/a", 1),
        ("https://gazette.example/a", 0),
        ("https://notcourier.example/a", 0),
    ],
)
async def test_a_feed_that_nobody_vouches_for_speaks_for_its_own_site_alone(
    desk: Desk, link: str, stored: int
) -> None:
    """An operator's feed is believed where a page cannot be had; one of people in chat could put
    words into another outlet's mouth."""
    entry_of(desk, link)
    theirs = replace(FEED, public_only=True)
    assert (await desk.ingest.poll(theirs)).stored == stored
    assert len(await desk.titles()) == stored


async def test_an_operators_feed_is_believed(desk: Desk) -> None:
    entry_of(desk, "https://gazette.example/a")
    assert (await desk.ingest.poll(FEED)).stored == 1


async def test_a_link_that_leads_on_to_another_site_is_that_ones(desk: Desk) -> None:
    end = desk.web.publish("one")
    for link in ("https://gazette.example/go?to=courier", "https://m.courier.example/one"):
        desk.web.redirects[link] = end
    filed = await desk.ingest.add_link("https://gazette.example/go?to=courier")
    assert filed.record.article.url == end
    filed = await desk.ingest.add_link("https://m.courier.example/one")
    assert filed.record.article.url == "https://m.courier.example/one"
