"""How feeds, exports and what is kept of a server look. Pure; see ``render``."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import discord

from bot.chat.language import _, n_
from bot.chat.rendering.escape import clean, escape
from bot.chat.rendering.limits import BUTTON, TITLE, cut, shortened
from bot.chat.rendering.render import COLOUR, Attachment, Message, Press
from bot.chat.rendering.words import timestamp
from bot.desk.answering.exportfile import ExportFile
from bot.desk.gathering.feeds import FeedStatus, Found
from bot.desk.gathering.feedstate import Health
from bot.desk.gathering.serverfeeds import FeedsPage
from bot.desk.keeping.forget import Kept

FEEDS = 8  # on a page

_NAME = 80
_ADDRESS = 100
_REASON = 160
_OTHERS = 5  # other feeds of a site that are named


def pager(what: str, offset: int, shown: int, total: int, page: int) -> tuple[Press, ...]:
    """Buttons to the pages before and after this one; see ``paging``."""
    presses = []
    if offset > 0:
        presses.append(Press(cut(_("‹ Back"), BUTTON), f"page:{what}:{max(offset - page, 0)}"))
    if shown and offset + shown < total:
        presses.append(Press(cut(_("More ›"), BUTTON), f"page:{what}:{offset + shown}"))
    return tuple(presses)


def feeds(page: FeedsPage) -> Message:
    """Feeds with how each is and why; addresses in full only of those the asker may remove."""
    embed = discord.Embed(title=cut(_("Feeds that are read"), TITLE), colour=COLOUR)
    blocks = [_feed(one, page) for one in page.feeds]
    if not blocks:
        blocks = [_("Nothing here. /feeds add finds the feeds of a site.")]
    if page.elsewhere:
        more = n_(
            "{count} more was added by another server.",
            "{count} more were added by other servers.",
            page.elsewhere,
        )
        blocks.append(more)
    embed.description = "\n".join(blocks)
    return Message((embed,), pager("feeds", page.offset, len(page.feeds), page.total, FEEDS))


def feed_added(found: Sequence[Found]) -> Message:
    """Which of a site's feeds is read now, and which others there are."""
    first, *others = found
    name = cut(clean(first.title), _NAME, escape)
    lines = [
        _("{feed} is read from now on.").format(feed=_address(first.url)),
        " · ".join(
            filter(None, (name, n_("{count} entry now", "{count} entries now", first.entries)))
        ),
        _("What it shows already is stored and not posted; what comes from now on is."),
    ]
    if first.is_page:
        lines.append(_("The site has no feed, so its front page is read for links."))
    if others:
        listed = "\n".join(_address(one.url) for one in others[:_OTHERS])
        lines.append(_("It has others, too; /feeds add takes their addresses:") + "\n" + listed)
    return Message(content="\n".join(filter(None, lines)))


def feed_removed(url: str) -> Message:
    """That a feed is read no longer."""
    return Message(
        content=_("{feed} is read no longer. Its articles stay.").format(feed=_address(url))
    )


def exported(made: ExportFile) -> Message:
    """The file, and whether it holds all."""
    lines = [
        n_(
            "The file holds {count} statement.",
            "The file holds {count} statements, the newest first.",
            made.rows,
        )
    ]
    if not made.whole:
        lines.append(
            _("There are more than one file may hold; for older ones give an earlier “until”.")
        )
    return Message(content=" ".join(lines), attachments=(Attachment(made.name, made.data),))


