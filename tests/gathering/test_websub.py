"""WebSub with a real hub: asking, being verified, being told, and all that goes wrong."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app import App
from bot.config import FeedSettings, FetchSettings, Settings, WebsubSettings
from bot.console.feeds import statuses_text
from bot.desk.gathering.feeds import Feeds
from bot.desk.gathering.feedstate import FeedState
from bot.desk.gathering.feedstates import FeedStates
from bot.desk.gathering.filing import Filing
from bot.desk.gathering.hubs import Hubs
from bot.desk.gathering.hubstate import AFTER_DENIAL, FIRST_RETRY, HubSubscription
from bot.desk.gathering.ingest import Ingest
from bot.desk.gathering.reader import InThread
from bot.desk.gathering.rounds import Rounds
from bot.desk.gathering.schedule import DAY
from bot.errors import BadSettings
from bot.net.callback import Callback
from bot.net.fetch import WebFetcher
from bot.records import Source
from bot.store import Store, open_store
from tests.desk.world import FakeChannels, HandClock, until
from tests.gathering.hub import Hub, open_hub
from tests.gathering.newsroom import Newsroom

PUBLIC = "https://bot.example/websub"
LIMIT = 10_000


@dataclass
class Pushed:
    """A bot's gathering side that a hub can reach, with one feed that names the hub."""

    newsroom: Newsroom
    hub: Hub
    store: Store
    fetcher: WebFetcher
    clock: HandClock
    states: FeedStates
    hubs: Hubs
    woken: list[str] = field(default_factory=list)

    @property
    def source(self) -> Source:
        return Source(self.newsroom.url("/feed.xml"), 60)

    @property
    def ingest(self) -> Ingest:
        filing = Filing(self.store.log, self.store.documents, self.clock)
        return Ingest(
            filing,
            self.store.documents,
            self.fetcher,
            self.clock,
            states=self.states,
            jitter=lambda: 0.0,
            pushed=self.hubs.pushed,
        )

    async def look(self) -> float | None:
        told = self.hubs.told(self.source.url)
        polled = await self.ingest.poll(self.source)
        return await self.hubs.looked(self.source, polled, told=told)

    async def tend(self) -> None:
        """Do what is due, and let the hub verify it."""
        await self.hubs.tend([self.source])
        await self.hub.settled()

    async def subscribe(self) -> None:
        self.newsroom.publish(1)
        await self.look()
        await self.tend()

    @property
    def subscription(self) -> HubSubscription:
        found = self.hubs.get(self.source.url)
        assert found is not None
        return found

    async def listed(self) -> str:
        """What ``pullquote feeds`` prints."""
        feeds = Feeds(
            [self.source],
            self.store.documents,
            self.fetcher,
            InThread(),
            self.clock,
            callback=PUBLIC,
        )
        return statuses_text(await feeds.statuses())


@asynccontextmanager
async def listening(pushed: Pushed) -> AsyncIterator[None]:
    """The hubs' service at work, waking into ``pushed.woken``."""
    work = asyncio.create_task(pushed.hubs.work([pushed.source], pushed.woken.append))
    await asyncio.sleep(0)
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    async with open_hub() as opened:
        yield opened


