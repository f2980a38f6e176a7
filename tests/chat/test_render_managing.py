"""Lists, help and reports stay within Discord's limits and hold no markup that is not ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.language import languages, speaking
from bot.chat.pressing.paging import PAGE as PAGE_STATE
from bot.chat.rendering import render_audit, render_help, render_managing
from bot.chat.rendering.limits import CHOICE, CHOICES, CUSTOM_ID, length
from bot.chat.rendering.render import Menu, Message
from bot.chat.rendering.render_help import PAGE, Entry
from bot.chat.rendering.render_message import said_in
from bot.chat.rendering.reportable import REPORT, REPORT_MENU, ReportState, reportable
from bot.desk.answering.answers import KeyPoints, Voice
from bot.desk.answering.exportfile import ExportFile
from bot.desk.answering.onthespot import MESSAGE
from bot.desk.following.audit import AuditPage, Changed, Deed, Noted, Part
from bot.desk.gathering.feeds import FeedStatus, Found
from bot.desk.gathering.feedstate import Health
from bot.desk.gathering.serverfeeds import FeedsPage
from bot.desk.keeping.forget import Kept
from bot.records import Quoted, Source
from tests.chat.samples import NOON, article, said
from tests.chat.wild import NUMBERS, WILD, quoteds, within_limits

FEED_URLS = st.sampled_from(
    ["https://a.example/" + "x*" * 900, "https://b.example/", "not an address", "https://[::1"]
)
COUNTS = st.integers(0, 10**7)


@st.composite
def statuses(draw: st.DrawFn) -> FeedStatus:
    return FeedStatus(
        source=Source(draw(FEED_URLS), 60),
        title=draw(WILD),
        health=draw(st.sampled_from(Health)),
        reason=draw(st.none() | WILD),
        checked_at=draw(st.sampled_from([None, NOON])),
        next_at=None,
        failures=0,
        address=None,
        added=True,
        server=draw(st.sampled_from([None, 2**63])),
    )


@given(
    st.lists(statuses(), max_size=render_managing.FEEDS),
    NUMBERS,
    COUNTS,
    COUNTS,
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_any_feeds_fit(
    found: list[FeedStatus], offset: int, total: int, elsewhere: int, operator: bool, own: bool
) -> None:
    mine = frozenset(one.source.url for one in found) if own else frozenset()
    within_limits(render_managing.feeds(FeedsPage(found, offset, total, elsewhere, mine, operator)))


@given(st.lists(st.builds(Found, WILD, WILD, NUMBERS, st.booleans()), min_size=1, max_size=9), WILD)
@settings(max_examples=60, deadline=None)
def test_any_change_of_feeds_fits(found: list[Found], url: str) -> None:
    within_limits(render_managing.feed_added(found))
    within_limits(render_managing.feed_removed(url))


IDS = st.integers(0, 2**64)
CHANGED = st.builds(
    Changed, st.sampled_from(Part) | WILD, *[st.none() | IDS | WILD | st.just("22-7")] * 2
)
NOTED = st.builds(
    Noted,
    st.just(NOON + timedelta(days=1)),
    IDS,
    st.sampled_from(Deed) | WILD,
    WILD,
    st.none() | IDS,
    st.lists(CHANGED, max_size=9).map(tuple),
)


@given(
    st.lists(NOTED, max_size=render_audit.CHANGES), NUMBERS, COUNTS, st.sampled_from(languages())
)
@settings(max_examples=200, deadline=None)
def test_any_changes_fit(found: list[Noted], offset: int, total: int, language: str) -> None:
    with speaking(language):
        message = render_audit.audit(AuditPage(found, offset, total))
    within_limits(message)
    assert (message.content or "").count("<@") >= len(found)
    for press in message.presses:
        assert PAGE_STATE.fullmatch(press.custom_id)


def test_a_change_says_what_it_was_before() -> None:
    changed = (
        Changed(Part.CHANNEL, 5, 6),
        Changed(Part.FORMAT, "full", "daily"),
        Changed(Part.HOUR, None, 9),
        Changed(Part.QUIET, "22-7", None),
        Changed(Part.PING, None, 8),
        Changed(Part.LANGUAGE, None, "uk"),
        Changed("of a later version", 1, 2),
    )
    noted = Noted(NOON, 7, Deed.MOVED, "Harbour -football", 6, changed[:6])
    content = render_audit.audit(AuditPage([noted], 0, 1)).content or ""
    assert content.split(" · ")[2:] == [
        "<@7>",
        "moved a subscription",
        "Harbour -football",
        "<#5> → <#6>",
        "format: full → daily",
        "hour: 9:00",
        "quiet hours: 22:00–7:00 → none",
        "ping: <@&8>",
        "language: as in Discord → Українська",
    ]
    later = Noted(NOON, 7, "did something new", "", None, changed[6:])
    content = render_audit.audit(AuditPage([later], 0, 1)).content or ""
    assert content.endswith("did something new · of a later version: 1 → 2")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("deed", [Deed.SUBSCRIBED, Deed.SUBSCRIPTION_CHANGED, Deed.RESUMED])
def test_all_that_one_subscribe_can_change_is_shown(language: str, deed: Deed) -> None:
    most = 2**63
    changed = (
        Changed(Part.FORMAT, "full", "daily"),
        Changed(Part.HOUR, 10, 11),
        Changed(Part.QUIET, "22-10", "23-11"),
        Changed(Part.PING, most, most - 1),
    )
    noted = Noted(NOON, most, deed, "person: Abcdefgh " * 9, most, changed)
    with speaking(language):
        message = render_audit.audit(AuditPage([noted] * render_audit.CHANGES, 490, 500))
    within_limits(message)
    for line in (message.content or "").splitlines()[1:]:
        assert line.count(" → ") == len(changed)


def test_a_long_address_is_shown_from_its_beginning() -> None:
    url = "https://news.example/" + "x" * 300
    content = render_managing.feed_removed(url).content or ""
    assert content.startswith("https\\://news.example/xxx")
    noted = Noted(NOON, 7, Deed.FEED_ADDED, url)
    assert "https\\://news.example/xxx" in (
        render_audit.audit(AuditPage([noted], 0, 1)).content or ""
    )


@given(st.builds(Kept, *[COUNTS] * 6, st.integers(0, 2), st.booleans()), st.booleans(), COUNTS)
def test_what_is_kept_fits(kept: Kept, may_erase: bool, rows: int) -> None:
    within_limits(render_managing.privacy(kept, may_erase=may_erase))
    within_limits(render_managing.sure_to_erase(kept))
    within_limits(render_managing.erased(kept))
    within_limits(render_managing.not_erased())
    within_limits(render_managing.exported(ExportFile("a.csv", b"", rows, may_erase)))


ENTRIES = st.builds(
    Entry,
    WILD,
    WILD,
    WILD,
    st.lists(st.sampled_from(["manage_guild", "manage_channels"])).map(tuple),
    st.lists(st.tuples(WILD, WILD), max_size=25).map(tuple),
    st.booleans(),
)


@given(st.lists(ENTRIES, min_size=1, max_size=30), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_any_help_fits(found: list[Entry], offset: int) -> None:
    named = [replace(one, name=f"x{one.name[:30]}") for one in found]
    message = render_help.overview(named, offset)
    within_limits(message)
    shown = message.embeds[0].description or ""
    assert shown.count("**") >= 2 * len(named[offset : offset + PAGE])
    for one in named:
        within_limits(render_help.in_full(replace(one, example="/x")))


def test_what_a_command_needs_is_named_in_the_readers_language() -> None:
    entry = Entry("subscribe", "x", "", ("manage_channels",))
    with speaking("uk"):
        [embed] = render_help.in_full(entry).embeds
    assert (embed.description or "").endswith("«Керувати каналами» (Manage Channels).")


# Reports


def menu_fits(menu: Menu) -> None:
    assert REPORT_MENU.fullmatch(menu.custom_id)
    assert 0 < length(menu.placeholder) <= CHOICE
    assert 1 < len(menu.options) <= CHOICES or menu.custom_id != "report-one:0"
    for label, value in [(one.label, one.value) for one in menu.options]:
        assert 0 < length(label) <= CHOICE
        assert REPORT.fullmatch(value)
        assert length(value) <= CUSTOM_ID
    values = [one.value for one in menu.options]
    assert len(set(values)) == len(values)


@given(st.lists(quoteds(), max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_statements_can_be_reported(quoted: list[Quoted]) -> None:
    message = reportable(Message(content="x", shown=tuple(quoted)))
    within_limits(message)
    for menu in message.menus:
        menu_fits(menu)
    states = {ReportState.of(one).encode() for one in quoted} - {None}
    shown = {press.custom_id for press in message.presses}
    shown |= {one.value for menu in message.menus for one in menu.options}
    assert shown == states
    assert len(message.menus) + bool(message.presses) <= 5


def test_one_gets_a_button_and_several_a_menu() -> None:
    one, other = said("“Not this year.”"), said("“dead on arrival”")
    assert reportable(Message(content="x")) == Message(content="x")
    alone = reportable(Message(content="x", shown=(one, one)))
    assert [press.label for press in alone.presses] == ["Report…"]
    assert alone.menus == ()
    both = reportable(Message(content="x", shown=(one, other)))
    assert both.presses == ()
    assert [one.label for one in both.menus[0].options] == [
        "Marta Velling: “Not this year.”",
        "Marta Velling: “dead on arrival”",
    ]
    match = REPORT.fullmatch(alone.presses[0].custom_id)
    assert match
    assert ReportState.decode(match) == ReportState.of(one)


def test_what_does_not_fit_into_a_button_has_none() -> None:
    far = said("“Not this year.”", of=article(id="x" * 90))
    assert reportable(Message(content="x", shown=(far,))).presses == ()


def test_a_text_of_nobodys_cannot_be_reported() -> None:
    pasted = article(id=MESSAGE, title="", site="", url="https://discord.com/channels/1/2/3")
    points = KeyPoints(pasted, (Voice("Marta Velling", None, (said("“Not this year.”"),)),), 1, 0)
    message = said_in(points)
    assert message.embeds[0].title == "The text of that message"
    assert (message.presses, message.menus) == ((), ())
