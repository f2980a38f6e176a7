"""What each ``pullquote`` command does: ask the services, print the answer.

Every function takes the parsed options and returns the exit status. What a command needs is
imported when it runs, so that ``extract`` never loads the chat or the web.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import NothingFound

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.desk.answers import ArticlePage, Headline, KeyPoints, QuotesPage
    from bot.desk.desk import Desk
    from bot.desk.said import SaidPage
    from bot.desk.timeline import TimelinePage

T = TypeVar("T")

DONE, NOTHING, BAD = 0, 1, 2


def _settings(options: argparse.Namespace) -> Settings:
    from bot.config import load

    settings = load(options.config)
    if options.data is not None:
        settings = settings.model_copy(update={"data_dir": options.data})
    return settings


def _readable(options: argparse.Namespace) -> Settings:
    """The settings, when there is a record to read at all."""
    from bot.store import has_record

    settings = _settings(options)
    if not has_record(settings.data_dir):
        raise NothingFound(
            str(settings.data_dir),
            f"There is no record in {settings.data_dir} yet: run the bot, or `pullquote add` an "
            "article; --data names another folder.",
        )
    return settings


def _print(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=1))


def run(options: argparse.Namespace) -> int:
    # Until the event loop takes over, a SIGTERM is as clean an end as later.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))
    from bot.run import run

    own_data = options.config is not None or options.data is not None
    return run(_settings(options), port=options.port, keep_data=own_data)


def add(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.answers import filed_document

    async def add() -> None:
        async with App.opened(_settings(options)) as app:
            ingest = app.desk.ingest
            if "://" in options.article:
                filed = await ingest.add_url(options.article)
            else:
                filed = await ingest.add_file(Path(options.article))
            await app.catch_up()
        if options.json:
            _print(filed_document(filed))
        else:
            article, count = filed.record.article, len(filed.record.statements)
            print(f"{filed.outcome}: {article.title} ({count} statements, id {article.id})")

    asyncio.run(add())
    return DONE


def _tell(
    options: argparse.Namespace,
    ask: Callable[[Desk], Awaitable[T]],
    document: Callable[[T], Any],
    text: Callable[[T], str],
) -> int:
    """Ask the services, reading only, and print the answer in the form that is wanted."""
    import asyncio

    from bot.app import App

    async def found() -> T:
        async with App.opened(_readable(options), write=False) as app:
            return await ask(app.desk)

    answer = asyncio.run(found())
    if options.json:
        _print(document(answer))
    else:
        print(text(answer))
    return DONE


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
    from bot.desk.dates import between
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

    return _follow(
        options,
        lambda desk: desk.persons.portrait(options.name, offset=options.offset),
        person_document,
        person_text,
    )


def story(options: argparse.Namespace) -> int:
    from bot.console.following import stories_document, stories_text, story_document, story_text

    if options.name is None:
        return _follow(
            options,
            lambda desk: desk.storypages.all(options.offset),
            stories_document,
            stories_text,
        )
    return _follow(
        options,
        lambda desk: desk.storypages.page(options.name, offset=options.offset),
        story_document,
        story_text,
    )


def related(options: argparse.Namespace) -> int:
    from bot.console.following import related_document, related_text

    return _follow(
        options,
        lambda desk: desk.relations.page(options.article, offset=options.offset),
        related_document,
        related_text,
    )


def _follow(
    options: argparse.Namespace,
    ask: Callable[[Desk], Awaitable[T]],
    document: Callable[[T], dict[str, Any]],
    text: Callable[[T], str],
) -> int:
    """Ask a service that knows running stories, and print what it says."""
    import asyncio

    from bot.app import App

    async def follow() -> T:
        async with App.opened(_readable(options), write=False) as app:
            await app.running.follow()
            return await ask(app.desk)

    found = asyncio.run(follow())
    if options.json:
        _print(document(found))
    else:
        print(text(found))
    return DONE


def extract(options: argparse.Namespace) -> int:
    from bot.console.extract import extract_file, extract_folder
    from bot.errors import BadInput

    if options.file is not None and options.input is None and options.output is None:
        _print(extract_file(options.file))
        return DONE
    if options.file is not None or options.input is None or options.output is None:
        raise BadInput("extract", "Give one FILE, or both --input DIR and --output DIR.")
    refused = extract_folder(options.input, options.output)
    for error in refused:
        print(error, file=sys.stderr)
    return BAD if refused else DONE


def people(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.people import run

    async def people() -> str:
        async with App.opened(_settings(options), write=options.act != "show") as app:
            return await run(app.desk.identities, options)

    print(asyncio.run(people()))
    return DONE


def statements(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.statements import run

    async def statements() -> str:
        reading = options.act in ("show", "list", "reports")
        async with App.opened(_readable(options), write=not reading) as app:
            answer = await run(app.words(), app.desk.reports, options)
            if not reading:
                await app.catch_up()
            return answer

    print(asyncio.run(statements()))
    return DONE


def remove(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.remove import allowed_text, removed_text

    async def remove() -> str:
        async with App.opened(_readable(options)) as app:
            if options.undo:
                return allowed_text(await app.takedowns().allow(options.article))
            article = await app.takedowns().remove(options.article, options.reason)
            await app.catch_up()
            await app.compact()
            return removed_text(article)

    print(asyncio.run(remove()))
    return DONE


def prune(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.prune import pruned_text
    from bot.errors import BadInput

    async def prune() -> str:
        async with App.opened(_readable(options), write=not options.dry_run) as app:
            retention = app.retention
            if retention is None:
                raise BadInput(
                    "retention",
                    "The record has no limits: set days or megabytes in the [retention] block of"
                    " a configuration, and name it with --config.",
                )
            if options.dry_run:
                return pruned_text(await retention.due(), dry=True)
            cut = await retention.prune()
            await app.compact()
            return pruned_text(cut)

    print(asyncio.run(prune()))
    return DONE


def explain(options: argparse.Namespace) -> int:
    from bot.console.explain import explain_file

    print(explain_file(options.file, options.statement))
    return DONE


def rank(options: argparse.Namespace) -> int:
    from bot.console.rank import rank_file

    ranking = rank_file(options.text, options.statements, explain=options.explain)
    for line in ranking.lines:
        print(line)
    if ranking.note:
        print(ranking.note, file=sys.stderr)
    return DONE


def page(options: argparse.Namespace) -> int:
    import asyncio

    from bot.console.page import page_folder, page_of_file, page_of_url
    from bot.errors import BadInput
    from bot.workers.pool import Workers

    single = options.page is not None and options.input is None and options.output is None
    folders = options.page is None and options.input is not None and options.output is not None
    if not (single or folders):
        raise BadInput("page", "Give one URL or FILE, or both --input DIR and --output DIR.")

    async def read() -> None:
        async with Workers() as workers:
            if folders:
                await page_folder(options.input, options.output, workers)
            elif options.page.startswith(("http://", "https://")):
                from bot.app import web_fetcher

                async with web_fetcher(_settings(options)) as fetcher:
                    _print(await page_of_url(options.page, workers, fetcher))
            else:
                _print(await page_of_file(Path(options.page), workers))

    asyncio.run(read())
    return DONE


def feeds(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.feeds import run_action

    async def run() -> None:
        # The list may be asked for beside a running bot; what changes something may not.
        async with App.opened(_settings(options), write=options.action != "list") as app:
            answer = await run_action(app.feeds, options.action, options)
        if options.json:
            _print(answer.document)
        else:
            print(answer.text)

    asyncio.run(run())
    return DONE


def reindex(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App

    async def reindex() -> int:
        async with App.opened(_settings(options)) as app:
            return await app.reindex()

    print(f"indexed {asyncio.run(reindex())} records")
    return DONE


def reread(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App

    async def reread() -> int:
        async with App.opened(_settings(options)) as app:
            return await app.reread(options.since)

    print(f"read {asyncio.run(reread())} articles again; no post was made or changed")
    return DONE


def check(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.check import checked_text, file_troubles
    from bot.desk.check import Trouble
    from bot.errors import StoreError

    settings = _readable(options)

    async def look() -> int:
        found = 0

        def tell(trouble: Trouble) -> None:
            nonlocal found
            found += 1
            print(f"{trouble.subject}: {trouble.sentence}")

        for trouble in file_troubles(settings.data_dir):
            tell(trouble)
        try:
            async with App.opened(settings, write=False) as app:
                check = app.check()
                async for trouble in check.troubles():
                    tell(trouble)
                print(checked_text(check.checked, found))
        except StoreError as error:
            tell(Trouble(error.subject, str(error)))
        return found

    return BAD if asyncio.run(look()) else DONE


def backup(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from bot.store.copies import back_up

    size = back_up(_settings(options).data_dir, options.file, datetime.now(UTC))
    print(f"copied the record to {options.file} ({size:,} bytes)")
    return DONE


def restore(options: argparse.Namespace) -> int:
    import asyncio
    from datetime import UTC, datetime

    from bot.app import App
    from bot.desk.restored import CARRIED, MARK, mark
    from bot.store.copies import known_until, put_back

    settings, now = _settings(options), datetime.now(UTC)
    put = {MARK: mark(now, known_until(options.file))}
    kept_as = f"record.sqlite.before-{now:%Y%m%dT%H%M%SZ}"
    kept = put_back(settings.data_dir, options.file, kept_as, put=put, carry=CARRIED)
    was = f"; what was there is {kept}" if kept else ""
    print(f"{options.file} is the record of {settings.data_dir} now{was}")
    print(
        "It knows nothing of what was posted after the copy was made: for a week the bot looks"
        " into a channel before it posts there what may have been posted. Articles that were"
        " removed since stay removed."
    )

    async def index() -> None:
        async with App.opened(settings):
            pass  # opened is indexed

    asyncio.run(index())
    print("built the search index from it")
    return DONE


def forget(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.desk.forget import Kept

    async def erase() -> Kept:
        async with App.opened(_readable(options)) as app:
            return await app.desk.server_data.erase(options.server)

    kept = asyncio.run(erase())
    print(
        f"erased {kept.subscriptions} subscriptions, what was kept of {kept.posts} posts,"
        f" {kept.topics} topics, {kept.feeds} feeds, {kept.changes} changes and"
        f" {kept.reports} reports"
    )
    return DONE


def export(options: argparse.Namespace) -> int:
    import asyncio
    from contextlib import nullcontext
    from datetime import timedelta

    from bot.app import App
    from bot.console.export import replacing, write_rows
    from bot.desk.export import Wanted

    async def write() -> int:
        async with App.opened(_readable(options), write=False) as app:
            export = app.export()
            wanted = Wanted(
                since=options.since,
                until=options.until + timedelta(days=1) if options.until else None,
                entity=(await app.desk.identities.named(options.person)).id
                if options.person
                else None,
                topic=await app.desk.topics.find(options.topic) if options.topic else None,
            )
            to = options.output
            with replacing(to) if to else nullcontext(sys.stdout.buffer) as out:
                return await write_rows(export.rows(wanted), options.format, out)

    count = asyncio.run(write())
    print(f"{count} statements", file=sys.stderr)
    return DONE if count else NOTHING


def topics(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.topics import topics_text, why_text

    async def ask() -> str:
        settings = _readable(options) if options.article else _settings(options)
        async with App.opened(settings, write=False) as app:
            if not options.article:
                return topics_text(app.desk.topics.shared())
            return why_text(*await app.desk.answers.topics_of(options.article))

    print(asyncio.run(ask()))
    return DONE


def status(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.status import status_document, status_text

    async def ask() -> None:
        async with App.opened(_readable(options), write=False) as app:
            found = await app.desk.overview.status()
        if options.json:
            _print(status_document(found))
        else:
            print(status_text(found))

    asyncio.run(ask())
    return DONE
