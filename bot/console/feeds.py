"""``pullquote feeds``: each feed with its health, and what the operator may do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.console.answers import time
from bot.console.files import bytes_of, write
from bot.desk.gathering.feeds import Feeds, FeedStatus, Found
from bot.desk.gathering.feedstate import Verdict
from bot.feeds.opml import Outline, read_opml, write_opml


@dataclass(frozen=True, slots=True)
class Answer:
    """What is printed, in both forms."""

    document: Any
    text: str


async def run_action(feeds: Feeds, action: str, given: Any) -> Answer:
    """One of the actions of ``pullquote feeds``; ``given`` has its ``url`` or ``file``."""
    match action:
        case "list":
            statuses = await feeds.statuses()
            return Answer(statuses_document(statuses), statuses_text(statuses))
        case "add":
            found = await feeds.add(given.url, getattr(given, "every", None))
            return Answer(found_document(found), found_text(found))
        case "remove":
            await feeds.remove(given.url)
            return Answer({"removed": given.url}, f"removed {given.url}; its articles stay")
        case "import":
            named = read_opml(bytes_of(given.file), str(given.file))
            new = await feeds.keep(named)
            text = f"added {new} feeds; {len(named) - new} were known"
            return Answer({"added": new, "known": len(named) - new}, text)
        case "export":
            statuses = await feeds.statuses()
            outlines = [Outline(one.source.url, one.title) for one in statuses]
            write(given.file, write_opml(outlines))
            text = f"wrote {len(outlines)} feeds to {given.file}"
            return Answer({"written": len(outlines)}, text)
        case _:
            await feeds.decide(given.url, Verdict(action))
            taken = "taken as new" if action == Verdict.RELEASE else "passed over"
            text = f"what {given.url} shows will be {taken} at its next look"
            return Answer({"url": given.url, "verdict": action}, text)


def statuses_document(statuses: Sequence[FeedStatus]) -> list[dict[str, Any]]:
    return [
        {
            "url": one.source.url,
            "title": one.title,
            "every": one.source.every,
            "health": one.health.value,
            "reason": one.reason,
            "checked_at": time(one.checked_at),
            "next_at": time(one.next_at),
            "failures": one.failures,
            "moved_to": one.address,
            "added": one.added,
            "server": one.server,
            "hub": one.hub,
            "pushed_until": time(one.pushed_until),
            "push_note": one.push_note,
        }
        for one in statuses
    ]


def statuses_text(statuses: Sequence[FeedStatus]) -> str:
    return "\n".join(_lines(one) for one in statuses) or (
        "There are no feeds yet; `pullquote feeds add URL` finds those of a site."
    )


def _lines(one: FeedStatus) -> str:
    last = f"looked at {time(one.checked_at)}" if one.checked_at else "not looked at yet"
    following = f", again {time(one.next_at)}" if one.next_at else ""
    lines = [f"{one.health.value:8} {one.source.url}", f"         {last}{following}"]
    if one.failures > 1:
        lines.append(f"         {one.failures} failures in a row")
    if one.reason:
        lines.append(f"         {one.reason}")
    if one.server is not None:
        lines.append(f"         added by server {one.server}")
    if one.address:
        lines.append(f"         moved to {one.address}")
    if one.pushed_until:
        lines.append(f"         pushed by {one.hub} until {time(one.pushed_until)}")
    if one.push_note:
        lines.append(f"         {'' if one.pushed_until else 'not pushed: '}{one.push_note}")
    return "\n".join(lines)


def found_document(found: Sequence[Found]) -> list[dict[str, Any]]:
    return [
        {"url": one.url, "title": one.title, "entries": one.entries, "front_page": one.is_page}
        for one in found
    ]


def found_text(found: Sequence[Found]) -> str:
    first, *others = found
    kind = "the page itself, for its links" if first.is_page else "the feed"
    lines = [f"added {kind}: {first.url} ({first.title}, {first.entries} entries)"]
    lines += [f"also there: {one.url} ({one.title}, {one.entries} entries)" for one in others]
    return "\n".join(lines)
