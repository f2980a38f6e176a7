"""What the commands share: the configuration, the exit status, printing."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from bot.errors import NothingFound

if TYPE_CHECKING:
    from bot.config import Settings

DONE, NOTHING, BAD = 0, 1, 2


def settings_of(options: argparse.Namespace) -> Settings:
    from bot.config import load

    settings = load(options.config)
    if options.data is not None:
        settings = settings.model_copy(update={"data_dir": options.data})
    return settings


def readable(options: argparse.Namespace) -> Settings:
    """The settings, when there is a record to read at all."""
    from bot.store import has_record

    settings = settings_of(options)
    if not has_record(settings.data_dir):
        raise NothingFound(
            str(settings.data_dir),
            f"There is no record in {settings.data_dir} yet: run the bot, or `pullquote add` an "
            "article; --data names another folder.",
        )
    return settings


def print_document(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=1))
