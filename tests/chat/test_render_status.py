"""Messages about the bot's state stay within Discord's limits, whatever there is to say."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.language import speaking
from bot.chat.rendering import render_status
from bot.chat.rendering.limits import CONTENT, DESCRIPTION, length
from bot.desk.watching.alerts import Alert, Kind
from bot.desk.watching.status import ServerStatus, Status
from bot.ports import Telling
from bot.records import Subscription
from tests.chat.samples import NOON
from tests.chat.wild import LANGUAGES

SENTENCES = st.lists(st.text(max_size=800), max_size=30)


@given(SENTENCES, SENTENCES)
def test_tellings_fit(began: list[str], passed: list[str]) -> None:
    telling = Telling(tuple(began), tuple(passed), "n")
    content = render_status.telling(telling).content or ""
    assert length(content) <= CONTENT


def test_what_does_not_fit_is_counted() -> None:
    telling = Telling(tuple(f"Feed {n}: {'late ' * 60}" for n in range(9)), ("Well again.",), "n")
    content = render_status.telling(telling).content or ""
    assert content.count("**Trouble** Feed") == 6
    assert content.endswith("4 more than fit here.")


@given(SENTENCES)
def test_all_of_it_fits(whats: list[str]) -> None:
    alerts = tuple(
        Alert(kind, f"{n}", what)
        for n, what in enumerate(whats)
        for kind in (Kind.FEED, Kind.HELD, Kind.UNIT, Kind.CHANNEL)
    )
    feeds = {"ok": 12_345, "failing": 3}
    status = Status(10**9, NOON, NOON, None, feeds, 9, 8, 7, 6, 5, None, alerts)
    [embed] = render_status.installation(status).embeds
    assert length(embed.description or "") <= DESCRIPTION
    assert "12,345 ok, 3 failing" in (embed.description or "")


@given(LANGUAGES, SENTENCES)
def test_a_servers_share_fits(language: str, reasons: list[str]) -> None:
    orders = tuple(
        Subscription(str(n), 1, n, reason, 0, NOON, reason) for n, reason in enumerate(reasons)
    )
    posted = {"0": NOON - timedelta(days=1)}
    with speaking(language):
        message = render_status.server(ServerStatus(orders, posted, NOON, None, False))
    assert length(message.content or "") <= CONTENT
    begins = {
        "en": "Pullquote is not up to date; nothing is lost",
        "uk": "Дані Pullquote запізнюються; нічого не втрачено",
    }
    assert (message.content or "").startswith(begins.get(language, ""))
