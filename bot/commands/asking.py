"""Answers from the record: latest, quotes, said and their like."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from bot.commands.common import DONE, NOTHING, print_document, readable, settings_of

if TYPE_CHECKING:
    from bot.desk.answering.answers import ArticlePage, Headline, KeyPoints, QuotesPage
    from bot.desk.answering.said import SaidPage
    from bot.desk.answering.timeline import TimelinePage
    from bot.desk.desk import Desk

T = TypeVar("T")


def _tell(
    options: argparse.Namespace,
    ask: Callable[[Desk], Awaitable[T]],
    document: Callable[[T], Any],
    text: Callable[[T], str],
    *,
    follow: bool = False,
    some: Callable[[T], bool] = lambda _: True,
) -> int:
    """Ask the services, reading only, and print the answer in the form that is wanted.

    ``follow`` for those that know running stories; ``some`` tells whether the answer is anything.
    """
    import asyncio

    from bot.app import App

    async def found() -> T:
        async with App.opened(readable(options), write=False) as app:
            if follow:
                await app.running.follow()
            return await ask(app.desk)

    answer = asyncio.run(found())
    if options.json:
        print_document(document(answer))
    else:
        print(text(answer))
    return DONE if some(answer) else NOTHING


def latest(options: argparse.Namespace) -> int:
    from bot.console.answers import latest_document, latest_text

    async def ask(desk: Desk) -> Sequence[Headline]:
        before = None
        while True:  # as far back as the record goes
            page = await desk.latest.articles(
                options.topic, options.source, options.count, before=before
            )
            if page.headlines or page.older is None:
                return page.headlines
            before = page.older

    return _tell(options, ask, latest_document, latest_text)


def quotes(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from bot.console.answers import quotes_document, quotes_text
    from bot.desk.answering.dates import between
    from bot.records import Quotation

    since, until = between(options.since, options.until, datetime.now(UTC))

    def ask(desk: Desk) -> Awaitable[QuotesPage]:
        return desk.answers.quotes(
            options.name,
            options.about,
            since=since,
            until=until,
            how=Quotation(options.how) if options.how else None,
            offset=options.offset,
            limit=options.count,
            uncertain=options.uncertain,
            everything=options.everything,
        )

    return _tell(options, ask, quotes_document, quotes_text)


def timeline(options: argparse.Namespace) -> int:
    from bot.console.answers import timeline_document, timeline_text

    def ask(desk: Desk) -> Awaitable[TimelinePage]:
        return desk.timelines.of(
            options.name, options.topic, offset=options.offset, limit=options.count
        )

    return _tell(options, ask, timeline_document, timeline_text)


def said(options: argparse.Namespace) -> int:
    from bot.console.said import said_document, said_text

    def ask(desk: Desk) -> Awaitable[SaidPage]:
        return desk.sayings.find(options.words, offset=options.offset, limit=options.count)

    return _tell(options, ask, said_document, said_text)


def keypoints(options: argparse.Namespace) -> int:
    from bot.console.answers import (
        article_page_document,
        article_page_text,
        keypoints_document,
        keypoints_text,
    )

    def every(desk: Desk) -> Awaitable[ArticlePage]:
        return desk.answers.all_statements(options.article, limit=sys.maxsize)

    def key(desk: Desk) -> Awaitable[KeyPoints]:
        return desk.answers.keypoints(options.article, uncertain=options.uncertain)

    if options.everything:
        return _tell(options, every, article_page_document, article_page_text)
    return _tell(options, key, keypoints_document, keypoints_text)


def person(options: argparse.Namespace) -> int:
    from bot.console.following import person_document, person_text

    return _tell(
        options,
        lambda desk: desk.persons.portrait(options.name, offset=options.offset),
        person_document,
        person_text,
        follow=True,
    )


def story(options: argparse.Namespace) -> int:
    from bot.console.following import stories_document, stories_text, story_document, story_text

    if options.name is None:
        return _tell(
            options,
            lambda desk: desk.storypages.all(options.offset),
            stories_document,
            stories_text,
            follow=True,
        )
    return _tell(
        options,
        lambda desk: desk.storypages.page(options.name, offset=options.offset),
        story_document,
        story_text,
        follow=True,
    )


def related(options: argparse.Namespace) -> int:
    from bot.console.following import related_document, related_text

    return _tell(
        options,
        lambda desk: desk.relations.page(options.article, offset=options.offset),
        related_document,
        related_text,
        follow=True,
        some=lambda page: bool(page.in_all or page.links),
    )


def topics(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.topics import topics_text, why_text

    async def ask() -> str:
        settings = readable(options) if options.article else settings_of(options)
        async with App.opened(settings, write=False) as app:
            if not options.article:
                return topics_text(app.desk.topics.shared())
            return why_text(*await app.desk.answers.topics_of(options.article))

    print(asyncio.run(ask()))
    return DONE
