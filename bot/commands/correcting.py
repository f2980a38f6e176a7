"""Operators' words on the record: people, statements, remove."""

from __future__ import annotations

import argparse

from bot.commands.common import DONE, readable


def people(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.people import run

    async def people() -> str:
        async with App.opened(readable(options), write=options.act != "show") as app:
            return await run(app.desk.identities, options)

    print(asyncio.run(people()))
    return DONE


def statements(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.statements import run

    async def statements() -> str:
        reading = options.act in ("show", "list", "reports")
        async with App.opened(readable(options), write=not reading) as app:
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
        async with App.opened(readable(options)) as app:
            if options.undo:
                return allowed_text(await app.takedowns().allow(options.article))
            article = await app.takedowns().remove(options.article, options.reason)
            await app.catch_up()
            await app.compact()
            return removed_text(article)

    print(asyncio.run(remove()))
    return DONE
