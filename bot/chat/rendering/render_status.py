"""How the bot's state looks, and its messages to operators. Pure; see ``render``.

Operators read English: so do the log, the terminal and the reasons that feeds are given.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import discord

from bot.chat.language import ENGLISH, _, speaking
from bot.chat.rendering.escape import clean, escape
from bot.chat.rendering.limits import CONTENT, DESCRIPTION, cut, length
from bot.chat.rendering.render import COLOUR, Message, last_post, more_than_fit, paused
from bot.chat.rendering.words import timestamp
from bot.desk.watching.alerts import IN_FULL, sentences
from bot.desk.watching.status import ServerStatus, Status
from bot.ports import Telling
from bot.records import Subscription

_SENTENCE = 400  # of a trouble; it may name many, and where each stands
_REPORT = 900  # of a report, with what a member says of it and the words
_MORE = 60  # for a line that counts what does not fit


@speaking(ENGLISH)
def telling(news: Telling) -> Message:
    """What began, what passed and what was reported, a line each."""
    began = [_line("**Trouble**", sentence) for sentence in news.began]
    passed = [_line("**Passed**", sentence) for sentence in news.passed]
    reported = [_line("**Report**", sentence, _REPORT) for sentence in news.reported]
    return Message(content=_fitting([*began, *passed, *reported], CONTENT))


@speaking(ENGLISH)
def installation(status: Status) -> Message:
    """All of it, for operators: one fact a line, then what needs somebody."""
    feeds = ", ".join(f"{count:,} {health}" for health, count in status.feeds.items()) or "none"
    resting = f", {status.paused:,} paused" if status.paused else ""
    facts = [
        f"**Record** {status.entries:,} entries{_ago(', the newest', status.newest_at)}",
        f"**Feeds** {feeds}{_ago('; last looked at', status.polled_at) or '; not looked at yet'}",
        f"**Pages** {status.waiting:,} could not be had yet",
        f"**Index** {status.index_lag:,} entries behind",
        f"**Subscriptions** {status.subscriptions:,}{resting}; at most {status.backlog:,} entries "
        f"behind; {last_post(status.posted_at)}",
    ]
    troubles = [_line("**Trouble**", sentence) for sentence in sentences(status.alerts, IN_FULL)]
    lines = [*facts, "", *(troubles or ["Nothing needs anybody."])]
    embed = discord.Embed(title="Status of this Pullquote", colour=COLOUR)
    embed.description = _fitting(lines, DESCRIPTION)
    return Message((embed,))


def server(status: ServerStatus) -> Message:
    """What concerns one server; paused subscriptions first.

    As plain content, because not every client shows a channel's name inside an embed.
    """
    state = (
        _("Pullquote is up to date.")
        if status.up_to_date
        else _("Pullquote is not up to date; nothing is lost, and what is missing comes later.")
    )
    looked = (
        _("Feeds were last looked at {time}.").format(time=timestamp(status.polled_at, "R"))
        if status.polled_at
        else _("No feed has been looked at yet.")
    )
    newest = (
        _("The newest article came {time}.").format(time=timestamp(status.newest_at, "R"))
        if status.newest_at
        else _("No article has come yet.")
    )
    lines = [f"{state} {looked} {newest}"]
    mine = sorted(status.subscriptions, key=lambda one: one.paused is None)
    lines += [_subscription(one, status.posted_at.get(one.id)) for one in mine]
    if not mine:
        lines.append(_("No channel of this server is subscribed. /subscribe starts one."))
    return Message(content=_fitting(lines, CONTENT))


def _subscription(subscription: Subscription, posted_at: datetime | None) -> str:
    topic = cut(clean(subscription.topic), _SENTENCE, escape)
    line = f"<#{subscription.channel_id}> · **{topic}** · {last_post(posted_at)}"
    return line if subscription.paused is None else f"{line}\n{paused(subscription.paused)}"


def _line(mark: str, sentence: str, limit: int = _SENTENCE) -> str:
    return f"{mark} {cut(clean(sentence), limit, escape)}"


def _ago(what: str, time: datetime | None) -> str:
    """What was when; "" for what never was."""
    return f"{what} {timestamp(time, 'R')}" if time else ""


def _fitting(lines: Iterable[str], limit: int) -> str:
    """As many of the lines as fit, and how many more there are."""
    kept: list[str] = []
    left_out = 0
    room = limit - _MORE
    for line in lines:
        if left_out or length(line) + 1 > room:
            left_out += 1
            continue
        kept.append(line)
        room -= length(line) + 1
    if left_out:
        kept.append(more_than_fit(left_out))
    return "\n".join(kept)
