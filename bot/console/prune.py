"""What ``pullquote prune`` prints."""

from __future__ import annotations

from bot.console.answers import counted
from bot.desk.keeping.retention import MEGABYTE, Cut


def pruned_text(cut: Cut, *, dry: bool = False) -> str:
    """How much went, or would go, and what is kept beyond the limits."""
    done = "would cut" if dry else "cut"
    lines = [f"{done} {counted(cut.articles, 'article')}"]
    if cut.last is not None:
        size = f"{cut.size / MEGABYTE:,.1f} megabytes"
        lines[0] += f", about {size}; the last of them changed {cut.last.fetched_at:%Y-%m-%d}"
    if cut.held:
        lines.append(cut.held)
    return "\n".join(lines)
