"""How subscriptions look: that one began, all of a server's, and one to change. Pure.

As plain content, because not every client shows a channel's name inside an embed.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.language import _, n_, translated
from bot.chat.rendering.escape import clean, escape
from bot.chat.rendering.limits import BUTTON, CHOICE, cut
from bot.chat.rendering.render import Menu, Message, Option, Press, last_post, paused
from bot.chat.rendering.words import NO_TITLE, OUTLET, timestamp
from bot.desk.watching.status import OrderHealth
from bot.records import Format, Manner, Subscription

PAGE = 8  # subscriptions shown at a time

_REASON = 160  # why one is paused, in a list
_FULL_REASON = 400  # and where it is shown alone


def subscribed(
    subscription: Subscription,
    zone: str,
    *,
    here: bool = True,
    before: Subscription | None = None,
    unheard: bool = False,
    tagless: bool = False,
) -> Message:
    """What a channel gets from now on; ``before``: as it got that until now; ``unheard``: no
    article of the last week is one of these; ``tagless``: see ``forums.lacks_tag``."""
    topic = _topic(subscription)
    where = _("This channel") if here else f"<#{subscription.channel_id}>"
    now = subscription.manner
    match now.format:
        case Format.FULL:
            line = _("{where} now gets each new article for {topic}.")
        case Format.BRIEF:
            line = _("{where} now gets each new article for {topic} as one line.")
        case Format.DAILY:
            line = _("{where} now gets the articles for {topic} once a day, {at}.")
    lines = [line.format(where=where, topic=topic, at=_hour(now.hour, zone))]
    lines += _more(now, zone)
    if before and before.manner.quiet and not (now.quiet or now.format is Format.DAILY):
        lines.append(_("There are no quiet hours any more: posts come at any hour."))
    if unheard:
        lines.append(
            _(
                "No article of the last week would have come. "
                "If that is a surprise, check the spelling."
            )
        )
    if tagless:
        wants = _("This forum wants a tag on every post: add one named {topic} for everybody.")
        lines.append(wants.format(topic=topic))
    if before is not None and before.paused is not None:
        lines.append(_("It goes on where it was paused: what came meanwhile comes now."))
    return Message(content="\n".join(lines))


def unsubscribed(subscription: Subscription, *, here: bool = True) -> Message:
    """That a channel will get a topic no longer."""
    if not here:
        return Message(content=_no_longer(subscription))
    line = _("This channel no longer gets {topic}.")
    return Message(content=line.format(topic=_topic(subscription)))


def orders(found: Sequence[OrderHealth], offset: int = 0) -> Message:
    """A page of a server's standing orders, with what keeps each from its posts; the menu leads
    to each of them."""
    if not found:
        return Message(content=_("No channel of this server is subscribed. /subscribe starts one."))
    offset = offset if offset < len(found) else 0
    page = found[offset : offset + PAGE]
    numbered = list(enumerate(page, offset + 1))
    lines = [_line(number, one) for number, one in numbered]
    if len(found) > PAGE:
        place = _("{first}–{last} of {total}")
        last = offset + len(page)
        lines.append(place.format(first=offset + 1, last=last, total=len(found)))
    options = tuple(
        Option(
            cut(f"{number}. {clean(one.subscription.topic)}", CHOICE),
            one.subscription.id,
            _state_word(one),
        )
        for number, one in numbered
    )
    presses = []
    if offset > 0:
        presses.append(Press(_("‹ Back"), f"orders:{max(offset - PAGE, 0)}"))
    if offset + PAGE < len(found):
        presses.append(Press(_("More ›"), f"orders:{offset + PAGE}"))
    menu = Menu(f"choose-order:{offset}", _("Pause, move or end one of them"), options)
    return Message(content="\n".join(lines), presses=tuple(presses), menus=(menu,))


def order(one: OrderHealth, note: str = "") -> Message:
    """One of them, with all that is known of it and what can be done with it."""
    subscription = one.subscription
    manner = subscription.manner
    lines = [
        note,
        f"{_topic(subscription)} · <#{subscription.channel_id}> · {_manner(manner, one.zone)}",
        _("Subscribed {since}; {last_post}.").format(
            since=timestamp(subscription.created_at, "D"), last_post=last_post(one.posted_at)
        ),
        _state(one, _FULL_REASON),
        *_more(manner, one.zone),
    ]
    key = subscription.id
    presses = [
        Press(_("Resume"), f"order:resume:{key}")
        if subscription.paused is not None
        else Press(_("Pause"), f"order:pause:{key}"),
        Press(_("End"), f"order:end:{key}"),
    ]
    if manner.quiet is not None:
        presses.append(Press(_("No quiet hours"), f"order:loud:{key}"))
    if manner.ping is not None:
        presses.append(Press(_("No ping"), f"order:unping:{key}"))
    presses.append(Press(_("All subscriptions"), "orders:0"))
    return Message(
        content="\n".join(filter(None, lines)),
        presses=tuple(Press(cut(one.label, BUTTON), one.custom_id) for one in presses),
        menus=(Menu(f"move-order:{key}", _("Move it to another channel")),),
    )


def ended(subscription: Subscription) -> Message:
    """That one of the list has ended."""
    return Message(
        content=_no_longer(subscription),
        presses=(Press(_("All subscriptions"), "orders:0"),),
    )


def _no_longer(subscription: Subscription) -> str:
    line = _("<#{channel}> no longer gets {topic}.")
    return line.format(channel=subscription.channel_id, topic=_topic(subscription))


def _line(number: int, one: OrderHealth) -> str:
    subscription = one.subscription
    parts = (
        f"**{number}** <#{subscription.channel_id}>",
        _topic(subscription),
        _manner(subscription.manner, one.zone),
        last_post(one.posted_at),
    )
    state = _state(one, _REASON)
    return " · ".join(filter(None, parts)) + (f"\n{state}" if state else "")


def _state(one: OrderHealth, limit: int) -> str:
    """What keeps it from its posts; "" for one that has all there is."""
    subscription = one.subscription
    if subscription.by_hand:
        reason = _("somebody who runs this server has paused it; what comes meanwhile waits.")
        return _("Paused: {reason}").format(reason=reason)
    if subscription.paused is not None:
        return paused(subscription.paused, limit)
    if one.resting is not None:
        if subscription.manner.format is Format.DAILY:
            line = _("The next digest comes {time}.")
        else:
            line = _("Quiet until {time}; what comes meanwhile waits.")
        return line.format(time=timestamp(one.resting, "t"))
    if one.waiting:
        return n_(
            "{count} entry of the record has still to be looked at.",
            "{count} entries of the record have still to be looked at.",
            one.waiting,
        )
    return ""


def _state_word(one: OrderHealth) -> str | None:
    if one.subscription.paused is not None:
        return _("paused")
    return _("resting") if one.resting is not None else None


def _manner(manner: Manner, zone: str) -> str:
    match manner.format:
        case Format.FULL:
            return ""
        case Format.BRIEF:
            return _("brief")
        case Format.DAILY:
            return _("daily {at}").format(at=_hour(manner.hour, zone))


def _more(manner: Manner, zone: str) -> list[str]:
    """Quiet hours and ping, a line each."""
    lines = []
    if manner.quiet is not None:
        first, last = manner.quiet
        line = _("Nothing is sent from {first} to {last} ({zone}); it comes together afterwards.")
        lines.append(line.format(first=f"{first}:00", last=f"{last}:00", zone=escape(zone)))
    if manner.ping is not None:
        lines.append(_("New posts ping {role}.").format(role=f"<@&{manner.ping}>"))
    return lines


def _hour(hour: int, zone: str) -> str:
    return _("at {hour}:00 ({zone})").format(hour=hour, zone=escape(zone))


def _topic(subscription: Subscription) -> str:
    return f"**{cut(clean(subscription.topic), OUTLET, escape) or translated(NO_TITLE)}**"
