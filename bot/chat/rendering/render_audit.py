"""How it looks who changed what in a server. Pure; see ``render``.

As plain content, because not every client shows a member's name inside an embed.
"""

from __future__ import annotations

import re

from bot.chat.language import _, called, languages, translated
from bot.chat.rendering.escape import clean, escape
from bot.chat.rendering.limits import cut, length, shortened
from bot.chat.rendering.render import Message
from bot.chat.rendering.render_managing import pager
from bot.chat.rendering.words import timestamp
from bot.desk.following.audit import AuditPage, Changed, Deed, Noted, Part, Value
from bot.records import Format
from bot.sentences import say

CHANGES = 6  # on a page

FORMATS = {Format.FULL: say("full"), Format.BRIEF: say("brief"), Format.DAILY: say("daily")}

_QUIET = re.compile(r"\d\d?-\d\d?")

_WHAT = 40
_SUBJECT = 60
_VALUE = 45
_LINE = 315  # of one change; what members can change here fits, whatever they chose


def audit(page: AuditPage) -> Message:
    """Who changed what and when, newest first, and what it was before."""
    if not page.noted:
        return Message(content=_("No change is on record for this server."))
    first, last = page.offset + 1, page.offset + len(page.noted)
    head = _("**Changes in this server**, newest first · {first}–{last} of {total}").format(
        first=first, last=last, total=page.total
    )
    lines = [head, *map(_line, page.noted)]
    presses = pager("audit", page.offset, len(page.noted), page.total, CHANGES)
    return Message(content="\n".join(lines), presses=presses)


def _line(noted: Noted) -> str:
    channels = [one for one in noted.changed if one.part == Part.CHANNEL]
    others = [one for one in noted.changed if one.part != Part.CHANNEL]
    if channels:
        where = _from_to(channels[0])
    else:
        where = f"<#{noted.channel_id}>" if noted.channel_id is not None else ""
    parts = (
        timestamp(noted.at, "f"),
        f"<@{noted.user_id}>",
        cut(clean(_deed(noted.what)), _WHAT, escape),
        shortened(clean(noted.subject), _SUBJECT, escape),
        where,
    )
    line = " · ".join(filter(None, parts))
    for part in map(_changed, others):
        if length(line) + length(part) + 3 <= _LINE:
            line += f" · {part}"
    return line


def _deed(what: str) -> str:
    words = {
        Deed.SUBSCRIBED: _("subscribed a channel"),
        Deed.SUBSCRIPTION_CHANGED: _("changed a subscription"),
        Deed.PAUSED: _("paused a subscription"),
        Deed.RESUMED: _("resumed a subscription"),
        Deed.MOVED: _("moved a subscription"),
        Deed.UNSUBSCRIBED: _("ended a subscription"),
        Deed.TOPIC_DEFINED: _("defined a topic"),
        Deed.TOPIC_REMOVED: _("removed a topic"),
        Deed.FEED_ADDED: _("added a feed"),
        Deed.FEED_REMOVED: _("removed a feed"),
        Deed.EXPORTED: _("exported statements"),
        Deed.SETTING_CHANGED: _("changed a setting"),
    }
    return {str(deed): said for deed, said in words.items()}.get(what, what)


def _changed(one: Changed) -> str:
    """ "format: full → brief"; without what was before where there was nothing."""
    names = {
        Part.FORMAT: _("format"),
        Part.HOUR: _("hour"),
        Part.QUIET: _("quiet hours"),
        Part.PING: _("ping"),
        Part.TERMS: _("terms"),
        Part.ZONE: _("time zone"),
        Part.LANGUAGE: _("language"),
    }
    known = {str(part): name for part, name in names.items()}
    name = known.get(one.part) or cut(clean(one.part), _WHAT, escape)
    return f"{name}: {_from_to(one)}"


def _from_to(one: Changed) -> str:
    after = _value(one.part, one.after)
    if one.before is None and one.part != Part.LANGUAGE:
        return after
    return f"{_value(one.part, one.before)} → {after}"


def _value(part: str, value: Value) -> str:
    if part == Part.LANGUAGE and value is None:
        return _("as in Discord")
    match part, value:
        case _, None:
            return _("none")
        case Part.CHANNEL, int():
            return f"<#{value}>"
        case Part.PING, int():
            return f"<@&{value}>"
        case Part.HOUR, int():
            return f"{value}:00"
        case Part.QUIET, str() if _QUIET.fullmatch(value):
            return "–".join(f"{hour}:00" for hour in value.split("-"))
        case Part.FORMAT, str() if value in FORMATS:
            return translated(FORMATS[Format(value)])
        case Part.LANGUAGE, str() if value in languages():
            return called(value)
    return shortened(clean(str(value)), _VALUE, escape)
