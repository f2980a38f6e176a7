"""Buttons and menus that lead from a shown statement, or a name, to what is behind it. Pure.

Whatever is to be offered for every statement that is shown is offered here: as buttons where
statements have numbers, else in one menu of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.chat.language import _, n_, translated
from bot.chat.rendering.escape import clean
from bot.chat.rendering.limits import OPTION, OPTIONS, PLACEHOLDER, cut, length
from bot.chat.rendering.render import Menu, Option, Press, presses
from bot.chat.rendering.state import Act, StatementState
from bot.chat.rendering.words import NOT_NAMED, printed
from bot.desk.answering.answers import told_apart
from bot.desk.answering.shown import called
from bot.ports import Named
from bot.records import Quoted

_LOOK = 500  # characters of a statement; no option has room for more


def context_presses(shown: Sequence[Quoted], row: int) -> tuple[Press, ...]:
    """A button for each numbered statement that shows what stands around its words."""
    labels = (
        _("Context {number}").format(number=number) if len(shown) > 1 else _("Context")
        for number in range(1, len(shown) + 1)
    )
    states = (_state(Act.CONTEXT, one).encode() for one in shown)
    return presses(zip(labels, states, strict=True), row)


def share_press(quoted: Quoted) -> tuple[Press, ...]:
    """A button that shows one statement to the whole channel."""
    return presses([(_("Post here"), _state(Act.SHARE, quoted).encode())])


def statement_menu(shown: Iterable[Quoted]) -> tuple[Menu, ...]:
    """A menu of statements that have no numbers; none where there is nothing to choose."""
    options: dict[str, Option] = {}
    for quoted in shown:
        value = f"{quoted.article.id}:{quoted.statement.id}"
        words = clean(" … ".join(part[:_LOOK] for part in printed(quoted)))
        speaker = clean(called(quoted)) or translated(NOT_NAMED)
        if length(value) <= OPTION:
            options[value] = Option(cut(speaker, OPTION), value, cut(words, OPTION) or None)
    if not options:
        return ()
    placeholder = cut(_("Context of a statement, or share it …"), PLACEHOLDER)
    return (Menu("statements", placeholder, tuple(options.values())[:OPTIONS]),)


def who_menu(candidates: Sequence[Named], entity: Named, custom_id: str | None) -> tuple[Menu, ...]:
    """A menu of the others whom a name may mean; none where there are none."""
    if not candidates or custom_id is None:
        return ()
    everybody = (entity, *candidates)
    options = {
        one.id: Option(
            cut(clean(told_apart(one, everybody)), OPTION) or translated(NOT_NAMED),
            one.id,
            n_("{count} statement", "{count} statements", one.statements),
        )
        for one in candidates[:OPTIONS]
        if 0 < length(one.id) <= OPTION
    }
    placeholder = cut(_("Somebody else of that name …"), PLACEHOLDER)
    return (Menu(custom_id, placeholder, tuple(options.values())),) if options else ()


def _state(act: Act, quoted: Quoted) -> StatementState:
    return StatementState(act, quoted.article.id, quoted.statement.id)
