"""White space as browsers show it, so that text pasted and text extracted are the same."""

from __future__ import annotations

# Soft hyphens and zero-width marks are hints for line breaking; no reader sees them.
INVISIBLE = {ord(mark): None for mark in "\u00ad\u200b\u2060\ufeff"}


def plain_line(text: str) -> str:
    """One line with single plain spaces, no-break spaces included; nothing invisible."""
    return " ".join(text.translate(INVISIBLE).split())
