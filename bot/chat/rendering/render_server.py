"""How a server's own settings look. Pure; see ``render``."""

from __future__ import annotations

from datetime import datetime

from bot.chat.language import _
from bot.chat.rendering.escape import escape
from bot.chat.rendering.render import Message


def zone(name: str, now: datetime) -> Message:
    """Of which time zone hours are; ``now`` is the time there."""
    line = _("Hours of this server's subscriptions are those of {zone}, where it is {time} now.")
    return Message(
        content=line.format(zone=f"**{escape(name.replace('_', ' '))}**", time=f"{now:%H:%M}")
    )


def language(spoken: str, *, chosen: bool) -> Message:
    """In which language everybody is answered; ``chosen``: here, and not in Discord's settings."""
    lines = [
        _("Posts, and answers that everybody here sees, are in {language}.").format(
            language=f"**{escape(spoken)}**"
        ),
        _("/server language with “discord” goes back to the language of the server's settings.")
        if chosen
        else _(
            "That is the language of this server's settings in Discord; "
            "/server language chooses another."
        ),
        _("What you alone see is in the language of your own Discord."),
    ]
    return Message(content="\n".join(lines))


def as_discord(spoken: str) -> str:
    """The choice to have it as in Discord's settings."""
    return _("As in this server's settings: {language}").format(language=spoken)
