"""Languages: their catalogues are whole, and what is shown in them is right."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import discord
import pytest
from babel.messages.catalog import Message
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.chat.language import _, figure, languages, message_in, n_, speaking, translated
from bot.chat.permissions import POSTING, lacking, named
from bot.chat.rendering import render
from bot.chat.translator import CatalogueTranslator
from bot.sentences import Sentence, kept, recalled, say
from tools.messages import (
    LANGUAGES,
    bring_up_to_date,
    messages,
    of_commands,
    read,
    untranslated,
)

CATALOGUES = sorted(LANGUAGES.glob("*.po"))
each_catalogue = pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)

FOUND = messages()


def forms(of: object) -> tuple[str, ...]:
    """One text, or those for one and for several."""
    assert isinstance(of, str | tuple | list)
    return (of,) if isinstance(of, str) else tuple(of)


def translations(path: Path) -> Iterator[tuple[Message, str, str]]:
    """Every form of every translation beside the English for it."""
    for one in read(path):
        if one.id:
            for text in forms(one.string):
                yield one, forms(one.id)[-1], text


def values(text: str) -> set[str | None]:
    return {name for _text, name, _form, _how in Formatter().parse(text)} - {None}


def test_there_is_ukrainian() -> None:
    assert languages()[0] == "en"
    assert "uk" in languages()


@each_catalogue
def test_a_language_is_one_of_discords(path: Path) -> None:
    assert path.stem in {locale.value for locale in discord.Locale}


@each_catalogue
def test_every_message_of_the_code_is_translated_and_no_other(path: Path) -> None:
    """``make messages`` brings a catalogue up to date; what it left empty is to be translated."""
    catalog = read(path)
    assert {forms(one.id) for one in catalog} == {forms(one.id) for one in FOUND}
    assert untranslated(catalog) == []
    assert not catalog.obsolete
    assert not [one.id for one in catalog if one.fuzzy and one.id]


@each_catalogue
def test_translations_have_the_same_values_and_markup(path: Path) -> None:
    for message, english, text in translations(path):
        assert values(text) == values(english), message.id
        for sign in ("**", "\n", "·", "`"):
            assert text.count(sign) == english.count(sign), message.id
        commands = r"/[a-z]+"
        assert re.findall(commands, text) == re.findall(commands, english), message.id
        assert text == text.strip(), message.id


@each_catalogue
def test_the_words_that_matched_stand_last(path: Path) -> None:
    """A post is known again by what stands before them."""
    with speaking(path.stem):
        assert _("matched: {words}").partition("{words}")[0].strip()
        assert _("Topic: {topic}").partition("{topic}")[0].strip()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0 статей"),
        (1, "1 стаття"),
        (2, "2 статті"),
        (5, "5 статей"),
        (11, "11 статей"),
        (12, "12 статей"),
        (21, "21 стаття"),
        (111, "111 статей"),
        (1_222, "1\xa0222 статті"),
    ],
)
def test_ukrainian_numbers(number: int, shown: str) -> None:
    with speaking("uk"):
        assert n_("{count} article", "{count} articles", number) == shown


def test_english_numbers() -> None:
    shown = [n_("{count} article", "{count} articles", number) for number in (0, 1, 2, 1_222)]
    assert shown == ["0 articles", "1 article", "2 articles", "1,222 articles"]


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("uk", "Без назви"),
        (discord.Locale.ukrainian, "Без назви"),
        ("uk-UA", "Без назви"),
        ("en-GB", "Untitled"),
        ("xx", "Untitled"),
        ("../uk", "Untitled"),
        (None, "Untitled"),
    ],
)
def test_whose_language(locale: object, shown: str) -> None:
    with speaking(locale):
        assert _("Untitled") == shown
    assert _("Untitled") == "Untitled"


def test_one_language_within_another() -> None:
    with speaking("uk"):
        with speaking("en-US"):
            assert figure(12_345) == "12,345"
        assert figure(12_345) == "12\xa0345"


def test_what_has_no_translation_is_shown_in_english() -> None:
    with speaking("uk"):
        assert _("never said by anybody") == "never said by anybody"
        assert translated(say("seen by {name} alone", name="Bo")) == "seen by Bo alone"
    assert message_in("uk", "never said by anybody") is None
    assert message_in("uk", "Untitled") == "Без назви"
    assert message_in("en-GB", "Untitled") is None


def test_a_sentence_within_a_sentence() -> None:
    sentence = lacking(None)
    assert sentence == (
        "Pullquote lacks a permission in this channel; "
        "it needs View Channel, Send Messages, Embed Links."
    )
    with speaking("uk"):
        assert translated(sentence) == (
            "Pullquote не має у цьому каналі якогось дозволу; потрібні дозволи: "
            "«Переглядати канал» (View Channel), «Надсилати повідомлення» (Send Messages), "
            "«Вбудовувати посилання» (Embed Links)."
        )


def test_names_and_quotes_stay_as_they_are() -> None:
    hostile = say("No article by “{source}” is on record.", source="{count} Untitled **x**")
    with speaking("uk"):
        assert translated(hostile) == "В архіві немає жодної статті від «{count} Untitled **x**»."


def test_permissions_that_have_no_name_of_ours() -> None:
    assert named(["read_message_history"]) == "Read Message History"


@pytest.mark.parametrize(
    "sentence",
    [
        lacking(None),
        named(POSTING),
        say("There is no topic “{topic}” any more.", topic="Ferries"),
        "The channel is gone.",
        None,
    ],
)
def test_a_sentence_is_recalled_as_it_was_kept(sentence: str | None) -> None:
    again = recalled(json.loads(json.dumps(kept(sentence))))
    assert again == sentence
    assert isinstance(again, Sentence) is isinstance(sentence, Sentence)
    with speaking("uk"):
        assert translated(again or "") == translated(sentence or "")


def test_why_a_channel_is_paused() -> None:
    gone = say("There is no topic “{topic}” any more.", topic="Ferries *")
    with speaking("uk"):
        lines = [render.paused(reason) for reason in (gone, "So.", "")]
    assert lines == [
        "Призупинено: Теми «Ferries \\*» більше немає.",
        "Призупинено: So.",
        "Призупинено: причину не записано.",
    ]


@pytest.mark.parametrize(
    ("location", "picked", "shown"),
    [
        (Location.command_name, False, None),
        (Location.parameter_name, False, None),
        (Location.command_name, True, "Без назви"),
        (Location.command_description, False, "Без назви"),
        (Location.choice_name, False, "Без назви"),
    ],
)
async def test_names_that_are_typed_stay_english(
    location: Location, picked: bool, shown: str | None
) -> None:
    async def chosen(interaction: discord.Interaction, message: discord.Message) -> None: ...

    data = app_commands.ContextMenu(name="Untitled", callback=chosen) if picked else None
    found = await CatalogueTranslator().translate(
        app_commands.locale_str("Untitled"),
        discord.Locale.ukrainian,
        app_commands.TranslationContext(location, data),
    )
    assert found == shown


def test_what_discord_shows_of_commands_is_collected() -> None:
    source = '''
group = app_commands.Group(name="a", description="Of a group")

class Cog(commands.GroupCog, group_name="b", group_description="Of a cog"):
    """Not this."""

    @group.command(name="c")
    @app_commands.describe(one="Of an option")
    @app_commands.choices(one=[app_commands.Choice(name="Of a choice", value="x")])
    async def command(self, interaction, one):
        """Of a command
        in two lines

        Not this.
        """

    @app_commands.command(description="Of another")
    async def other(self, interaction):
        """Not this."""

@app_commands.context_menu(name="Of a menu")
async def menu(interaction, message):
    """Not this."""
'''
    assert sorted(of_commands(ast.parse(source))) == [
        "Of a choice",
        "Of a cog",
        "Of a command in two lines",
        "Of a group",
        "Of a menu",
        "Of an option",
        "Of another",
    ]


def test_a_new_language_is_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "de.po"
    path.touch()
    bring_up_to_date(path, FOUND)
    begun = path.read_bytes()
    catalog = read(path)
    assert catalog.num_plurals == 2
    assert len(untranslated(catalog)) == len(catalog) == len(FOUND)
    bring_up_to_date(path, FOUND)
    assert path.read_bytes() == begun


def test_what_is_translated_stays_and_what_is_said_no_more_goes(tmp_path: Path) -> None:
    path = tmp_path / "uk.po"
    written = (LANGUAGES / "uk.po").read_text("utf-8")
    path.write_text(f'{written}\nmsgid "Said no more"\nmsgstr "Більше не кажемо"\n', "utf-8")
    assert untranslated(bring_up_to_date(path, messages())) == []
    assert path.read_text("utf-8") == written
