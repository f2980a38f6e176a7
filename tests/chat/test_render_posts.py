"""Posts and digests: what stands where, that they fit, and that they are known again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.language import languages, speaking
from bot.chat.rendering import render_posts
from bot.chat.rendering.limits import THREAD_NAME
from bot.chat.rendering.limits import length as units
from bot.chat.rendering.render import Message
from bot.ports import Digest, Post
from bot.records import Article, Change, ChangeKind, Quotation, Quoted
from tests.chat.markdown import read
from tests.chat.samples import article, said, sole
from tests.chat.wild import LANGUAGES, LISTS, NUMBERS, WILD, quoteds, within_limits

DIRECT = said("“We will not close the harbour,”", "“Not this year.”")
REPORTED = said(
    "a review would start in March",
    by="Harbour Board",
    title=None,
    cue="announced that",
    how=Quotation.INDIRECT,
)
POST = Post(article(credit="Norbel News"), (DIRECT, REPORTED), 12, "Harbour")
HERALD = article(site="The *Herald*", url="https://herald.example/a", id="h")


def text_of(message: Message) -> str:
    """Everything in it but the footers."""
    if message.content is not None:
        return message.content
    return "\n\n".join(f"{one.title or ''}\n{one.description or ''}" for one in message.embeds)


def known_again(what: Post | Digest, message: Message) -> bool:
    return render_posts.shows(what, message.content or "", message.embeds)


def test_a_post_names_its_topic_and_the_words_that_matched() -> None:
    [embed] = render_posts.message(POST).embeds
    assert embed.footer.text == "Topic: Harbour"
    assert "Not this year" in (embed.description or "")
    matched = replace(POST, matched=("dockers' union", "har*bour"))
    [embed] = render_posts.message(matched).embeds
    assert embed.footer.text == "Topic: Harbour · matched: dockers' union, har*bour"


def test_a_post_as_plain_text() -> None:
    content = render_posts.plain(replace(POST, matched=("har*bour",))).content or ""
    assert content.startswith("**Harbour stays open, mayor says**\nNorbel News via Orrin Gazette")
    assert content.endswith(
        "\nhttps://gazette.example/harbour-stays-open\nTopic: Harbour · matched: har\\*bour"
    )
    assert "“Not this year.”" in content


def test_a_post_names_the_other_outlets() -> None:
    nowhere = article(site="Radio Norbel", url="x", canonical_url="x", id="n")
    both = replace(POST, also=(HERALD, nowhere))
    for message in (render_posts.message(both), render_posts.plain(both)):
        line = "Also in: [The \\*Herald\\*](https://herald.example/a), Radio Norbel"
        assert line in text_of(message)


def test_other_outlets_that_do_not_fit_are_counted() -> None:
    many = tuple(article(site=f"Paper number {n} of the region", id=str(n)) for n in range(90))
    text = text_of(render_posts.message(replace(POST, also=many)))
    shown = text.count("](https")
    assert 5 < shown < 90
    assert text.endswith(f" and {90 - shown} more")


def test_a_correction_says_what_changed() -> None:
    closed = sole("“We may close the harbour”")
    bishop = sole("“Not this year.”", by="Bo *Lind*")
    changes = (
        Change(ChangeKind.ADDED, None, REPORTED),
        Change(ChangeKind.REWORDED, closed, DIRECT),
        Change(ChangeKind.REWORDED, REPORTED, REPORTED),
        Change(ChangeKind.SPEAKER_CHANGED, bishop, sole("“Not this year.”")),
        Change(ChangeKind.REMOVED, closed, None),
        Change(ChangeKind.REMOVED, closed, None),
    )
    description = render_posts.message(replace(POST, changes=changes)).embeds[0].description
    assert (description or "").endswith(
        "\n\n**Corrected since posted:** 1 statement added, 2 statements removed, "
        "2 statements reworded, 1 statement given to another speaker\n"
        "**Marta Velling**: was “We may close the harbour”\n"
        "**Harbour Board**: was – a review would start in March *(reported)*\n"
        "“Not this year.” was given to **Bo \\*Lind\\***"
    )
    plain = render_posts.plain(replace(POST, changes=changes)).content or ""
    assert "\n**Corrected since posted:** 1 statement added" in plain
    assert "was given to" not in plain


def test_corrections_that_do_not_fit_are_counted() -> None:
    one = Change(ChangeKind.REWORDED, sole("“" + "open " * 90 + "”"), DIRECT)
    text = text_of(render_posts.message(replace(POST, changes=(one,) * 30)))
    shown = text.count(": was ")
    assert 1 < shown < 30
    assert text.endswith(f"\nand {30 - shown} more")


def test_a_withdrawn_article_is_shown_as_such_without_what_it_said() -> None:
    withdrawn = replace(POST, retracted=True, also=(HERALD,), matched=("ferry",))
    [embed] = render_posts.message(withdrawn).embeds
    assert embed.title == "~~Harbour stays open, mayor says~~"
    assert embed.url == POST.article.url
    assert embed.description == (
        "**Withdrawn:** Orrin Gazette has withdrawn this article.\n\n"
        "Norbel News via Orrin Gazette · <t:1773489600:f>\n\n"
        "Also in: [The \\*Herald\\*](https://herald.example/a)"
    )
    assert embed.footer.text == "Topic: Harbour · matched: ferry"
    content = render_posts.plain(withdrawn).content or ""
    assert content.startswith("**~~Harbour stays open, mayor says~~**\n**Withdrawn:** Orrin")
    assert "Not this year" not in content
    assert "has withdrawn" in text_of(
        render_posts.message(replace(withdrawn, article=article(site="")))
    )


def test_a_digest_links_every_article() -> None:
    what = Digest((article(), replace(HERALD, title="Ferries [stop]")), "Harbour", 123, 145)
    [embed] = render_posts.message(what).embeds
    assert embed.title == "2 articles"
    assert embed.description == (
        "[Harbour stays open, mayor says](https://gazette.example/harbour-stays-open)\n"
        "Orrin Gazette · <t:1773489600:f>\n\n"
        "[Ferries \\[stop\\]](https://herald.example/a)\n"
        "The \\*Herald\\* · <t:1773489600:f>"
    )
    assert embed.footer.text == "Topic: Harbour · 2 articles · 123–145"
    assert render_posts.plain(what).content == (
        "**2 articles**\n"
        "[Harbour stays open, mayor says](https://gazette.example/harbour-stays-open)\n"
        "[Ferries \\[stop\\]](https://herald.example/a)\n"
        "Topic: Harbour · 2 articles · 123–145"
    )


def many(number: int, title: str, url: str, canonical: str | None = None) -> tuple[Article, ...]:
    return tuple(
        article(
            id=str(n),
            title=f"{n} {title}",
            url=f"{url}{n}",
            canonical_url=f"{canonical or url}{n}",
        )
        for n in range(number)
    )


def test_a_long_digest_takes_several_embeds_and_its_footer_stands_last() -> None:
    articles = many(25, "The council met again", "https://gazette.example/" + "x" * 120)
    embeds = render_posts.message(Digest(articles, "Harbour", 1, 90)).embeds
    assert len(embeds) == 2
    assert [bool(one.title) for one in embeds] == [True, False]
    assert [bool(one.footer.text) for one in embeds] == [False, True]
    text = text_of(Message(embeds))
    assert all(one.title in text and one.url in text for one in articles)


def test_titles_of_a_digest_are_shortened_before_links_are_lost() -> None:
    articles = many(25, "word " * 60, "https://gazette.example/" + "x" * 60)
    text = text_of(render_posts.message(Digest(articles, "Harbour", 1, 90)))
    assert all(one.url in text for one in articles)
    assert text.count("…](") == 25


def test_an_address_that_is_too_long_gives_way_to_the_other_one() -> None:
    long, short = "https://gazette.example/?" + "x" * 900 + "=", "https://gazette.example/a/"
    text = text_of(render_posts.message(Digest(many(20, "Title", long, short), "Harbour", 1, 9)))
    assert text.count(f"]({short}") == 20
    assert long not in text


def test_without_any_room_for_links_the_titles_stand_alone() -> None:
    far = many(24, "Far away", "https://gazette.example/" + "x" * 1500)
    near = article(id="near", title="Near")
    text = text_of(render_posts.message(Digest((*far, near), "Harbour", 1, 9)))
    assert all(one.title in text for one in far)
    assert f"[Near]({near.url})" in text
    assert 0 < text.count("x" * 1500) < 4


@pytest.mark.parametrize(
    ("what", "name"),
    [
        (POST, "Harbour stays open, mayor says"),
        (replace(POST, retracted=True), "Withdrawn: Harbour stays open, mayor says"),
        (replace(POST, article=article(title="")), "Untitled"),
        (Digest((article(),), "Harbour", 1, 2), "1 article: Harbour"),
    ],
)
def test_names_of_threads(what: Post | Digest, name: str) -> None:
    assert render_posts.thread_name(what) == name


def test_a_post_is_known_again_whatever_became_of_it() -> None:
    sent = [render_posts.message(POST), render_posts.plain(POST)]
    later = replace(
        POST,
        article=replace(POST.article, title="Another title", revision=2),
        matched=("ferry",),
        also=(HERALD,),
        changes=(Change(ChangeKind.REMOVED, DIRECT, None),),
        retracted=True,
    )
    assert all(known_again(later, message) for message in sent)
    for message in (render_posts.message(later), render_posts.plain(later)):
        assert known_again(POST, message)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("form", [render_posts.message, render_posts.plain])
def test_what_is_another_post(language: str, form: Callable[[Post | Digest], Message]) -> None:
    def shown(what: Post | Digest) -> Message:
        with speaking(language):
            return form(what)

    message = shown(replace(POST, matched=("ferry",)))
    digest = Digest((POST.article,), "Harbour", 1, 2)
    assert known_again(POST, message)
    assert not known_again(replace(POST, topic="Harbours"), message)
    assert not known_again(replace(POST, topic="Harb"), message)
    assert not known_again(replace(POST, article=HERALD), message)
    assert not known_again(digest, message)
    assert known_again(digest, shown(replace(digest, articles=(POST.article, HERALD))))
    assert not known_again(POST, shown(digest))
    assert not known_again(replace(digest, last=3), shown(digest))
    assert not known_again(replace(digest, topic="Harb"), shown(digest))


KINDS = st.sampled_from(ChangeKind)


@st.composite
def changes(draw: st.DrawFn) -> Change:
    kind = draw(KINDS)
    before = None if kind is ChangeKind.ADDED else draw(quoteds())
    after = None if kind is ChangeKind.REMOVED else draw(quoteds())
    return Change(kind, before, after)


@given(
    LANGUAGES,
    quoteds(),
    LISTS,
    NUMBERS,
    WILD,
    st.lists(WILD, max_size=4),
    st.lists(changes(), max_size=6),
    LISTS,
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_any_post_fits_and_is_known_again(
    language: str,
    first: Quoted,
    key: list[Quoted],
    statements: int,
    topic: str,
    matched: Sequence[str],
    corrected: list[Change],
    also: list[Quoted],
    retracted: bool,
) -> None:
    what = Post(
        first.article,
        tuple(key),
        statements,
        topic,
        tuple(matched),
        tuple(corrected),
        retracted,
        tuple(one.article for one in also),
    )
    with speaking(language):
        message, plain = render_posts.message(what), render_posts.plain(what)
        name = render_posts.thread_name(what)
    strike = {"strike"} if retracted else set()
    within_limits(message, in_title=strike)
    within_limits(plain)
    markup = set(read(plain.content or "").markup)
    assert markup <= {"bold", "italic", "timestamp", "link", "address"} | strike
    assert 0 < units(name) <= THREAD_NAME
    assert name in render_posts.thread_names(what)
    if not retracted:
        assert known_again(what, message)
    assert known_again(what, plain)


@given(LANGUAGES, st.lists(quoteds(), min_size=1, max_size=25), WILD, NUMBERS, NUMBERS)
@settings(max_examples=40, deadline=None)
def test_any_digest_fits_and_shows_every_article(
    language: str, found: list[Quoted], topic: str, first: int, last: int
) -> None:
    what = Digest(tuple(one.article for one in found), topic, first, last)
    with speaking(language):
        message, plain = render_posts.message(what), render_posts.plain(what)
        name = render_posts.thread_name(what)
    within_limits(message)
    within_limits(plain)
    assert text_of(message).count("<t:") == len(found)
    assert (plain.content or "").count("\n") == len(found) + 1
    assert set(read(plain.content or "").markup) <= {"bold", "link"}
    assert known_again(what, message)
    assert known_again(what, plain)
    assert 0 < units(name) <= THREAD_NAME
    assert name in render_posts.thread_names(what)


BRIEF = replace(POST, brief=True, matched=("har*bour", "ferry"))


def test_a_brief_post_is_one_line() -> None:
    assert render_posts.message(BRIEF) == Message(
        content="[Harbour stays open, mayor says](<https://gazette.example/harbour-stays-open>)"
        " · Norbel News via Orrin Gazette · *Harbour*: har\\*bour, ferry"
    )
    changed = (Change(ChangeKind.ADDED, None, REPORTED),)
    later = replace(BRIEF, matched=(), changes=changed, also=(HERALD,), ping=5)
    line = render_posts.message(later).content or ""
    assert line.startswith("<@&5> [Harbour stays open")
    assert line.endswith("*Harbour* · corrected since posted · also in 1 other outlet")
    assert known_again(BRIEF, render_posts.message(later))
    assert not known_again(replace(BRIEF, topic="Harb"), render_posts.message(later))
    withdrawn = render_posts.message(replace(BRIEF, retracted=True)).content or ""
    assert withdrawn.startswith("[~~Harbour stays open, mayor says~~](<https")
    assert withdrawn.endswith(" · withdrawn by its outlet")


def test_a_role_is_mentioned_above() -> None:
    message = render_posts.message(replace(POST, ping=5))
    assert (message.content, len(message.embeds)) == ("<@&5>", 1)
    assert (render_posts.plain(replace(POST, ping=5)).content or "").startswith("<@&5>\n**Harbour")


def test_what_is_no_topic_is_called_what_it_is() -> None:
    [embed] = render_posts.message(replace(POST, topic="person: Ilse Maron -golf")).embeds
    assert embed.footer.text == "Person: Ilse Maron -golf"


@given(quoteds(), WILD, st.lists(WILD, max_size=5), st.booleans())
@settings(max_examples=100, deadline=None)
def test_any_brief_or_pinging_post_fits_and_is_known_again(
    quoted: Quoted, topic: str, matched: list[str], brief: bool
) -> None:
    post = Post(quoted.article, (quoted,), 3, topic, tuple(matched), brief=brief, ping=2**63)
    later = replace(post, also=(HERALD,) * 3, matched=())
    for message in (render_posts.message(post), render_posts.plain(post)):
        within_limits(message)
        assert known_again(later, message)
    digest = Digest((quoted.article,) * 25, topic, 1, 99, 2**63)
    for message in (render_posts.message(digest), render_posts.plain(digest)):
        within_limits(message)
        assert known_again(digest, message)
