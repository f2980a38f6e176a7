"""The sample news site: what it publishes, when, and how it looks to a feed reader."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from lxml import etree

from bot.config import StorySettings, TopicSettings
from bot.demo.newspage import news_page
from bot.demo.site import SAMPLE_STORIES, SAMPLE_TOPICS, Sample, SampleSite, load_samples, published
from bot.pages import read_page
from tests.demo.clock import HandClock

OPENED = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@asynccontextmanager
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        yield session


async def entries(session: aiohttp.ClientSession, site: SampleSite) -> dict[str, dict[str, str]]:
    """The feed's entries by address, newest first."""
    async with session.get(site.feed_url) as answer:
        assert answer.content_type == "application/atom+xml"
        root = etree.fromstring(await answer.read())
    return {
        entry.find("a:link", ATOM).get("href"): {
            name: entry.findtext(f"a:{name}", namespaces=ATOM)
            for name in ("title", "published", "updated")
        }
        for entry in root.findall("a:entry", ATOM)
    }


def test_the_samples_are_enough_and_in_order_of_publication():
    samples = load_samples()
    assert len([s for s in samples if not s.corrects]) >= 12
    ages = [s.minutes_ago for s in samples]
    assert ages == sorted(ages, reverse=True)
    slugs = [s.slug for s in samples]
    assert len(set(slugs)) == len(slugs)
    for place, sample in enumerate(samples):
        assert sample.corrects is None or sample.corrects in slugs[:place]
        assert sample.text.strip()


@pytest.mark.parametrize("topic", [*SAMPLE_TOPICS, *SAMPLE_STORIES], ids=lambda topic: topic.name)
def test_every_sample_topic_and_story_has_articles(topic: TopicSettings | StorySettings):
    texts = [sample.text for sample in load_samples() if not sample.corrects]
    matching = [text for text in texts if any(term in text for term in topic.terms)]
    assert 2 <= len(matching) < len(texts)


async def test_articles_come_out_one_by_one():
    clock = HandClock(OPENED)
    count = len(published(load_samples(), "", OPENED))
    async with SampleSite(first=3, every=8, clock=clock) as site, client() as session:
        assert len(await entries(session, site)) == 3
        clock.go_on(seconds=7.9)
        assert len(await entries(session, site)) == 3
        clock.go_on(seconds=0.2)
        before = await entries(session, site)
        assert len(before) == 4
        clock.go_on(seconds=7200)
        after = await entries(session, site)
        assert len(after) == count
        assert list(after)[-4:] == list(before)  # newest first, the earlier ones unchanged in place


async def test_every_link_of_the_feed_is_a_page_that_names_itself():
    async with SampleSite(first=99) as site, client() as session:
        for url, entry in (await entries(session, site)).items():
            async with session.get(url) as answer:
                page = await answer.text()
            assert f'<link rel="canonical" href="{url}">' in page
            assert entry["title"].replace("&", "&amp;") in page
        async with session.get(f"http://{site.host}/") as answer:
            assert 'href="/feed.xml"' in await answer.text()
        for missing in ("/nowhere.example/nothing", "/", "/feed.xml/"):
            async with session.get(
                f"http://{site.host}{missing}", raise_for_status=False
            ) as answer:
                assert answer.status == (200 if missing == "/" else 404)


async def test_what_has_not_changed_is_not_sent_again():
    clock = HandClock(OPENED)
    async with SampleSite(first=3, every=8, clock=clock) as site, client() as session:
        async with session.get(site.feed_url) as answer:
            etag = answer.headers["ETag"]
        known = {"If-None-Match": etag}
        async with session.get(site.feed_url, headers=known) as answer:
            assert (answer.status, await answer.read()) == (304, b"")
        clock.go_on(seconds=8)
        async with session.get(site.feed_url, headers=known) as answer:
            assert answer.status == 200
            assert answer.headers["ETag"] != etag


