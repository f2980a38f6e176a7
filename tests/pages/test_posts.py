"""Posts set into an article are quotations: their words stay, signed, without their noise."""

from __future__ import annotations

import pytest

from bot.pages import read_page

from .making import PARAGRAPHS, URL, page

WORDS = "The rails are older than I am. We keep them."
POSTS = {
    "as one network gives them": (
        f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{WORDS} '
        '<a href="https://t.co/x">pic.twitter.com/x</a></p>&mdash; Noor Haddad (@noorhaddad) '
        '<a href="https://twitter.com/noorhaddad/status/1">May 3, 2031</a></blockquote>'
        '<script async src="https://platform.twitter.com/widgets.js"></script>',
        "— Noor Haddad (@noorhaddad) May 3, 2031",
    ),
    "of another": (
        f'<blockquote class="bluesky-embed" data-uri="at://x"><p lang="en">{WORDS}<br><br>'
        '<a href="https://bsky.example/x">[image or embed]</a></p>&mdash; Noor Haddad '
        '(<a href="https://bsky.example/n">@noor.example</a>) <a href="https://bsky.example/x">May '
        "3, 2031 at 9:30 AM</a></blockquote>",
        "— Noor Haddad (@noor.example) May 3, 2031 at 9:30 AM",
    ),
    "with pictures": (
        '<blockquote class="instagram-media"><div><a href="https://ig.example/p"><svg></svg>'
        f'<div>View this post on Instagram</div></a><p><a href="https://ig.example/p">{WORDS}</a></p>'
        '<p><a href="https://ig.example/p">A post shared by Noor Haddad (@noorhaddad)</a></p></div>'
        "</blockquote>",
        "A post shared by Noor Haddad (@noorhaddad)",
    ),
    "of a server of its own": (
        '<blockquote class="mastodon-embed"><a href="https://social.example/@noor/1"><div>'
        f"View on Mastodon</div></a><p>{WORDS}</p>"
        "<div>Post by @noor@social.example</div></blockquote>",
        "Post by @noor@social.example",
    ),
    "without a class": (
        f"<blockquote><p>{WORDS}</p><p>— Noor Haddad (@noorhaddad) May 3, 2031</p></blockquote>",
        "— Noor Haddad (@noorhaddad) May 3, 2031",
    ),
}
BOX = {"bare": "{}", "in a box for sharing": "<div class='social-share-embed'>{}</div>"}


@pytest.mark.parametrize("box", BOX.values(), ids=BOX)
@pytest.mark.parametrize(("post", "signature"), POSTS.values(), ids=POSTS)
def test_the_words_stay_with_their_signature(post: str, signature: str, box: str) -> None:
    halves = (*PARAGRAPHS[:2], f"</p>{box.format(post)}<p>{PARAGRAPHS[2]}", PARAGRAPHS[3])
    text = read_page(page(paragraphs=halves), URL).text
    assert text.split("\n\n") == [*PARAGRAPHS[:2], WORDS, signature, *PARAGRAPHS[2:]]


def test_a_post_without_words_is_left_out() -> None:
    post = (
        '<blockquote class="twitter-tweet"><p><a href="https://t.co/x">pic.twitter.com/x</a></p>'
        "&mdash; Noor Haddad (@noorhaddad) <a href='/1'>May 3, 2031</a></blockquote>"
    )
    assert read_page(page(post), URL).text == "\n\n".join(PARAGRAPHS)


def test_a_pull_quote_stays_out() -> None:
    aside = (
        "<aside class='pull'><blockquote>Nobody ever wrote a song about a bus.</blockquote></aside>"
    )
    halves = (*PARAGRAPHS[:2], f"</p>{aside}<p>{PARAGRAPHS[2]}", PARAGRAPHS[3])
    assert read_page(page(paragraphs=halves), URL).text == "\n\n".join(PARAGRAPHS)
