"""Foreign text is shown as it is, and nothing in it does anything."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.chat.rendering.escape import clean, embed_url, escape, safe_url
from tests.chat.markdown import read

HOSTILE = (
    "**bold** __under__ ~~gone~~ *it* _it_ ||spoiler||",
    "***both*** and **unclosed",
    "`code` ``more`` ```block",
    "[click here](https://evil.example)",
    "[![img](x)](https://evil.example)",
    "https://evil.example/a_b_c and http://x.example.",
    "<https://evil.example> <mailto:a@b.example> <a@b.example> <+4412345>",
    "steam://run/1 discord://-/channels/1",
    "discord.gg/abc discord.com/invite/abc https://discord.gg/abc",
    "@everyone @here <@123> <@!123> <@&123> <#123> <id:browse>",
    "</latest:123> <t:123:R> <:name:123> <a:name:123> :smile: :+1: :a_b:",
    "at 10:30:15 sharp, ratio 1:2:3",
    "# heading",
    "## heading",
    "-# small",
    "> quote",
    ">>> quote",
    "- item",
    "* item",
    "+ item",
    "1. item",
    "12) item",
    "---",
    "===",
    "```py",
    "~~~",
    "\\*not escaped\\* \\",
    "&lt;b&gt; &#64;everyone &amp;",
    "a\n# b\n> c\n- d",
    "| a | b |\n|---|---|",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    displayed = read(escape(text))
    assert displayed.markup == ()
    assert displayed.text == " ".join(text.split())


@settings(deadline=None)
@given(st.text(st.sampled_from("*_~`|[]()<>@#:/\\&-+=>.!1aé “”\n\t\u200b\u202e"), max_size=40))
@example("::a:")
@example("1.")
@example(":-:-:")
def test_no_combination_of_signs_does_anything(text: str) -> None:
    displayed = read(escape(text))
    assert displayed.markup == ()
    assert displayed.text == clean(text)


@settings(deadline=None)
@given(st.text(st.sampled_from("*_~`|[<@#:/\\- a"), max_size=12), st.sampled_from(HOSTILE))
def test_nor_inside_of_our_own_markup(text: str, other: str) -> None:
    for foreign in filter(clean, (text, other)):
        shown = clean(foreign)
        displayed = read(f"**{escape(foreign)}** · [{escape(foreign)}](https://gazette.example/a)")
        assert displayed.markup == ("bold", "link")
        assert displayed.text == f"{shown} · {shown}"


def test_the_reader_of_markup_sees_what_is_not_escaped() -> None:
    """The tests above would mean nothing if the reader recognised nothing."""
    quiet = ("\\*not", "===", "| a")
    for text in HOSTILE:
        assert read(text).markup or text.startswith(quiet), text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ab\u200bcd\ufeff", "abcd"),
        ("abc\u202edcba\u202c", "abcdcba"),
        ("a\x00b\x1bc", "abc"),
        ("a\ud800b", "ab"),
        ("two\n\n\u00a0 spaces\u2028here", "two spaces here"),
        ("\u3164\u2800\u200b", ""),
        ("\U000e0041\U000e0042x", "x"),
        ("👩\u200d🚀 می\u200cخواهم", "👩\u200d🚀 می\u200cخواهم"),
        ("naïve – “quotes” ‘too’", "naïve – “quotes” ‘too’"),
    ],
)
def test_what_cannot_be_seen_is_taken_out(text: str, shown: str) -> None:
    assert clean(text) == shown
    assert read(escape(text)).text == shown


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://gazette.example/a/b?c=d&e=%20f#g", "https://gazette.example/a/b?c=d&e=%20f#g"),
        ("https://gazette.example", "https://gazette.example"),
        ("HTTP://Gazette.Example/A", "http://gazette.example/A"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("https://e.example/a (b) [c] <d> \"e\" 'f'", None),
        ("https://münster.example/straße", "https://xn--mnster-3ya.example/stra%C3%9Fe"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//gazette.example/x", None),
        ("/relative", None),
        ("", None),
        ("https://", None),
        ("https://gazette.example@evil.example/", None),
        ("https://user:secret@evil.example/", None),
        ("https://exa mple.example/", None),
        ("https://a)(b.example/", None),
        ("https://[bad/", None),
        ("https://gazette.example:port/", None),
        ("https://-a.example/", None),
        ("https://a..example/", None),
        ("https://gazette.example/" + "x" * 3000, None),
        ("https://gazette.example/\ud800", None),
    ],
)
def test_addresses(url: str, made: str | None) -> None:
    if "(b)" in url:
        made = "https://e.example/a%20%28b%29%20%5Bc%5D%20%3Cd%3E%20%22e%22%20%27f%27"
    assert safe_url(url) == made


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_an_address_never_breaks_out_of_a_link(path: str, query: str) -> None:
    url = safe_url(f"https://gazette.example/{path}?{query}")
    if url is not None:
        displayed = read(f"[here]({url}) rest")
        assert displayed.markup == ("link",)
        assert displayed.text == "here rest"
        assert safe_url(url) == url


def test_an_embed_needs_a_host_with_a_dot() -> None:
    assert embed_url("http://localhost:8000/x") is None
    assert embed_url(None) is None
    assert embed_url("https://gazette.example/x") == "https://gazette.example/x"
