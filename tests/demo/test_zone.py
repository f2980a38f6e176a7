"""Which time zone the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.demo.zone import local_zone

NOWHERE = Path("/nowhere")


@pytest.mark.parametrize(
    ("variable", "target", "zone"),
    [
        ("Europe/Oslo", None, "Europe/Oslo"),
        (":Asia/Kolkata", None, "Asia/Kolkata"),
        (None, "/usr/share/zoneinfo/America/Bogota", "America/Bogota"),
        ("Europe/Oslo", "/usr/share/zoneinfo/America/Bogota", "Europe/Oslo"),
        ("CET-1CEST,M3.5.0", "/usr/share/zoneinfo/America/Bogota", "America/Bogota"),
        ("../../etc/passwd", None, "UTC"),
        ("", "/etc/hostname", "UTC"),
        (None, None, "UTC"),
    ],
)
def test_the_zone(tmp_path: Path, variable: str | None, target: str | None, zone: str):
    link = NOWHERE
    if target:
        link = tmp_path / "localtime"
        link.symlink_to(target)
    assert local_zone(variable, link) == zone
