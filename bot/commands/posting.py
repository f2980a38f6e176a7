"""What would be posted, and why something was or was not: preview and why."""

from __future__ import annotations

import argparse

from bot.commands.common import DONE, NOTHING, print_document, readable


def preview(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.posting import preview_document, preview_text
    from bot.desk.following.preview import PreviewPage

    async def ask() -> PreviewPage:
        async with App.opened(readable(options), write=False) as app:
            await app.running.follow()
            return await app.desk.preview.of(
                options.to, options.server, options.offset, options.count
            )

    page = asyncio.run(ask())
    if options.json:
        print_document(preview_document(page))
    else:
        print(preview_text(page))
    return DONE if page.total else NOTHING


def why(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.posting import why_document, why_text
    from bot.desk.delivery.why import Everywhere

    async def ask() -> Everywhere:
        async with App.opened(readable(options), write=False) as app:
            await app.running.follow()
            return await app.desk.why.everywhere(options.article, options.channel)

    found = asyncio.run(ask())
    if options.json:
        print_document(why_document(found))
    else:
        print(why_text(found))
    return DONE
