"""Looking after the record: check, copies, retention, export, status."""

from __future__ import annotations

import argparse
import sys

from bot.commands.common import BAD, DONE, NOTHING, print_document, readable, settings_of


def prune(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.prune import pruned_text
    from bot.errors import BadInput

    async def prune() -> str:
        async with App.opened(readable(options), write=not options.dry_run) as app:
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


def reindex(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.answers import counted

    async def reindex() -> int:
        async with App.opened(readable(options)) as app:
            return await app.reindex()

    print("indexed " + counted(asyncio.run(reindex()), "record"))
    return DONE


def reread(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.answers import counted

    async def reread() -> int:
        async with App.opened(readable(options)) as app:
            return await app.reread(options.since)

    read = counted(asyncio.run(reread()), "article")
    print(f"read {read} again; no post was made or changed")
    return DONE


def check(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.check import checked_text, file_troubles
    from bot.desk.keeping.check import Trouble
    from bot.errors import StoreError

    settings = readable(options)

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

    size = back_up(settings_of(options).data_dir, options.file, datetime.now(UTC))
    print(f"copied the record to {options.file} ({size:,} bytes)")
    return DONE


def restore(options: argparse.Namespace) -> int:
    import asyncio
    from datetime import UTC, datetime

    from bot.app import App
    from bot.desk.delivery.restored import CARRIED, MARK, mark
    from bot.store.copies import known_until, put_back

    settings, now = settings_of(options), datetime.now(UTC)
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
    from bot.console.answers import counted
    from bot.desk.keeping.forget import Kept

    async def erase() -> Kept:
        async with App.opened(readable(options)) as app:
            return await app.desk.server_data.erase(options.server)

    kept = asyncio.run(erase())
    print(
        f"erased {counted(kept.subscriptions, 'subscription')},"
        f" what was kept of {counted(kept.posts, 'post')}, {counted(kept.topics, 'topic')},"
        f" {counted(kept.feeds, 'feed')}, {counted(kept.changes, 'change')},"
        f" {counted(kept.reports, 'report')} and {counted(kept.settings, 'setting')}"
    )
    return DONE


def export(options: argparse.Namespace) -> int:
    import asyncio
    from contextlib import nullcontext
    from datetime import timedelta

    from bot.app import App
    from bot.console.answers import counted
    from bot.console.export import replacing, write_rows
    from bot.desk.answering.export import Wanted

    async def write() -> int:
        async with App.opened(readable(options), write=False) as app:
            export = app.export()
            wanted = Wanted(
                since=options.since,
                until=options.until + timedelta(days=1) if options.until else None,
                entity=None
                if options.person is None
                else (await app.desk.identities.named(options.person)).id,
                topic=None if options.topic is None else await app.desk.topics.find(options.topic),
            )
            to = options.output
            with replacing(to) if to else nullcontext(sys.stdout.buffer) as out:
                return await write_rows(export.rows(wanted), options.format, out)

    count = asyncio.run(write())
    print(counted(count, "statement"), file=sys.stderr)
    return DONE if count else NOTHING


def status(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.status import status_document, status_text

    async def ask() -> None:
        async with App.opened(readable(options), write=False) as app:
            found = await app.desk.overview.status()
        if options.json:
            print_document(status_document(found))
        else:
            print(status_text(found))

    asyncio.run(ask())
    return DONE
