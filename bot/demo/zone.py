"""The name of this machine's time zone, so that the page's times are those of its reader."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FALLBACK = "UTC"


def local_zone(
    variable: str | None = os.environ.get("TZ"), link: Path = Path("/etc/localtime")
) -> str:
    """The zone that ``TZ`` names or that ``link`` leads to, such as "Europe/Oslo"; else UTC."""
    names = [(variable or "").lstrip(":")]
    if link.is_symlink():
        names.append(str(link.resolve()).rpartition("zoneinfo/")[2])
    return next(filter(_exists, names), FALLBACK)


def _exists(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