def privacy(kept: Kept, *, may_erase: bool) -> Message:
    """What is kept of a server, what is not, and how it goes."""
    embed = discord.Embed(title=cut(_("What Pullquote keeps of this server"), TITLE), colour=COLOUR)
    ending = (
        _("The button below erases all of that.")
        if may_erase
        else _("Members with Manage Server can erase all of that here.")
    )
    parts = [
        "\n".join(_kept_lines(kept)) or _("Nothing."),
        _(
            "Of members it keeps ids alone: of those who changed something here, and of those "
            "who reported a statement, with what they wrote about it; each for a year at most. "
            "It reads no messages, and what somebody has read with “Who said what” is forgotten "
            "at once, unless it is an article on the web."
        ),
        _(
            "All else may be kept until it is erased, also after Pullquote has left this server; "
            "then its operators can erase it."
        ),
        _(
            "Articles, and what was said in them, are one record for all servers, which holds "
            "nothing of any."
        ),
        f"{ending} "
        + _("What Discord itself keeps, messages of Pullquote among it, is for Discord to erase."),
    ]
    embed.description = "\n\n".join(parts)
    presses = (Press(cut(_("Erase this server's data…"), BUTTON), "erase:ask", danger=True),)
    return Message((embed,), presses if may_erase else ())


def sure_to_erase(kept: Kept) -> Message:
    """The second question before it is done."""
    lines = [
        _("**This cannot be undone.** Erased for good would be:"),
        *_kept_lines(kept),
        _("Channels get nothing any more, and posts of before are no longer corrected."),
    ]
    return Message(
        content="\n".join(lines),
        presses=(
            Press(cut(_("Erase it for good"), BUTTON), "erase:do", danger=True),
            Press(cut(_("Keep everything"), BUTTON), "erase:keep"),
        ),
    )


def erased(kept: Kept) -> Message:
    """That it was done."""
    lines = [_("Erased for good:"), *_kept_lines(kept), _("/subscribe begins anew.")]
    return Message(content="\n".join(lines))


def not_erased() -> Message:
    return Message(content=_("Nothing was erased."))


def _feed(one: FeedStatus, page: FeedsPage) -> str:
    mine = one.source.url in page.mine
    name = cut(clean(one.title), _NAME, escape)
    # An address may hold a key that its owner has for it.
    address = one.source.url if mine or page.operator else _host(one.source.url)
    parts = [
        f"**{name}**" if name else "",
        _address(address),
        _health(one.health),
        _("looked at {when}").format(when=timestamp(one.checked_at, "R")) if one.checked_at else "",
        _("this server's own") if mine else "",
    ]
    if page.operator and one.server is not None and not mine:
        parts.append(_("added by server {server}").format(server=one.server))
    line = " · ".join(filter(None, parts))
    reason = one.reason if mine or page.operator else _public_reason(one)
    shown = cut(clean(reason or ""), _REASON, escape)
    return f"{line}\n{shown}" if shown else line


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _public_reason(one: FeedStatus) -> str | None:
    """Without the address, where a reason may hold it."""
    return one.reason if one.reason and one.source.url not in one.reason else None


def _health(health: Health) -> str:
    words = {
        Health.NEW: _("not looked at yet"),
        Health.OK: _("well"),
        Health.FAILING: _("failing"),
        Health.REFUSED: _("refused"),
        Health.HELD: _("held"),
        Health.RETIRED: _("gone for good"),
    }
    return words[health]


def _address(url: str) -> str:
    return shortened(clean(url), _ADDRESS, escape)


def _kept_lines(kept: Kept) -> list[str]:
    lines = [
        n_("{count} subscription", "{count} subscriptions", kept.subscriptions),
        n_("what was posted: {count} article", "what was posted: {count} articles", kept.posts),
        n_("{count} topic of its own", "{count} topics of its own", kept.topics),
        n_("{count} feed of its own", "{count} feeds of its own", kept.feeds),
        n_("{count} change by members", "{count} changes by members", kept.changes),
        n_("{count} report by members", "{count} reports by members", kept.reports),
        n_(
            "{count} setting: its time zone or its language",
            "{count} settings: its time zone and its language",
            kept.settings,
        ),
        _("that it was welcomed"),
    ]
    counts = (
        kept.subscriptions,
        kept.posts,
        kept.topics,
        kept.feeds,
        kept.changes,
        kept.reports,
        kept.settings,
        kept.welcomed,
    )
    return [f"· {line}" for line, count in zip(lines, counts, strict=True) if count]