@pytest.fixture
async def pushed(newsroom: Newsroom, hub: Hub, tmp_path: Path) -> AsyncIterator[Pushed]:
    clock = HandClock()
    newsroom.head = f"<atom:link rel='hub' href='{hub.url}'/>"
    async with (
        open_store(tmp_path / "data") as store,
        WebFetcher(
            "Pullquote/test", [newsroom.pair, hub.pair], seconds=1, spacing=0, clock=clock
        ) as fetcher,
    ):
        states = FeedStates(store.documents)
        hubs = Hubs(store.documents, states, fetcher, clock, PUBLIC)
        await hubs.load()
        async with Callback("127.0.0.1:0", hubs, max_bytes=LIMIT, seconds=1) as callback:
            hub.led_to = f"http://127.0.0.1:{callback.port}/"
            yield Pushed(newsroom, hub, store, fetcher, clock, states, hubs)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def test_an_article_that_a_hub_announces_is_stored_without_waiting(
    newsroom: Newsroom, hub: Hub, tmp_path: Path
) -> None:
    """The whole bot: it subscribes, is verified, told, and looks; the next poll is days off."""
    port = free_port()
    newsroom.head = f"<atom:link rel='hub' href='{hub.url}'/>"
    newsroom.publish(1)
    settings = Settings(
        data_dir=tmp_path / "data",
        feeds=[FeedSettings(url=newsroom.url("/feed.xml"), every=604_800)],
        fetch=FetchSettings(allow_private_hosts=[newsroom.pair, hub.pair]),
        websub=WebsubSettings(
            callback=f"http://127.0.0.1:{port}/under/websub/", listen=f"127.0.0.1:{port}"
        ),
    )
    async with App.opened(settings) as app:
        source = settings.sources()[0]
        assert (await app.desk.ingest.poll(source)).stored == 1
        work = asyncio.create_task(app.work(FakeChannels(HandClock())))
        await until(lambda: bool(hub.taken))
        assert hub.asked[0]["hub.callback"].startswith(f"http://127.0.0.1:{port}/under/websub/")
        item = newsroom.publish(2)
        assert await hub.publish(newsroom.feed().encode()) == [202]
        newest = ""
        async with asyncio.timeout(15):
            while newest != item.link:
                await asyncio.sleep(0.01)
                end = await app._log.end()
                newest = (await app._log.read(end - 1, 1))[0].record.article.url
        status = (await app.feeds.statuses())[0]
        assert (status.hub, status.push_note) == ("127.0.0.1", None)
        assert status.pushed_until is not None
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work


async def test_what_is_asked_of_a_hub(pushed: Pushed, hub: Hub) -> None:
    await pushed.subscribe()
    form = hub.asked[0]
    assert form == {
        "hub.mode": "subscribe",
        "hub.topic": pushed.source.url,
        "hub.callback": pushed.subscription.callback,
        "hub.lease_seconds": "864000",
        "hub.secret": pushed.subscription.secret,
    }
    assert form["hub.callback"].startswith(f"{PUBLIC}/")
    assert len(pushed.subscription.token) == 32
    assert len(bytes.fromhex(form["hub.secret"])) == 32
    assert hub.answers == [(200, "a challenge & more")]
    assert (pushed.subscription.lease_end, pushed.subscription.reason) == (
        pushed.clock.now.replace(day=14),
        None,
    )
    await pushed.tend()
    assert len(hub.asked) == 1


async def test_the_topic_is_the_address_the_feed_calls_its_own(pushed: Pushed, hub: Hub) -> None:
    pushed.newsroom.head += "<atom:link rel='self' href='https://tarn.example/feed'/>"
    await pushed.subscribe()
    assert hub.asked[0]["hub.topic"] == "https://tarn.example/feed"


async def test_the_response_s_links_go_before_the_feed_s(pushed: Pushed, hub: Hub) -> None:
    pushed.newsroom.head = "<atom:link rel='hub' href='https://elsewhere.example/'/>"
    pushed.newsroom.headers["Link"] = f'<{hub.url}>; rel=hub, </feed.xml?own>; rel="self"'
    await pushed.subscribe()
    assert hub.asked[0]["hub.topic"] == pushed.newsroom.url("/feed.xml?own")


async def test_a_hub_that_moved_is_followed(pushed: Pushed, hub: Hub) -> None:
    hub.moved_to = "/new"
    await pushed.subscribe()
    assert pushed.hubs.subscribed(pushed.source.url)


async def test_only_what_was_asked_for_is_verified(pushed: Pushed, hub: Hub) -> None:
    hub.verifies = False
    await pushed.subscribe()
    topic, callback = pushed.source.url, hub.callback
    right = {"mode": "subscribe", "topic": topic, "challenge": "x", "lease_seconds": "99"}
    for wrong in (
        {"topic": "https://other.example/"},
        {"mode": "unsubscribe"},
        {"mode": ""},
        {"challenge": ""},
        {"mode": "denied", "topic": "https://other.example/"},
    ):
        assert (await hub.ask(callback, **right | wrong))[0] == 404
    assert (await hub.ask(callback + "x", **right))[0] == 404
    assert not pushed.hubs.subscribed(topic)
    assert await hub.ask(callback, **right) == (200, "x")
    assert (await hub.ask(callback, **right))[0] == 404  # once
    assert pushed.hubs.subscribed(topic)


