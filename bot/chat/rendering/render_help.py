"""How help looks. Pure; see ``render``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.chat.language import _, translated
from bot.chat.permissions import named
from bot.chat.rendering.escape import clean, escape
from bot.chat.rendering.limits import TITLE, cut
from bot.chat.rendering.render import COLOUR, Message
from bot.chat.rendering.render_managing import pager

PAGE = 8
_NAME = 32
_EXAMPLE = 120
_DOES = 200
_OPTION = 100  # as Discord has it; a command has at most 25


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: ``name`` without the slash, what it needs, and its options with their
    descriptions. ``on_message``: it is in the menu of a message."""

    name: str
    does: str
    example: str
    needs: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    on_message: bool = False


def overview(found: Sequence[Entry], offset: int) -> Message:
    """A page of commands, each with what it does and an example."""
    shown = found[offset : offset + PAGE]
    embed = discord.Embed(title=cut(_("What you can do here"), TITLE), colour=COLOUR)
    embed.description = "\n".join(map(_block, shown)) or _("Nothing more.")
    return Message((embed,), pager("help", offset, len(shown), len(found), PAGE))


def in_full(entry: Entry) -> Message:
    """One command with its options, and who may use it."""
    embed = discord.Embed(title=cut(_name(entry), TITLE, escape), colour=COLOUR)
    lines = [_written(entry.does)]
    lines += [
        f"**{cut(clean(name), _NAME, escape)}** · {_written(does, _OPTION)}"
        for name, does in entry.options
    ]
    lines.append(_example(entry))
    if entry.needs:
        needs = translated(named(dict.fromkeys(entry.needs)))
        lines.append(_("Needs the permission {permission}.").format(permission=needs))
    embed.description = "\n".join(filter(None, lines))
    return Message((embed,))


def _block(entry: Entry) -> str:
    line = " · ".join(filter(None, (f"**{escape(_name(entry))}**", _written(entry.does))))
    return "\n".join(filter(None, (line, _example(entry))))


def _name(entry: Entry) -> str:
    if entry.on_message:
        return _("{name} (in a message's menu, under Apps)").format(name=_(entry.name))
    return f"/{entry.name}"


def _written(does: str, limit: int = _DOES) -> str:
    return cut(clean(_(does)), limit, escape)


def _example(entry: Entry) -> str:
    """ "" for none."""
    example = cut(clean(entry.example), _EXAMPLE, escape)
    return _("For example: {example}").format(example=example) if example else ""
