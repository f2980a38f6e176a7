"""The language in which somebody is answered: catalogues, and which one holds now.

Messages are written in English where they are used, as ``_("...")`` or, with a number,
``n_("{count} article", "{count} articles", count)``; sentences of services, and words that
stand in tables, are made with ``say`` and shown with ``translated``. ``languages/uk.po`` and
its like hold their translations, in gettext's format; a new language is a new file there, by
Discord's name for it (``make messages`` collects what there is to translate). What is not
translated is shown in English.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files

from babel.core import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.sentences import Sentence

ENGLISH = "en"

_now: ContextVar[str] = ContextVar("language", default=ENGLISH)


@contextmanager
def speaking(locale: object | None) -> Iterator[None]:
    """Within it messages are in this language: a locale as Discord names it, "en-GB" or "uk".

    One of which there is no catalogue, or None, is English. Holds for tasks begun within it.
    """
    before = _now.set(_known(str(locale or ENGLISH)))
    try:
        yield
    finally:
        _now.reset(before)


def _(message: str) -> str:
    """A message in the language that holds now."""
    return _catalogue(_now.get()).gettext(message)


def n_(one: str, many: str, count: int) -> str:
    """A message that depends on a number, with ``{count}`` filled in."""
    text = _catalogue(_now.get()).ngettext(one, many, count)
    return text.format(count=figure(count))


def figure(number: int) -> str:
    """A number as it is written in the language that holds now: 12,345 in English."""
    return format_decimal(number, locale=_locale(_now.get()))


def translated(sentence: str) -> str:
    """A service's sentence in the language that holds now; as it is where it was not made by
    ``say``."""
    if not isinstance(sentence, Sentence):
        return sentence
    values = {
        name: translated(value) if isinstance(value, str) else value
        for name, value in sentence.values.items()
    }
    return _(sentence.template).format(**values)


def message_in(locale: object, message: str) -> str | None:
    """A message in a language, or None where that has none of it."""
    with speaking(locale):
        found = _(message)
    return found if found != message else None


@cache
def languages() -> tuple[str, ...]:
    """Those that people can be answered in, English first."""
    names = (path.name for path in files("bot.chat").joinpath("languages").iterdir())
    others = sorted(name.removesuffix(".po") for name in names if name.endswith(".po"))
    return (ENGLISH, *others)


def called(language: str) -> str:
    """One of them, as those who speak it call it: "English", "Українська"."""
    name = Locale.parse(_locale(language)).get_display_name()
    return name[:1].upper() + name[1:] if name else language


def language_named(typed: str) -> str | None:
    """The language that somebody means: by its code, or its name in itself or in English."""
    wanted = typed.strip().casefold()
    for language in languages():
        locale = Locale.parse(_locale(language))
        names = (language, called(language), locale.english_name)
        if wanted in {name.casefold() for name in names if name}:
            return language
    return None


def language_shown(locale: object | None) -> str:
    """What is spoken where Discord says this locale; see ``called``."""
    return called(_known(str(locale or ENGLISH)))


def _known(locale: str) -> str:
    """The catalogue for a locale: its own, or that of the language without the country."""
    for name in (locale, locale.partition("-")[0]):
        if name in languages():
            return name
    return ENGLISH


@cache
def _catalogue(name: str) -> gettext.NullTranslations:
    if name == ENGLISH:
        return gettext.NullTranslations()
    source = files("bot.chat").joinpath("languages", f"{name}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=_locale(name)))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _locale(name: str) -> str:
    """As Babel names it."""
    return name.replace("-", "_")
