"""Which links a message has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.answering.onthespot import links_of

A, B = "https://a.example/x", "https://b.example/y"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (f"{A} and {B}", [A, B]),
        (f"({A}).", [A]),
        (f"[words]({A}), <{B}>", [A, B]),
        (f"**{A}** “{B}”", [A, B]),
        (f"{A}_(x) {A}", [f"{A}_(x)", A]),
        (f"{A} {A}", [A]),
        ("HTTPS://A.example/ftp://x", ["HTTPS://A.example/ftp://x"]),
        ("https:// ftp://a.example http:/x a.example", []),
        ("https://discord.com/channels/1/2 https://cdn.discordapp.com/a https://discord.gg/x", []),
        ("https://discord.company.example/", ["https://discord.company.example/"]),
        (" ".join(f"{A}{n}" for n in range(9)), [f"{A}{n}" for n in range(5)]),
    ],
)
def test_links(text: str, links: list[str]) -> None:
    assert links_of(text, []) == links


def test_previews_come_after_the_text() -> None:
    assert links_of(f"see {B}", [A, B, "javascript:x", "not a link"]) == [B, A]


@given(st.text(), st.lists(st.text()))
def test_any_message_has_links_that_can_be_asked_for(text: str, previews: list[str]) -> None:
    for link in links_of(text, previews):
        assert link.lower().startswith(("http://", "https://"))
        assert " " not in link
