"""How /story looks: the list of running stories, and one with its day, news and voices. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import discord

from bot.chat.language import _, figure, n_, translated
from bot.chat.rendering.counting import day_of
from bot.chat.rendering.escape import clean, escape, link
from bot.chat.rendering.limits import DESCRIPTION, OPTION, OPTIONS, PLACEHOLDER, TITLE, cut, length
from bot.chat.rendering.render import COLOUR, Menu, Message, Option
from bot.chat.rendering.turning import What, choice_of, place, turns
from bot.chat.rendering.words import NO_TITLE, article_url, outlet, timestamp
from bot.desk.answering.storypages import ARTICLES, STORIES, Listed, StoryList, StoryPage
from bot.ports import Named
from bot.records import Article, RunningStory

_HEADLINE = 150
_VOICE = 60
_VOICES = 600
_LONGEST_URL = 400


def stories(found: StoryList) -> Message:
    """A line a story: its day, since when it counts, and how much is known of it."""
    embed = discord.Embed(title=_("Running stories"), colour=COLOUR)
    embed.description = "\n".join(map(_line, found.stories)) or _("Nothing more here.")
    if where := place(found.offset, len(found.stories), found.in_all):
        embed.set_footer(text=where)
    buttons = turns(What.STORIES, "", found.offset, found.in_all, STORIES)
    return Message((embed,), buttons, menus=_choice(found.stories))


def story(page: StoryPage) -> Message:
    """Its day, its newest articles, each with its own day, and who speaks most in them."""
    listed = page.listed
    embed = discord.Embed(title=heading(listed.story), colour=COLOUR)
    parts = [_line(listed)]
    voices = _voices(page.voices)
    room = DESCRIPTION - length(parts[0]) - length(voices) - 10
    for article in page.articles:
        block = _article(article, listed.story)
        if length(block) + 2 <= room:
            parts.append(block)
            room -= length(block) + 2
    if not page.articles:
        parts.append(_("No article of it is on record here."))
    embed.description = "\n\n".join(filter(None, (*parts, voices)))
    if where := place(page.offset, len(page.articles), listed.articles):
        embed.set_footer(text=_("Articles {place}").format(place=where))
    presses = turns(What.STORY, listed.story.id, page.offset, listed.articles, ARTICLES)
    return Message((embed,), presses)


def heading(one: RunningStory) -> str:
    """Its name as a title."""
    name = clean(one.name)
    return cut(name[:1].upper() + name[1:], TITLE, escape) or translated(NO_TITLE)


def _choice(listed: Sequence[Listed]) -> tuple[Menu, ...]:
    """A menu of these stories, each leading to its page."""
    options = {
        one.story.id: Option(
            cut(clean(one.story.name), OPTION) or translated(NO_TITLE), one.story.id
        )
        for one in listed[:OPTIONS]
        if 0 < length(one.story.id) <= OPTION
    }
    placeholder = cut(_("A story’s articles and voices …"), PLACEHOLDER)
    menu = Menu(choice_of(What.STORY), placeholder, tuple(options.values()))
    return (menu,) if options else ()


def _line(listed: Listed) -> str:
    articles = n_("{count} article", "{count} articles", listed.articles)
    since = _("since {date}").format(date=_date(listed.story.since))
    story = listed.story
    name = day_of(listed.day, story.name) if listed.day > 0 else heading(story)
    return f"**{name}** · {since} · {articles}"


def _article(article: Article, of: RunningStory) -> str:
    title = cut(clean(article.title), _HEADLINE, escape) or translated(NO_TITLE)
    url = article_url(article)
    shown = link(title, url) if url and length(url) <= _LONGEST_URL else title
    day = of.day(article.dated.date())
    counted = _("day {day}").format(day=figure(day)) if day > 0 else ""
    below = " · ".join(filter(None, (outlet(article), timestamp(article.dated, "f"), counted)))
    return f"{shown}\n{below}"


def _voices(voices: Sequence[tuple[Named, int]]) -> str:
    names = [f"{cut(clean(named.name), _VOICE)} ({figure(count)})" for named, count in voices]
    shown = cut(", ".join(names), _VOICES, escape)
    return _("**Who speaks:** {names}").format(names=shown) if shown else ""


def _date(day: date) -> str:
    """Noon, so that it is the same day in nearly every time zone; years before 1970 in figures."""
    if day.year < 1970:
        return day.isoformat()
    return timestamp(datetime.combine(day, time(12), UTC), "D")
