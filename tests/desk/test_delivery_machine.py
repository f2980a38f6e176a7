"""Delivery under random crashes and faults, as a state machine.

Records arrive, channels come and go, Discord is busy, refuses, loses its answer or forgets its
nonces, clocks go on and jump, and the process dies before or after any call of a port. After
each step no channel shows an article twice; and once everything calms down, each shows what
arrived while it was subscribed, all of it, in the log's order and in its newest words. So it is
with posts, daily digests and quiet hours, and wherever a subscription is moved to and fro.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC
from functools import partial
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.desk.following.hours import resting_until
from bot.desk.following.wishes import NO_WISHES, Wishes
from bot.errors import BadInput, NothingFound
from bot.ports import Busy, Digest, Post, PostOutcome, Refused, Unacceptable
from bot.records import Arrival, Format, Record, Topic
from bot.store import open_store
from tests.desk.world import HandClock, Killed, record
from tests.faults.desk import newsdesk
from tests.faults.discord import FakeDiscord, Message
from tests.faults.points import Port

GUILD = 1
IN_MEMORY = Path("/dev/shm")  # nobody waits for a disk where no process really dies
CHANNELS = {10: "everything", 11: "Harbour", 12: "everything", 13: "everything"}
WISHES = {12: Wishes(format=Format.DAILY, hour=15), 13: Wishes(quiet="13-16")}
ELSEWHERE = 100  # and so many more is the channel that its subscription is moved to
TOPICS = [Topic("Harbour", ("harbour",))]
ARRIVALS = [Arrival.NEW, Arrival.NEW, Arrival.BACKFILL]
TEXTS = ("The harbour opened.", "A parade passed.")
CALM = 13 * 3_600  # seconds; longer than anything waits, but for what comes once a day

BUSY, REFUSED = Busy("503", 30), Refused("I may not write there.")
UNACCEPTABLE = Unacceptable("400: too odd")
WAITS = [31, 200, 700, 4_000, 30_000]  # seconds; after 180 Discord forgets its nonces
FAULTS = [("before", BUSY), ("before", REFUSED), ("before", UNACCEPTABLE), ("after", BUSY)]


@dataclass
class Wanted:
    """What a channel is to show: ``articles`` by id, in the log's order.

    ``loose`` are those that it left while they were in doubt, or that Discord would not have:
    they may be shown or not. ``stale`` are those of which a correction may have passed it by,
    or that Discord would not have corrected.
    """

    subscribed: bool = False
    articles: list[str] = field(default_factory=list)
    loose: set[str] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)


class Delivering(RuleBasedStateMachine):
    """The services over a real store, and a Discord that outlives them."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None)
        self.parts = AsyncExitStack()
        store = self.parts.enter_async_context(open_store(Path(self.folder.name)))
        self.store = self.runner.run(store)
        self.clock = HandClock()
        self.discord = FakeDiscord(self.clock)
        self.discord.before = partial(self.answer, "before")
        self.discord.after = partial(self.answer, "after")
        self.faults: list[tuple[str, PostOutcome]] = []
        self.newest: dict[str, Record] = {}  # by article
        self.removed: set[str] = set()
        self.moved: set[int] = set()
        self.made = 0
        self.wanted = {channel: Wanted() for channel in CHANNELS}
        self.start()

    def start(self) -> None:
        """As after a crash: nothing is remembered but what is in the store."""
        self.calls_left: int | None = None
        self.dead = False
        self.desk = newsdesk(
            Port("log", self.store.log, self.at),
            Port("documents", self.store.documents, self.at),
            self.clock,
            TOPICS,
        )

    def at(self, point: str) -> None:
        """Die here if it is time to; the dead do nothing more."""
        if self.calls_left is not None and not self.dead:
            self.calls_left -= 1
            self.dead = self.calls_left < 0
        if self.dead:
            raise Killed(point)

    def answer(
        self, when: str, call: str, channel: int, what: Post | Digest | None
    ) -> PostOutcome | None:
        """The next trouble there is to be, if it is of this kind."""
        if not self.faults or self.faults[0][0] != when:
            return None
        outcome = self.faults[0][1]
        if isinstance(outcome, Unacceptable):
            if call not in ("post", "edit") or not isinstance(what, Post):
                return None
            wanted = self.wanted[channel % ELSEWHERE]
            (wanted.loose if call == "post" else wanted.stale).add(what.article.id)
        if isinstance(outcome, Refused) and call in ("edit", "delete"):
            self.given_up(channel % ELSEWHERE, what)
        return self.faults.pop(0)[1]

    def given_up(self, channel: int, what: Post | Digest | None) -> None:
        """Refused, a change of what stands in a channel that its subscription has left is not
        tried again: nobody there could make it so."""
        wanted = self.wanted[channel]
        if channel not in self.moved:
            return
        if what is None:
            wanted.loose |= self.removed
        else:
            articles = what.articles if isinstance(what, Digest) else [what.article]
            wanted.stale |= {one.id for one in articles}

    @initialize()
    def begin(self) -> None:
        for channel in CHANNELS:
            self.subscribe(channel)

    @rule(channel=st.sampled_from([*CHANNELS]))
    def subscribe(self, channel: int) -> None:
        if self.now_in(channel) != channel:
            return
        wishes = WISHES.get(channel, NO_WISHES)
        subscribing = self.desk.subscriptions.subscribe(GUILD, channel, CHANNELS[channel], wishes)
        with suppress(BadInput):  # where it is subscribed already
            self.runner.run(subscribing)
        self.wanted[channel].subscribed = True

    @precondition(lambda self: len(self.newest) > 3)  # seldom: what is in doubt then is lost
    @rule(channel=st.sampled_from([*CHANNELS]))
    def unsubscribe(self, channel: int) -> None:
        there = self.now_in(channel)
        leaving = self.desk.subscriptions.unsubscribe(GUILD, there, CHANNELS[channel])
        with suppress(NothingFound):
            self.runner.run(leaving)
        wanted, shown = self.wanted[channel], self.shown(channel)
        wanted.subscribed = False
        # The last one that is shown, too: whether it was taken may not have been known.
        settled = shown[:-1]
        wanted.loose |= {one for one in wanted.articles if one not in settled}
        wanted.stale |= {*wanted.articles}

    @rule(channel=st.sampled_from([*CHANNELS]))
    def move(self, channel: int) -> None:
        """To the other of its two channels; a crash loses nothing of it."""
        there = self.now_in(channel)
        for one in self.runner.run(self.desk.subscriptions.of_guild(GUILD)):
            if one.channel_id == there:
                other = channel + ELSEWHERE if there == channel else channel
                self.moved.add(channel)
                self.runner.run(self.desk.subscriptions.move(GUILD, one.id, other))

    @rule(channel=st.sampled_from([*CHANNELS]))
    def pause(self, channel: int) -> None:
        for one in self.runner.run(self.desk.subscriptions.of_guild(GUILD)):
            if one.channel_id == self.now_in(channel):
                self.runner.run(self.desk.subscriptions.pause(GUILD, one.id))

    def resume_all(self) -> None:
        for one in self.runner.run(self.desk.subscriptions.of_guild(GUILD)):
            if one.by_hand:
                self.runner.run(self.desk.subscriptions.resume(GUILD, one.id))

    def now_in(self, channel: int) -> int:
        """Where the subscription that began in a channel is now, if it goes on."""
        orders = self.runner.run(self.desk.subscriptions.of_guild(GUILD))
        away = channel + ELSEWHERE
        return away if any(one.channel_id == away for one in orders) else channel

    def messages(self, channel: int) -> list[Message]:
        """Of a channel and the one that its subscription is moved to, oldest first."""
        both = (channel, channel + ELSEWHERE)
        return [one for one in self.discord.messages if one.channel in both and not one.gone]

    def shown(self, channel: int) -> list[str]:
        return [one for message in self.messages(channel) for one in message.revisions]

    @rule(
        texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3),
        arrival=st.sampled_from(ARRIVALS),
    )
    def articles(self, texts: list[str], arrival: Arrival) -> None:
        for text in texts:
            self.made += 1
            made = record(f"Article {self.made}", text, arrival=arrival)
            self.append(made)
            for channel, wanted in self.wanted.items():
                for_it = CHANNELS[channel] == "everything" or "harbour" in text
                if arrival is Arrival.NEW and wanted.subscribed and for_it:
                    wanted.articles.append(made.article.id)

    @precondition(lambda self: self.newest)
    @rule(data=st.data())
    def correction(self, data: st.DataObject) -> None:
        earlier = self.newest[data.draw(st.sampled_from([*self.newest]))]
        article = replace(
            earlier.article,
            revision=earlier.article.revision + 1,
            text=f"{earlier.article.text} Corrected.",
        )
        self.append(replace(earlier, article=article, arrival=Arrival.REVISED))
        for wanted in self.wanted.values():
            if wanted.subscribed:
                wanted.stale.discard(article.id)

    @precondition(lambda self: len(self.newest) > 2)
    @rule(data=st.data())
    def takedown(self, data: st.DataObject) -> None:
        earlier = self.newest.pop(data.draw(st.sampled_from([*self.newest])))
        article = replace(earlier.article, text="", title="")
        removed = Record(article, (), earlier.engine, Arrival.REMOVED)
        self.runner.run(self.store.log.append(removed))
        self.removed.add(article.id)

    @precondition(lambda self: self.newest)
    @rule(data=st.data())
    def reread(self, data: st.DataObject) -> None:
        earlier = self.newest[data.draw(st.sampled_from([*self.newest]))]
        self.append(replace(earlier, arrival=Arrival.REREAD))

    def append(self, made: Record) -> None:
        self.runner.run(self.store.log.append(made))
        self.newest[made.article.id] = made

    @rule(
        faults=st.lists(st.sampled_from(FAULTS), max_size=2),
        calls=st.none() | st.integers(0, 20),
        waits=st.lists(st.sampled_from(WAITS), max_size=2),
    )
    def deliver_in_trouble(
        self, faults: list[tuple[str, PostOutcome]], calls: int | None, waits: list[float]
    ) -> None:
        """With these faults, or dead after so many calls of ports; and again after each wait."""
        self.faults, self.calls_left = list(faults), calls
        self.deliver()
        if calls is not None:
            self.start()
        for seconds in waits:
            self.clock.advance(seconds)
            self.deliver()

    def deliver(self) -> None:
        with suppress(Killed):
            self.runner.run(self.delivered())

    async def delivered(self) -> None:
        try:
            await self.desk.delivery.deliver(Port("courier", self.discord, self.at))
        finally:
            others = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.gather(*others, return_exceptions=True)

    @rule()
    def calm_down(self) -> None:
        """No more trouble, and time enough for everything."""
        self.faults.clear()
        self.resume_all()
        for _ in range(6):
            self.clock.advance(CALM)
            self.deliver()
        for channel, wanted in self.wanted.items():
            assert self.removed.isdisjoint({*self.shown(channel)} - wanted.loose)
            if wanted.subscribed:
                loose = wanted.loose | self.removed
                shown = [one for one in self.shown(channel) if one not in loose]
                assert shown == [one for one in wanted.articles if one not in loose]
                self.shows_newest_words(channel, wanted)

    def shows_newest_words(self, channel: int, wanted: Wanted) -> None:
        for message in self.messages(channel):
            for article, revision in message.revisions.items():
                unknown = wanted.loose | wanted.stale | self.removed
                if not message.digest and article not in unknown:
                    assert revision == self.newest[article].article.revision

    @invariant()
    def nothing_is_there_twice(self) -> None:
        for channel in CHANNELS:
            shown = self.shown(channel)
            assert len(shown) == len({*shown})

    @invariant()
    def nothing_is_there_that_nobody_asked_for(self) -> None:
        for channel, wanted in self.wanted.items():
            assert {*self.shown(channel)} <= {*wanted.articles}

    @invariant()
    def nothing_is_sent_in_quiet_hours(self) -> None:
        for order in self.runner.run(self.desk.subscriptions.followed()):
            if order.manner.quiet is not None:
                for message in self.messages(order.home):
                    assert resting_until(order, UTC, message.at) is None

    @invariant()
    def a_daily_digest_is_all_there_is(self) -> None:
        daily = next(channel for channel, wishes in WISHES.items() if wishes.format)
        assert all(message.digest for message in self.messages(daily))

    def teardown(self) -> None:
        try:
            self.calm_down()
        finally:
            self.runner.run(self.parts.aclose())
            self.runner.close()
            self.folder.cleanup()


TestDelivering = Delivering.TestCase
TestDelivering.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