async def test_a_correction_changes_the_article_at_its_address():
    samples = load_samples()
    at = next(place for place, sample in enumerate(samples) if sample.corrects)
    correction = samples[at]
    original = next(s for s in samples if s.slug == correction.corrects)
    clock = HandClock(OPENED)
    async with SampleSite(first=at, every=8, clock=clock) as site, client() as session:
        before = await entries(session, site)
        url = next(u for u in before if before[u]["title"] == original.title)
        async with session.get(url) as answer:
            page_before = await answer.text()
        clock.go_on(seconds=8)
        after = await entries(session, site)
        async with session.get(url) as answer:
            page_after = await answer.text()
    assert list(after) == list(before)
    assert after[url]["published"] == before[url]["published"]
    assert after[url]["updated"] > before[url]["updated"]
    assert after[url]["title"] == correction.title
    only_new = correction.text.strip().split("\n\n")[-1]
    assert only_new in page_after
    assert only_new not in page_before


async def test_a_restarted_site_is_the_same_site(tmp_path: Path):
    clock = HandClock(OPENED)
    kept = tmp_path / "new folder" / "site.json"
    async with SampleSite(first=2, every=8, clock=clock, keep=kept) as site, client() as session:
        feed_url = site.feed_url
        before = await entries(session, site)
    clock.go_on(seconds=17)
    async with SampleSite(first=2, every=8, clock=clock, keep=kept) as site, client() as session:
        assert site.feed_url == feed_url
        after = await entries(session, site)
    assert len(after) == 4
    assert {url: after[url] for url in before} == before


async def test_a_remembered_port_that_is_taken_is_given_up(tmp_path: Path):
    kept = tmp_path / "site.json"
    async with SampleSite(keep=kept) as site, SampleSite(keep=kept) as other:
        assert other.port != site.port
        with pytest.raises(OSError, match="in use"):
            async with SampleSite(port=site.port):
                pass


@pytest.mark.parametrize("rubbish", ["", "[]", "{}", '{"port": "x", "opened": "2031-05-06"}', "\0"])
async def test_a_memory_that_cannot_be_read_is_begun_anew(tmp_path: Path, rubbish: str):
    kept = tmp_path / "site.json"
    kept.write_text(rubbish)
    clock = HandClock(OPENED)
    async with SampleSite(keep=kept, clock=clock) as site:
        assert site.opened == OPENED
    assert str(site.port) in kept.read_text()


@pytest.mark.parametrize("number", range(len(load_samples())), ids=lambda n: load_samples()[n].slug)
def test_the_bot_reads_a_page_back_as_the_article_it_shows(number: int):
    samples = load_samples()[: number + 1]
    sample = samples[-1]
    stories = published(samples, "http://127.0.0.1:9", OPENED)
    story = next(story for story in stories if story.title == sample.title)
    page = read_page(news_page(story, stories[:4]).encode(), story.url, "text/html; charset=utf-8")
    body, _, credit = sample.text.strip().rpartition("\n\nSource: ")
    # A line that credits another outlet is read as the credit; all else word for word.
    assert page.text == (body or credit)
    assert page.title == sample.title
    assert page.site == sample.outlet
    assert page.byline == sample.byline
    assert page.published_at == story.published
    assert page.canonical_url == story.url
    if body:
        assert page.credit == credit


def test_a_page_stays_whole_whatever_the_words_are():
    hostile = Sample(
        slug="01-x",
        title="</script><b>\"&'",
        outlet="A & B <i>",
        host="x.example",
        byline='"><script>',
        minutes_ago=1,
        corrects=None,
        text="One < two & “three”.\n\n</p><script>alert(1)</script>",
    )
    story = published([hostile], "http://127.0.0.1:1", OPENED)[0]
    root = etree.HTML(news_page(story, [story]))
    assert root.findtext(".//h1") == hostile.title
    assert ["".join(p.itertext()) for p in root.iterfind(".//div/p")] == list(story.paragraphs)
    assert len(root.findall(".//script")) == 1
