"""The ``pullquote people`` commands: what each does and what it prints."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from bot.console.answers import counted
from bot.desk.correcting.identities import Identities
from bot.ports import Dossier, Named, Ruling, Verb


async def run(identities: Identities, options: argparse.Namespace) -> str:
    """Do what was asked; what to print."""
    match options.act:
        case "show":
            dossier = await identities.show(options.id)
            return _json(dossier) if options.json else dossier_text(dossier)
        case "merge":
            return "one now: " + _line(await identities.merge(options.id, options.other))
        case "split":
            return "split off: " + _line(await identities.split(options.id, options.statements))
        case "rename":
            return "renamed: " + _line(await identities.rename(options.id, options.name))
        case "alias":
            return "found by it, too: " + _line(await identities.alias(options.id, options.name))
        case _:
            return "taken back: " + ruling_text(await identities.undo())


def dossier_text(dossier: Dossier) -> str:
    """For a terminal: one fact a line, under headings."""
    spellings = [f"{name} ({count:,})" for name, count in dossier.spellings.items()]
    titles = [
        f"{held.title}: {_day(held.first)} to {_day(held.last)}"
        f" (statement {held.statement}, article {held.article})"
        for held in dossier.titles
    ]
    near = [
        f"{_line(one.named)}: score {one.score:g}"
        + "".join(f"; for: {reason}" for reason in one.reasons)
        + "".join(f"; against: {reason}" for reason in one.conflicts)
        for one in dossier.near
    ]
    blocks = [
        _line(dossier.named),
        _block("Spellings", spellings),
        _block("Found by", dossier.aliases),
        _block("Titles", titles),
        _block("Countries", dossier.countries),
        _block("Outlets", dossier.outlets),
        _block("Other ids", dossier.others),
        _block("Kept apart from", near),
    ]
    return "\n".join(filter(None, blocks))


def ruling_text(ruling: Ruling) -> str:
    """One line that says what was ruled."""
    match ruling.verb:
        case Verb.MERGE:
            return f"{ruling.entity} and {ruling.other} are one"
        case Verb.SPLIT:
            said = counted(len(ruling.statements), "statement")
            return f"{said} of {ruling.entity} under {ruling.other}"
        case Verb.RENAME:
            return f"{ruling.entity} is called {ruling.name}"
        case Verb.ALIAS:
            return f"{ruling.entity} is found by {ruling.name}, too"


def _line(named: Named) -> str:
    about = ", ".join(filter(None, (named.title, named.outlet)))
    return f"{named.name}{f' ({about})' if about else ''}, {named.statements:,} said, id {named.id}"


def _block(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([heading, *(f"  {line}" for line in lines)]) if lines else ""


def _day(date: str) -> str:
    return date[:10]


def _json(dossier: Dossier) -> str:
    return json.dumps(asdict(dossier), ensure_ascii=False, indent=1)
