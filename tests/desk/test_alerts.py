"""What operators are told, and when: decided over looks, without a bot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk.watching.alerts import (
    GAP,
    PASSES_AFTER,
    Alert,
    Kind,
    Memory,
    begins_after,
    looked,
    passed_sentences,
    sentences,
    telling,
    told,
)
from bot.ports import Telling
from tests.desk.world import NOON

LATE = Alert(Kind.FEED, "https://a.example/f", "a.example answers 503.")
GONE = Alert(Kind.CHANNEL, "7 (“Harbour”)", "Paused: This channel is gone.")
MINUTE = timedelta(minutes=1)


class Watched:
    """Looks a minute apart; ``reached`` says whether what there is to say can be said."""

    def __init__(self, memory: Memory | None = None) -> None:
        self.memory = memory or Memory()
        self.now = NOON
        self.reached = True
        self.said: list[Telling] = []

    def look(self, *alerts: Alert, times: int = 1) -> Telling | None:
        """What the last of these looks had to say."""
        news = None
        for _ in range(times):
            self.now += MINUTE
            self.memory = looked(self.memory, alerts, self.now)
            news = telling(self.memory, self.now)
            if news is not None and self.reached:
                self.memory = told(self.memory, self.now)
                self.said.append(news)
        return news

    def restart(self) -> None:
        self.memory = Memory.decode(self.memory.encode())


def test_a_trouble_is_told_once_when_it_lasts_and_once_when_it_has_passed() -> None:
    watched = Watched()
    assert watched.look(LATE) is None
    news = watched.look(LATE)
    assert news is not None
    assert (news.began, news.passed) == (("Feed https://a.example/f: a.example answers 503.",), ())
    assert watched.look(LATE, times=60) is None
    assert watched.look(times=PASSES_AFTER - 1) is None
    news = watched.look()
    assert news is not None
    assert (news.began, news.passed) == ((), ("Feed https://a.example/f: well again.",))
    assert watched.look(times=60) is None
    assert watched.memory.held == {}


def test_what_comes_and_goes_is_nobodys_concern() -> None:
    watched = Watched()
    for _ in range(20):
        watched.look(LATE)
        watched.look()
    assert watched.said == []
    watched.look(LATE, times=2)
    for _ in range(20):
        watched.look(times=PASSES_AFTER - 1)
        watched.look(LATE)
    assert len(watched.said) == 1


def test_it_is_the_same_trouble_whatever_is_said_of_it() -> None:
    watched = Watched()
    watched.look(LATE, times=2)
    watched.look(Alert(LATE.kind, LATE.subject, "No answer."), times=60)
    assert len(watched.said) == 1


def test_what_a_start_shows_for_a_while_has_to_last_longer() -> None:
    watched = Watched()
    behind = Alert(Kind.DELIVERY, "", "Posts are late.")
    assert watched.look(behind, times=begins_after(Kind.DELIVERY) - 1) is None
    assert watched.look(behind) is not None


def test_messages_keep_their_distance() -> None:
    watched = Watched()
    watched.look(LATE, times=2)
    watched.look(LATE, GONE, times=int(GAP / MINUTE) - 1)
    assert len(watched.said) == 1
    news = watched.look(LATE, GONE)
    assert news is not None
    assert news.began == ("Channel 7 (“Harbour”): Paused: This channel is gone.",)


def test_a_clock_that_was_set_back_silences_nobody() -> None:
    watched = Watched()
    watched.look(LATE, times=2)
    watched.now -= timedelta(days=1)
    assert watched.look(LATE, GONE, times=2) is not None


def test_a_restart_repeats_nothing_and_forgets_nothing() -> None:
    watched = Watched()
    watched.look(LATE, times=2)
    watched.restart()
    assert watched.look(LATE, times=60) is None
    watched.restart()
    news = watched.look(times=PASSES_AFTER)
    assert news is not None
    assert news.passed == ("Feed https://a.example/f: well again.",)
    assert len(watched.said) == 2


def test_what_could_not_be_told_is_told_later_by_the_same_nonce() -> None:
    watched = Watched()
    watched.reached = False
    first = watched.look(LATE, times=2)
    watched.restart()
    assert watched.look(LATE, times=30) == first
    watched.reached = True
    assert watched.look(LATE) == first
    watched.look(LATE, times=30)
    assert watched.said == [first]


def test_what_passed_before_anybody_could_be_told_is_told_with_its_times() -> None:
    watched = Watched()
    watched.reached = False
    watched.look(LATE, times=30)
    watched.look(times=PASSES_AFTER)
    watched.reached = True
    news = watched.look()
    assert news is not None
    assert (news.began, news.passed) == (
        (),
        (
            "Feed https://a.example/f: a.example answers 503. "
            "(From 04 May 12:01 until 04 May 12:35 UTC.)",
        ),
    )
    assert watched.look(times=60) is None


def test_what_came_back_before_anybody_heard_that_it_passed_never_passed() -> None:
    watched = Watched()
    watched.look(LATE, times=2)
    watched.reached = False
    watched.look(times=PASSES_AFTER)
    watched.look(LATE)
    watched.reached = True
    assert watched.look(LATE, times=60) is None
    assert len(watched.said) == 1


def test_nobody_is_told_in_discord_that_discord_is_away() -> None:
    watched = Watched()
    assert watched.look(Alert(Kind.DISCORD, "", "Discord has been out of reach."), times=9) is None


def test_a_record_of_a_later_version_is_read_as_far_as_it_is_known() -> None:
    watched = Watched()
    watched.look(LATE, times=2)
    document = watched.memory.encode()
    document["held"].append({**document["held"][0], "kind": "weather"})
    assert list(Memory.decode(document).held) == [LATE.key]


def feeds(count: int, what: str = "No answer.") -> list[Alert]:
    return [Alert(Kind.FEED, f"f{number}", what) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("alerts", "said"),
    [
        (feeds(3), ("3 feeds: No answer. (f1, f2, f3)",)),
        (feeds(9), ("9 feeds: No answer. (f1, f2, f3, f4, f5 and 4 more)",)),
        (
            [*feeds(2), GONE, Alert(Kind.FEED, "x", "It is late.")],
            (
                "2 feeds: No answer. (f1, f2)",
                "Feed x: It is late.",
                "Channel 7 (“Harbour”): Paused: This channel is gone.",
            ),
        ),
        (
            [Alert(Kind.FEED, f"f{n}", f"f{n} answers 503.") for n in range(1, 8)],
            (
                "7 feeds: They fail or are gone; `pullquote feeds` says why. "
                "(f1, f2, f3, f4, f5 and 2 more)",
            ),
        ),
        ([Alert(Kind.INDEX, "", "Answers are old.")], ("Answers are old.",)),
    ],
)
def test_many_troubles_are_few_sentences(alerts: list[Alert], said: tuple[str, ...]) -> None:
    assert sentences(alerts) == said


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_words(kind: Kind) -> None:
    general = kind in (
        Kind.SILENCE,
        Kind.POLLS,
        Kind.PAGES,
        Kind.DELIVERY,
        Kind.INDEX,
        Kind.ROOM,
        Kind.RETENTION,
        Kind.DISCORD,
    )
    alerts = [
        Alert(kind, "" if general else f"s{n}", f"So {n}.") for n in range(1 if general else 6)
    ]
    [began] = sentences(alerts)
    [passed] = passed_sentences(alerts)
    for sentence in (began, passed):
        assert sentence[0].isupper() or sentence.startswith("6 ")
        assert sentence.endswith((".", ")"))