async def test_an_unknown_path_is_not_found_and_another_method_not_answered(
    pushed: Pushed, hub: Hub
) -> None:
    await pushed.subscribe()
    assert await hub.deliver("/nobody", b"x", {}) == 404
    assert await hub.deliver("/", b"x", {}) == 404
    async with hub.session.put(hub.address(hub.callback)) as answer:
        assert answer.status == 405


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
async def test_a_signed_delivery_wakes_the_feed(pushed: Pushed, hub: Hub, method: str) -> None:
    await pushed.subscribe()
    async with listening(pushed):
        assert await hub.publish(b"part of a feed", method=method) == [202]
        assert pushed.woken == [pushed.source.url]
        assert pushed.hubs.pushed(pushed.source.url)
    assert not pushed.hubs.pushed(pushed.source.url)  # nobody listens


async def test_a_body_s_signature_is_of_its_bytes_as_sent(pushed: Pushed, hub: Hub) -> None:
    await pushed.subscribe()
    bomb = gzip.compress(bytes(5_000_000))
    async with listening(pushed):
        assert await hub.publish(bomb) == [202]
    assert pushed.woken == [pushed.source.url]


async def test_what_is_not_signed_with_our_secret_is_ignored(pushed: Pushed, hub: Hub) -> None:
    await pushed.subscribe()
    async with listening(pushed):
        assert await hub.publish() == [202]
        pushed.woken.clear()
        assert await hub.publish(secret="guessed") == [202]
        assert await hub.publish(method="md5") == [202]
        for header in ({}, {"X-Hub-Signature": "sha256"}, {"X-Hub-Signature": "sha256=ä"}):
            assert await hub.deliver(hub.callback, b"x", header) == 202
        assert pushed.woken == []
        assert not pushed.hubs.pushed(pushed.source.url)
        assert "was not signed with our secret" in await pushed.listed()
        assert await hub.publish() == [202]
        assert pushed.hubs.pushed(pushed.source.url)
    assert "not signed" not in await pushed.listed()


