"""Anything at all, for any answer and post; and what has to hold of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from hypothesis import strategies as st

from bot.chat.language import languages
from bot.chat.rendering.limits import (
    AUTHOR,
    BUTTON,
    CHOICE,
    CHOICES,
    CONTENT,
    CUSTOM_ID,
    DESCRIPTION,
    EMBEDS,
    FOOTER,
    IN_ALL,
    PLACEHOLDER,
    TITLE,
)
from bot.chat.rendering.limits import length as units
from bot.chat.rendering.render import Message
from bot.records import Quotation, Quoted
from tests.chat.markdown import read
from tests.chat.samples import sole

LONG = ("*" * 3000, "a" * 3000, "[x](http://y) " * 300, "words " * 3000, "😀" * 3000)
WILD = st.text(max_size=80) | st.sampled_from([*LONG, "\u200b", "@here"])
URLS = st.sampled_from(
    [
        "https://gazette.example/a",
        "https://gazette.example/" + "x" * 2000,
        "http://localhost/a",
        "javascript:x",
        "https://gazette.example/)(*",
    ]
)


@st.composite
def quoteds(draw: st.DrawFn) -> Quoted:
    words = draw(WILD.filter(lambda text: text.strip()))
    made = sole(
        words,
        by=draw(WILD),
        title=draw(st.none() | WILD),
        how=draw(st.sampled_from(Quotation)),
    )
    return replace(
        made,
        article=replace(
            made.article,
            title=draw(WILD),
            site=draw(WILD),
            credit=draw(st.none() | WILD),
            url=(url := draw(URLS)),
            canonical_url=url,
        ),
    )


LISTS = st.lists(quoteds(), max_size=4)
NUMBERS = st.integers(0, 10**6)
LANGUAGES = st.sampled_from(languages())


def within_limits(message: Message, *, in_title: Collection[str] = ()) -> None:
    """Within Discord's limits, and nothing foreign is markup; ``in_title`` may be in titles."""
    assert message.content is None or 0 < units(message.content) <= CONTENT
    assert len(message.embeds) <= EMBEDS
    total = 0
    assert not message.embeds or message.embeds[0].title
    for embed in message.embeds:
        title, text = embed.title or "", embed.description or ""
        footer = embed.footer.text or ""
        assert units(title) <= TITLE
        assert 0 < units(text) <= DESCRIPTION
        assert text == text.strip()
        assert units(footer) <= FOOTER
        assert embed.url is None or embed.url.startswith("https://gazette.example/")
        author = embed.author.name or ""
        assert units(author) <= AUTHOR
        total += units(title) + units(text) + units(footer) + units(author)
        assert set(read(title).markup) <= set(in_title)
        assert set(read(text).markup) <= {"bold", "italic", "timestamp", "link", "mention"}
    assert total <= IN_ALL
    for menu in message.menus:
        assert 0 < units(menu.custom_id) <= CUSTOM_ID
        assert 0 < units(menu.placeholder) <= PLACEHOLDER
        assert len(menu.options) <= CHOICES
        assert len({option.value for option in menu.options}) == len(menu.options)
        for option in menu.options:
            assert 0 < units(option.label) <= CHOICE
            assert 0 < units(option.value) <= CHOICE
            assert option.description is None or 0 < units(option.description) <= CHOICE
    rows = Counter(press.row for press in message.presses)
    assert all(count <= 5 for count in rows.values())
    assert len(rows) + len(message.menus) <= 5
    for press in message.presses:
        assert 0 < units(press.label) <= BUTTON
        assert 0 < units(press.custom_id) <= CUSTOM_ID
    custom_ids = [one.custom_id for one in (*message.presses, *message.menus)]
    assert len(set(custom_ids)) == len(custom_ids)
