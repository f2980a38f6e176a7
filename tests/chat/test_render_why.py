"""What would be posted, and why something was or was not: what stands where, and that it fits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.rendering import render_why
from bot.desk.delivery.why import Reason, Verdict, WhyAnswer
from bot.desk.following.preview import Previewed, PreviewPage
from bot.records import Subscription
from bot.topics.match import Match
from tests.chat.samples import NOON, article
from tests.chat.wild import NUMBERS, WILD, quoteds, within_limits

ONE = Subscription("s1", 1, 55, "Harbour", 0, NOON)
STAMP = int(NOON.timestamp())


def test_a_page_of_what_would_be_posted() -> None:
    posts = (Previewed(article(), ("harbour", "fer*ry"), 2), Previewed(article(url="x"), ()))
    message = render_why.preview(PreviewPage("Harbour -golf", posts, 8, 11, 90, NOON))
    [embed] = message.embeds
    assert embed.title == "The last week of Harbour -golf"
    assert (embed.description or "").splitlines()[0] == (
        "[Harbour stays open, mayor says](https://gazette.example/harbour-stays-open) · "
        f"Orrin Gazette · <t:{STAMP}:R> · harbour, fer\\*ry · also in 2 other outlets"
    )
    assert embed.footer.text == "11 posts among 90 articles since 2026-03-14 · 9–10 shown"
    assert [press.custom_id for press in message.presses] == [
        "preview:1:Harbour -golf",
        "preview:10:Harbour -golf",
    ]


def test_nothing_would_be_posted() -> None:
    [embed] = render_why.preview(PreviewPage("Harbour", (), 0, 0, 1, NOON)).embeds
    assert embed.description == "Nothing would have been posted."
    assert embed.footer.text == "0 posts among 1 article since 2026-03-14"


REASONS = [
    (
        Reason(ONE, Verdict.POSTED, ("ferry",), at=NOON, message=(55, 9)),
        f"**Harbour**: posted <t:{STAMP}:f>. [The post](https://discord.com/channels/1/55/9)\n"
        "Words that match: ferry",
    ),
    (
        Reason(ONE, Verdict.EXCLUDED, (), (Match("-golf", "Golf*"),)),
        "**Harbour**: not posted: it is excluded by \\-golf (“Golf\\*”).",
    ),
    (
        Reason(ONE, Verdict.SHARED, detail="everything", at=NOON),
        "**Harbour**: not posted again: the channel got it through “everything”.",
    ),
    (
        Reason(ONE, Verdict.UNDELIVERABLE, detail="400: too [odd]"),
        "**Harbour**: it could not be posted: 400: too \\[odd\\]",
    ),
    (
        Reason(ONE, Verdict.RESTING, at=NOON),
        f"**Harbour**: still waiting: nothing is sent until <t:{STAMP}:f>.",
    ),
]


@pytest.mark.parametrize(("reason", "text"), REASONS)
def test_a_reason(reason: Reason, text: str) -> None:
    [embed] = render_why.why(WhyAnswer(article(), (reason,))).embeds
    assert embed.title == "Harbour stays open, mayor says"
    assert embed.description == text


@given(quoteds(), st.lists(WILD, max_size=4), WILD, NUMBERS, NUMBERS, st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_any_preview_fits(quoted, words, topic, offset, total, count) -> None:  # type: ignore[no-untyped-def]
    posts = (Previewed(quoted.article, tuple(words), total),) * count
    within_limits(render_why.preview(PreviewPage(topic, posts, offset, total, total, NOON)))


@given(
    quoteds(),
    st.lists(
        st.tuples(st.sampled_from(Verdict), WILD, st.lists(WILD, max_size=3), st.none() | WILD),
        min_size=1,
        max_size=20,
    ),
)
@settings(max_examples=60, deadline=None)
def test_any_reasons_fit(quoted, found) -> None:  # type: ignore[no-untyped-def]
    reasons = tuple(
        Reason(
            replace(ONE, topic=topic),
            verdict,
            tuple(words),
            tuple(Match(word, word) for word in words),
            NOON,
            (2**63, 2**63),
            detail,
        )
        for verdict, topic, words, detail in found
    )
    within_limits(render_why.why(WhyAnswer(quoted.article, reasons)))
