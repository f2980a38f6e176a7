"""/person, /story and /related: what stands where, and that anything fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.rendering import render_person, render_posts, render_related, render_story
from bot.chat.rendering.counting import day_of, ordinal
from bot.chat.rendering.render_person import CHART, over_time
from bot.chat.rendering.turning import PAGE, PageState, What, turns
from bot.desk.answering.persons import TITLES, Held, Portrait
from bot.desk.answering.relations import Reason, Related, RelatedPage, Why
from bot.desk.answering.storypages import Listed, StoryList, StoryPage
from bot.ports import Named, Post, TitleHeld
from bot.records import Link, Quoted, StoryDay
from bot.topics.running import configured
from tests.chat.samples import article
from tests.chat.test_render_posts import POST, text_of
from tests.chat.wild import LISTS, NUMBERS, URLS, WILD, quoteds, within_limits

STRIKE = configured("the dockers' strike", date(2026, 1, 28), ["strike"])
VELLING = Named("velling", "Marta Velling", "person", 12, "mayor of Orrin", "Orrin Gazette")
MAYOR = TitleHeld(
    "mayor of *Orrin*", "2026-03-14T12:00:00+00:00", "2026-05-01T00:00:00+00:00", "a", "s"
)
PORTRAIT = Portrait(
    named=VELLING,
    candidates=(Named("other", "Marta Velling", "person", 1, None, "Radio Norbel"),),
    titles=(Held(MAYOR, article()), Held(replace(MAYOR, title="clerk", last=MAYOR.first), None)),
    offset=0,
    titles_in_all=2,
    months=(("2026-03", 5), ("2026-05", 7)),
    outlets=(("Orrin Gazette", 10), ("Radio Norbel", 2)),
    topics=(("Harbour", 8),),
    stories=(("the dockers' strike", 3),),
    looked_at=9,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (100, "100th"),
        (111, "111th"),
        (112, "112th"),
        (1_083, "1,083rd"),
        (1_013, "1,013th"),
        (10_022, "10,022nd"),
    ],
)
def test_ordinals(number: int, words: str) -> None:
    assert ordinal(number) == words


def test_the_day_of_a_story_is_escaped() -> None:
    assert day_of(1083, "the *war* in\nTarn") == "1,083rd day of the \\*war\\* in Tarn"
    assert day_of(1, " ") == "1st day of Untitled"


def test_a_post_says_which_day_it_is() -> None:
    counted = replace(POST, story=StoryDay("the dockers' strike", 45))
    [embed] = render_posts.message(counted).embeds
    assert (embed.description or "").startswith("**45th day of the dockers' strike**\n\n**Marta")
    lines = (render_posts.plain(counted).content or "").split("\n")
    assert lines[1] == "**45th day of the dockers' strike**"
    for what in (POST, counted):
        for message in (render_posts.message(counted), render_posts.plain(counted)):
            assert render_posts.shows(what, message.content or "", message.embeds)
    withdrawn = replace(counted, retracted=True)
    assert "45th" not in text_of(render_posts.message(withdrawn))


def test_a_person() -> None:
    message = render_person.portrait(PORTRAIT, b"png")
    [embed] = message.embeds
    assert embed.title == "Marta Velling (mayor of Orrin, Orrin Gazette)"
    assert embed.description == (
        "12 statements on record\n\n"
        "**Titles**\n"
        "mayor of \\*Orrin\\* · <t:1773489600:D> – <t:1777593600:D> · "
        "[Orrin Gazette](https://gazette.example/harbour-stays-open)\n"
        "clerk · <t:1773489600:D>\n\n"
        "**Quoted in:** Orrin Gazette (10), Radio Norbel (2)\n\n"
        "**In articles on:** Harbour (8)\n\n"
        "**Running stories:** the dockers' strike (3)"
    )
    assert embed.image.url == f"attachment://{CHART}"
    assert embed.footer.text is None
    (picture,) = message.attachments
    assert (picture.name, picture.data) == (CHART, b"png")
    assert picture.alt == "Statements over time: 2026-03: 5, 2026-05: 7"
    assert [one.custom_id for one in message.presses] == ["said-by:velling"]
    [menu] = message.menus
    assert menu.custom_id == "page-of:person"
    assert [one.label for one in menu.options] == ["Marta Velling (Radio Norbel)"]


def test_without_a_chart_the_words_stand_in_its_place() -> None:
    message = render_person.portrait(PORTRAIT, None)
    assert text_of(message).endswith("\n\nStatements over time: 2026-03: 5, 2026-05: 7")
    assert message.embeds[0].image.url is None
    assert message.attachments == ()


def test_a_person_without_anything_but_a_name() -> None:
    bare = Portrait(VELLING, (), (), 0, 0, (), (), (), (), 0)
    assert render_person.draw(bare) is None
    [embed] = render_person.portrait(bare, None).embeds
    assert embed.description == "12 statements on record"


def test_pages_of_titles() -> None:
    many = replace(PORTRAIT, titles=PORTRAIT.titles[:1] * TITLES, titles_in_all=14, offset=TITLES)
    message = render_person.portrait(many, None)
    assert message.embeds[0].footer.text == "Titles 7–12 of 14"
    assert [(one.label, one.custom_id) for one in message.presses] == [
        ("What they said", "said-by:velling"),
        ("‹ Back", "page:person:velling:0"),
        ("More ›", "page:person:velling:12"),
    ]


def test_months_are_filled_up_and_a_long_time_goes_by_years() -> None:
    assert over_time([("2026-03", 5), ("2026-05", 7)]) == [
        ("2025-12", 0),
        ("2026-01", 0),
        ("2026-02", 0),
        ("2026-03", 5),
        ("2026-04", 0),
        ("2026-05", 7),
    ]
    assert len(over_time([("2024-01", 1), ("2026-12", 1)])) == 36
    assert over_time([("2023-12", 1), ("2024-02", 2), ("2026-12", 4)]) == [
        ("2023", 1),
        ("2024", 2),
        ("2025", 0),
        ("2026", 4),
    ]
    assert [when for when, _ in over_time([("1000-01", 1), ("2026-12", 1)])][::29] == [
        "1997",
        "2026",
    ]
    assert over_time([]) == []


def test_the_list_of_stories() -> None:
    message = render_story.stories(StoryList((Listed(STRIKE, 45, 1), Listed(STRIKE, 2, 0)), 0, 12))
    [embed] = message.embeds
    assert embed.title == "Running stories"
    assert embed.description == (
        "**45th day of the dockers' strike** · since <t:1769601600:D> · 1 article\n"
        "**2nd day of the dockers' strike** · since <t:1769601600:D> · 0 articles"
    )
    assert embed.footer.text == "1–2 of 12"
    assert [press.custom_id for press in message.presses] == ["page:stories::10"]
    [menu] = message.menus
    assert (menu.custom_id, menu.options[0].value) == ("page-of:story", STRIKE.id)


def test_a_story() -> None:
    page = StoryPage(Listed(STRIKE, 46, 7), (article(),), 5, ((VELLING, 3),))
    message = render_story.story(page)
    [embed] = message.embeds
    assert embed.title == "The dockers' strike"
    assert embed.description == (
        "**46th day of the dockers' strike** · since <t:1769601600:D> · 7 articles\n\n"
        "[Harbour stays open, mayor says](https://gazette.example/harbour-stays-open)\n"
        "Orrin Gazette · <t:1773489600:f> · day 45\n\n"
        "**Who speaks:** Marta Velling (3)"
    )
    assert embed.footer.text == "Articles 6 of 7"
    assert [one.custom_id for one in message.presses] == [f"page:story:{STRIKE.id}:0"]
    begins = StoryPage(Listed(STRIKE, 0, 0), (), 0, ())
    assert "\n**The dockers' strike** · since" in text_of(render_story.story(begins))
    empty = StoryPage(Listed(replace(STRIKE, since=date(1900, 1, 1)), 46, 0), (), 0, ())
    assert text_of(render_story.story(empty)).endswith(
        "since 1900-01-01 · 0 articles\n\nNo article of it is on record here."
    )


def test_what_is_related() -> None:
    reasons = (
        Reason(Why.SAME_STORY),
        Reason(Why.LINKED),
        Reason(Why.PEOPLE, ("Marta *Velling*", "Bo Lind")),
        Reason(Why.RUNNING, ("the strike",)),
        Reason(Why.TOPIC, ("Harbour",)),
        Reason(Why.WORDS, ("ferry", "orrin")),
    )
    links = (Link("https://gazette.example/b", "More [here]"), Link("javascript:x", "Bad"))
    page = RelatedPage(article(), (Related(article(title="Other"), reasons),), 0, 6, links)
    message = render_related.related(page)
    [embed] = message.embeds
    assert embed.title == "Harbour stays open, mayor says"
    assert embed.description == (
        "[Other](https://gazette.example/harbour-stays-open)\n"
        "Orrin Gazette · <t:1773489600:f>\n"
        "*the same story; linked by the article's page; also quotes Marta \\*Velling\\*, Bo Lind; "
        "also about the strike; same topic: Harbour; same words: ferry, orrin*\n\n"
        "**Its page also links to:**\n"
        "[More \\[here\\]](https://gazette.example/b)"
    )
    assert embed.footer.text == "Related 1 of 6"
    assert [one.custom_id for one in message.presses] == [f"page:related:{article().id}:5"]
    later = render_related.related(replace(page, offset=5))
    assert "links to" not in text_of(later)
    nothing = render_related.related(RelatedPage(article(), (), 0, 0, ()))
    assert text_of(nothing).endswith("\nNothing related to it is on record yet.")


@pytest.mark.parametrize("what", What)
@pytest.mark.parametrize("of", ["a1b2", "", "x y"])
def test_a_page_is_known_again_by_its_button(what: What, of: str) -> None:
    state = PageState(what, of, 15)
    encoded = state.encode()
    assert encoded is not None
    match = PAGE.fullmatch(encoded)
    assert match is not None
    assert PageState.decode(match) == state


def test_a_state_that_does_not_fit_makes_no_button() -> None:
    assert PageState(What.PERSON, "x" * 90, 5).encode() is None
    assert PageState(What.PERSON, "a:b", 5).encode() is None
    assert turns(What.PERSON, "x" * 90, 5, 20, 5) == ()


NAMED = st.builds(Named, st.just("id"), WILD, st.just("person"), NUMBERS, st.none() | WILD)
COUNTS = st.lists(st.tuples(WILD, NUMBERS), max_size=10).map(tuple)
STORIES = st.builds(configured, WILD, st.dates(), st.just(["x"]))
LISTED = st.builds(Listed, STORIES, st.integers(-(10**6), 10**6), NUMBERS)
TITLES_HELD = st.builds(lambda title: replace(MAYOR, title=title), WILD)
REASONS = st.builds(Reason, st.sampled_from(Why), st.lists(WILD, max_size=4).map(tuple))


@given(NAMED, st.lists(NAMED, max_size=5), st.lists(TITLES_HELD, max_size=6), quoteds(), COUNTS)
@settings(max_examples=50, deadline=None)
def test_any_person_fits(
    named: Named,
    candidates: list[Named],
    titles: list[TitleHeld],
    shown: Quoted,
    counts: tuple[tuple[str, int], ...],
) -> None:
    held = tuple(Held(title, shown.article) for title in titles)
    months = tuple((f"{year}-05", 10**6) for year in range(1900, 2030))
    found = Portrait(
        named, tuple(candidates), held, 6, 30, months, counts, counts, counts, len(titles)
    )
    for drawn in (b"png", None):
        message = render_person.portrait(found, drawn)
        within_limits(message)
        assert all(0 < len(one.alt) <= 1024 for one in message.attachments)


@given(st.lists(LISTED, max_size=10), LISTED, LISTS, st.lists(st.tuples(NAMED, NUMBERS)), NUMBERS)
@settings(max_examples=50, deadline=None)
def test_any_story_fits(
    many: list[Listed],
    one: Listed,
    shown: list[Quoted],
    voices: list[tuple[Named, int]],
    offset: int,
) -> None:
    within_limits(render_story.stories(StoryList(tuple(many), offset, 10**6)))
    articles = tuple(quoted.article for quoted in shown)
    within_limits(render_story.story(StoryPage(one, articles, offset, tuple(voices))))


@given(
    quoteds(),
    LISTS,
    st.lists(REASONS, max_size=6),
    st.lists(st.builds(Link, URLS, WILD), max_size=10),
    NUMBERS,
)
@settings(max_examples=50, deadline=None)
def test_anything_related_fits(
    main: Quoted, others: list[Quoted], reasons: list[Reason], links: list[Link], offset: int
) -> None:
    found = tuple(Related(quoted.article, tuple(reasons)) for quoted in others)
    for number in (0, offset):
        page = RelatedPage(main.article, found, number, 10**6, tuple(links))
        within_limits(render_related.related(page))


@given(WILD, st.integers(1, 10**6))
@settings(max_examples=40, deadline=None)
def test_a_post_with_any_story_fits(name: str, day: int) -> None:
    what: Post = replace(POST, story=StoryDay(name, day))
    within_limits(render_posts.message(what))
    within_limits(render_posts.plain(what))
