"""What is read from a text or page, without a record: extract, explain, rank, page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.commands.common import BAD, DONE, print_document, settings_of


def extract(options: argparse.Namespace) -> int:
    from bot.console.extract import extract_file, extract_folder
    from bot.errors import BadInput

    if options.file is not None and options.input is None and options.output is None:
        print_document(extract_file(options.file))
        return DONE
    if options.file is not None or options.input is None or options.output is None:
        raise BadInput("extract", "Give one FILE, or both --input DIR and --output DIR.")
    refused = extract_folder(options.input, options.output)
    for error in refused:
        print(error, file=sys.stderr)
    return BAD if refused else DONE


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

                async with web_fetcher(settings_of(options)) as fetcher:
                    print_document(await page_of_url(options.page, workers, fetcher))
            else:
                print_document(await page_of_file(Path(options.page), workers))

    asyncio.run(read())
    return DONE