async def test_too_large_a_body_is_refused(pushed: Pushed, hub: Hub) -> None:
    await pushed.subscribe()

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield bytes(LIMIT // 4)

    async with listening(pushed):
        assert await hub.publish(bytes(LIMIT + 1)) == [413]
        async with hub.session.post(hub.address(hub.callback), data=endless()) as answer:
            assert answer.status == 413
        assert await hub.publish(bytes(LIMIT)) == [202]
    assert len(pushed.woken) == 1


async def test_a_body_that_never_ends_is_given_up(pushed: Pushed, hub: Hub) -> None:
    await pushed.subscribe()

    async def slow() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(60)

    async with hub.session.post(hub.address(hub.callback), data=slow()) as answer:
        assert answer.status == 408


async def test_a_denied_subscription_is_on_record_and_asked_again_much_later(
    pushed: Pushed, hub: Hub
) -> None:
    await pushed.subscribe()
    assert pushed.hubs.subscribed(pushed.source.url)
    said = {"mode": "denied", "topic": pushed.source.url, "reason": "No\x1b bots."}
    assert (await hub.ask(hub.callback, **said))[0] == 200
    assert not pushed.hubs.subscribed(pushed.source.url)
    assert "not pushed: 127.0.0.1 denied the subscription: No bots." in await pushed.listed()
    pushed.clock.advance(AFTER_DENIAL - 1)
    await pushed.tend()
    assert len(hub.asked) == 1
    pushed.clock.advance(1)
    await pushed.tend()
    assert pushed.hubs.subscribed(pushed.source.url)


async def test_a_lease_is_renewed_before_its_end_with_the_same_secret(
    pushed: Pushed, hub: Hub
) -> None:
    hub.lease = f"{DAY:.0f}"
    await pushed.subscribe()
    first = pushed.subscription
    pushed.clock.advance(DAY * 0.75 - 1)
    await pushed.tend()
    assert len(hub.asked) == 1
    pushed.clock.advance(1)
    await pushed.tend()
    assert hub.asked[0] == hub.asked[1]
    assert first.lease_end is not None
    assert pushed.subscription.lease_end is not None
    assert (pushed.subscription.lease_end - first.lease_end).total_seconds() == DAY * 0.75
    hub.status = 500
    pushed.clock.advance(DAY * 0.75)
    await pushed.tend()
    assert pushed.hubs.subscribed(pushed.source.url)  # until the lease is over
    pushed.clock.advance(DAY * 0.25)
    assert not pushed.hubs.subscribed(pushed.source.url)


async def test_a_hub_that_fails_is_asked_later_each_time_and_the_feed_goes_on(
    pushed: Pushed, hub: Hub
) -> None:
    hub.status, hub.said = 422, "I do not\nknow this topic."
    await pushed.subscribe()
    assert "not pushed: 127.0.0.1 answers 422: I do not know this topic." in await pushed.listed()
    for number in (1, 2):
        pushed.clock.advance(FIRST_RETRY * 2**number - 1)
        await pushed.tend()
        assert len(hub.asked) == number
        pushed.clock.advance(1)
        await pushed.tend()
        assert len(hub.asked) == number + 1
    pushed.newsroom.publish(2)
    assert (await pushed.ingest.poll(pushed.source)).stored == 1


async def test_a_hub_that_never_verifies_is_asked_again(pushed: Pushed, hub: Hub) -> None:
    hub.topic_to_verify = "https://other.example/"
    await pushed.subscribe()
    assert hub.answers[0][0] == 404
    assert "has not verified the subscription yet" in await pushed.listed()
    pushed.clock.advance(FIRST_RETRY)
    await pushed.tend()
    assert len(hub.asked) == 2
    assert pushed.subscription.failures == 1
    assert "did not verify" in await pushed.listed()


@pytest.mark.parametrize("status", [202, 500])
async def test_a_hub_that_verifies_before_it_answers_has_verified(
    pushed: Pushed, hub: Hub, status: int
) -> None:
    hub.verifies_first, hub.status = True, status
    await pushed.subscribe()
    assert pushed.hubs.subscribed(pushed.source.url)
    assert pushed.subscription.reason is None


async def test_a_hub_at_a_private_address_is_not_asked(
    newsroom: Newsroom, hub: Hub, pushed: Pushed
) -> None:
    newsroom.head = f"<atom:link rel='hub' href='http://localhost:{hub.port}/'/>"
    await pushed.subscribe()
    assert hub.asked == []
    assert "is a private address" in (pushed.subscription.reason or "")


async def test_a_feed_that_names_no_hub_any_more_is_left(pushed: Pushed, hub: Hub) -> None:
    await pushed.subscribe()
    pushed.newsroom.head = ""
    await pushed.look()
    await pushed.tend()
    assert hub.asked[-1]["hub.mode"] == "unsubscribe"
    assert (hub.taken, pushed.hubs.get(pushed.source.url)) == ({}, None)
    assert await pushed.store.documents.all("websub") == {}
    assert "not pushed: It names no hub." in await pushed.listed()


async def test_a_feed_that_was_removed_is_left_and_forgotten_whatever_its_hub_does(
    pushed: Pushed, hub: Hub
) -> None:
    await pushed.subscribe()
    hub.status = 500
    await pushed.hubs.tend([])
    await pushed.hubs.tend([])
    assert pushed.hubs.get(pushed.source.url) is None
    assert await hub.publish() == [404]


async def test_a_subscription_outlives_a_restart(pushed: Pushed, hub: Hub) -> None:
    await pushed.subscribe()
    args = pushed.store.documents, pushed.states, pushed.fetcher, pushed.clock
    again = Hubs(*args, PUBLIC)
    await again.load()
    assert again.get(pushed.source.url) == pushed.subscription
    moved = Hubs(*args, "https://moved.example")
    await moved.tend([pushed.source])
    await moved.tend([pushed.source])
    assert hub.asked[-1]["hub.callback"].startswith("https://moved.example/")


async def test_a_hub_is_relied_on_only_while_it_announces(pushed: Pushed, hub: Hub) -> None:
    await pushed.subscribe()
    async with listening(pushed):
        assert await pushed.look() == 60  # it has proved nothing yet
        pushed.newsroom.publish(2)
        await hub.publish()
        assert await pushed.look() == 240
        await hub.publish()
        assert await pushed.look() == 60  # nothing new: a cache may lag behind the hub
        assert await pushed.look() == 240
        pushed.newsroom.publish(3)
        await pushed.look()
        assert await pushed.look() == 60  # it did not announce that
        assert "has announced nothing of late" in await pushed.listed()


async def test_a_site_that_asked_for_a_pause_gets_it(pushed: Pushed, hub: Hub) -> None:
    await pushed.subscribe()
    pushed.newsroom.gives("/feed.xml", "later", 429, Retry_After="600")
    await pushed.look()
    async with listening(pushed):
        await hub.publish()
        assert pushed.woken == []
        pushed.clock.advance(700)
        await hub.publish()
        assert pushed.woken == [pushed.source.url]


async def test_a_flood_of_deliveries_is_one_look_at_a_time_and_few_in_all(
    pushed: Pushed, hub: Hub
) -> None:
    await pushed.subscribe()
    before = pushed.newsroom.times_asked("/feed.xml")

    async def look(source: Source) -> float | None:
        await pushed.look()
        return 1000.0

    rounds = Rounds(look)
    rounds.add(pushed.source, 1000)
    polling = asyncio.create_task(rounds.work())
    work = asyncio.create_task(pushed.hubs.work([pushed.source], rounds.wake))
    await asyncio.sleep(0)
    await asyncio.gather(*(hub.publish() for _ in range(100)))
    await until(lambda: pushed.newsroom.times_asked("/feed.xml") > before)
    await asyncio.gather(*(hub.publish() for _ in range(100)))
    assert pushed.newsroom.times_asked("/feed.xml") == before + 1
    for task in (work, polling):
        task.cancel()
    await asyncio.gather(work, polling, return_exceptions=True)


async def test_a_port_that_is_taken_is_said(pushed: Pushed) -> None:
    port = pushed.hub.led_to.rpartition(":")[2].strip("/")
    with pytest.raises(BadSettings, match=r"websub\.listen"):
        await Callback(f"127.0.0.1:{port}", pushed.hubs).__aenter__()


async def test_without_a_callback_a_hub_is_only_named(pushed: Pushed) -> None:
    await pushed.subscribe()
    feeds = Feeds([pushed.source], pushed.store.documents, pushed.fetcher, InThread(), pushed.clock)
    assert "not pushed: No websub.callback is configured." in statuses_text(await feeds.statuses())


async def test_what_people_in_chat_added_is_polled_and_no_hub_is_asked(
    newsroom: Newsroom, hub: Hub, tmp_path: Path
) -> None:
    port = free_port()
    newsroom.head = f"<atom:link rel='hub' href='{hub.url}'/>"
    newsroom.publish(1)
    settings = Settings(
        data_dir=tmp_path / "data",
        feeds=[FeedSettings(url=newsroom.url("/feed.xml"), every=604_800)],
        fetch=FetchSettings(allow_private_hosts=[newsroom.pair, hub.pair]),
        websub=WebsubSettings(callback=f"http://127.0.0.1:{port}/", listen=f"127.0.0.1:{port}"),
    )
    added = "https://added.example/feed"
    async with App.opened(settings) as app:
        await app.desk.ingest.poll(settings.sources()[0])
        state = FeedState(started=True, hub=hub.url, self_url=added)
        await app.desk.data.put("feed", added, state.encode())
        await app.desk.data.put("source", added, {"every": 604_800, "server": 5})
        work = asyncio.create_task(app.work(FakeChannels(HandClock())))
        await until(lambda: bool(hub.taken))
        await asyncio.sleep(0.2)
        assert [form["hub.topic"] for form in hub.asked] == [newsroom.url("/feed.xml")]
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
