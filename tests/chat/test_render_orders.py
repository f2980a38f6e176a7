"""Subscriptions as they are shown: what stands where, and that anything fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.rendering import render_orders
from bot.desk.watching.status import OrderHealth
from bot.records import Format, Manner, Subscription
from tests.chat.samples import NOON
from tests.chat.wild import NUMBERS, WILD, within_limits

ONE = Subscription("s1", 1, 55, "Harbour", 0, NOON)
WELL = OrderHealth(ONE, NOON, 0, None, "UTC")


def having(health: OrderHealth = WELL, **changes: object) -> OrderHealth:
    return replace(health, subscription=replace(health.subscription, **changes))  # type: ignore[arg-type]


def test_what_a_channel_gets_from_now_on() -> None:
    def shown(manner: Manner, *, here: bool = True) -> str | None:
        return render_orders.subscribed(
            replace(ONE, manner=manner), "Asia/Tokyo", here=here
        ).content

    assert shown(Manner()) == "This channel now gets each new article for **Harbour**."
    assert shown(Manner(Format.DAILY, 7, ping=9), here=False) == (
        "<#55> now gets the articles for **Harbour** once a day, "
        "at 7:00 (Asia/Tokyo).\nNew posts ping <@&9>."
    )
    assert shown(Manner(Format.BRIEF, quiet=(22, 7))) == (
        "This channel now gets each new article for **Harbour** as one line.\n"
        "Nothing is sent from 22:00 to 7:00 (Asia/Tokyo); it comes together afterwards."
    )


def test_a_servers_subscriptions_and_how_each_is() -> None:
    found = [
        WELL,
        having(topic="a*b", paused="No *rights*.", manner=Manner(Format.BRIEF), id="s2"),
        having(paused="by hand", by_hand=True, id="s3"),
        having(replace(WELL, resting=NOON, posted_at=None), manner=Manner(Format.DAILY), id="s4"),
        having(replace(WELL, resting=NOON), manner=Manner(quiet=(22, 7)), id="s5"),
        having(replace(WELL, waiting=1), id="s6"),
    ]
    message = render_orders.orders(found)
    stamp = int(NOON.timestamp())
    assert (message.content or "").splitlines() == [
        f"**1** <#55> · **Harbour** · last post <t:{stamp}:R>",
        f"**2** <#55> · **a\\*b** · brief · last post <t:{stamp}:R>",
        "Paused: No \\*rights\\*.",
        f"**3** <#55> · **Harbour** · last post <t:{stamp}:R>",
        "Paused: somebody who runs this server has paused it; what comes meanwhile waits.",
        "**4** <#55> · **Harbour** · daily at 8:00 (UTC) · no post yet",
        f"The next digest comes <t:{stamp}:t>.",
        f"**5** <#55> · **Harbour** · last post <t:{stamp}:R>",
        f"Quiet until <t:{stamp}:t>; what comes meanwhile waits.",
        f"**6** <#55> · **Harbour** · last post <t:{stamp}:R>",
        "1 entry of the record has still to be looked at.",
    ]
    [menu] = message.menus
    assert [(one.label, one.value, one.description) for one in menu.options[:2]] == [
        ("1. Harbour", "s1", None),
        ("2. a*b", "s2", "paused"),
    ]
    assert message.presses == ()


def test_pages_of_many_subscriptions() -> None:
    many = [having(id=f"s{number}") for number in range(20)]
    first, middle, last = (render_orders.orders(many, offset) for offset in (0, 8, 16))
    assert [press.custom_id for press in first.presses] == ["orders:8"]
    assert [press.custom_id for press in middle.presses] == ["orders:0", "orders:16"]
    assert [press.custom_id for press in last.presses] == ["orders:8"]
    assert (last.content or "").endswith("17–20 of 20")
    assert render_orders.orders(many[:3], 8).content == render_orders.orders(many[:3]).content


def test_no_subscriptions() -> None:
    assert "/subscribe" in (render_orders.orders([]).content or "")


def test_one_of_them_with_what_can_be_done() -> None:
    plain = render_orders.order(WELL)
    assert [press.label for press in plain.presses] == ["Pause", "End", "All subscriptions"]
    assert [menu.custom_id for menu in plain.menus] == ["move-order:s1"]
    paused = having(paused="No.", manner=Manner(quiet=(22, 7), ping=4))
    assert [press.label for press in render_orders.order(paused, "Moved.").presses] == [
        "Resume",
        "End",
        "No quiet hours",
        "No ping",
        "All subscriptions",
    ]


MANNERS = st.builds(
    Manner,
    st.sampled_from(Format),
    st.integers(0, 23),
    st.none() | st.tuples(st.integers(0, 23), st.integers(0, 23)),
    st.none() | st.integers(0, 2**63),
)
HEALTHS = st.builds(
    OrderHealth,
    st.builds(
        lambda topic, paused, by_hand, manner: replace(
            ONE, channel_id=2**63, topic=topic, paused=paused, by_hand=by_hand, manner=manner
        ),
        WILD, st.none() | WILD, st.booleans(), MANNERS,
    ),
    st.none() | st.just(NOON),
    NUMBERS,
    st.none() | st.just(NOON + timedelta(hours=3)),
    st.sampled_from(["UTC", "America/Argentina/ComodRivadavia"]),
)  # fmt: skip


@given(st.lists(HEALTHS, max_size=20), NUMBERS)
@settings(max_examples=60, deadline=None)
def test_any_subscriptions_fit(found: list[OrderHealth], offset: int) -> None:
    numbered = [having(one, id=f"{number:016}") for number, one in enumerate(found)]
    within_limits(render_orders.orders(numbered, offset))
    for one in numbered:
        within_limits(render_orders.order(one, "A note."))
        within_limits(render_orders.subscribed(one.subscription, one.zone))
        within_limits(render_orders.unsubscribed(one.subscription))
        within_limits(render_orders.ended(one.subscription))
