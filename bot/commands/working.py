"""``pullquote run`` and what brings articles in: add, feeds."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from bot.commands.common import DONE, print_document, settings_of


def run(options: argparse.Namespace) -> int:
    # Until the event loop takes over, a SIGTERM is as clean an end as later.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))
    from bot.run import run

    own_data = options.config is not None or options.data is not None
    return run(settings_of(options), port=options.port, keep_data=own_data)


def add(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.answers import filed_document

    async def add() -> None:
        async with App.opened(settings_of(options)) as app:
            ingest = app.desk.ingest
            if "://" in options.article:
                filed = await ingest.add_url(options.article)
            else:
                filed = await ingest.add_file(Path(options.article))
            await app.catch_up()
        if options.json:
            print_document(filed_document(filed))
        else:
            article, count = filed.record.article, len(filed.record.statements)
            print(f"{filed.outcome}: {article.title} ({count} statements, id {article.id})")

    asyncio.run(add())
    return DONE


def feeds(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.feeds import run_action

    async def run() -> None:
        # The list may be asked for beside a running bot; what changes something may not.
        async with App.opened(settings_of(options), write=options.action != "list") as app:
            answer = await run_action(app.feeds, options.action, options)
        if options.json:
            print_document(answer.document)
        else:
            print(answer.text)

    asyncio.run(run())
    return DONE
