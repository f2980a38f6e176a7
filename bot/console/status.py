"""What ``pullquote status`` prints."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.console.answers import time
from bot.desk.watching.alerts import IN_FULL, sentences
from bot.desk.watching.status import Status


def status_document(status: Status) -> dict[str, Any]:
    """As one JSON document; times are ISO 8601 in UTC."""
    document = {
        name: time(value) if isinstance(value, datetime) else value
        for name, value in asdict(status).items()
    }
    return {**document, "alerts": list(sentences(status.alerts, IN_FULL))}


def status_text(status: Status) -> str:
    """One fact a line, then what needs somebody."""
    feeds = ", ".join(f"{count} {health}" for health, count in status.feeds.items()) or "none"
    paused = f", {status.paused} paused" if status.paused else ""
    lines = [
        f"record         {status.entries:,} entries, the newest of {_when(status.newest_at)}",
        f"feeds          {feeds}; last looked at {_when(status.polled_at)}",
        f"waiting        {status.waiting:,} entries whose page could not be had yet",
        f"index          {status.index_lag:,} entries behind",
        f"subscriptions  {status.subscriptions:,}{paused}; at most {status.backlog:,} entries"
        f" behind; last post {time(status.posted_at) or 'not on record'}",
    ]
    return "\n".join([*lines, *(f"! {sentence}" for sentence in sentences(status.alerts, IN_FULL))])


def _when(value: datetime | None) -> str:
    return time(value) or "never"
