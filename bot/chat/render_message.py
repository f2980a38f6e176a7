"""How the statements in a message's own text look. Pure; see ``render``."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import render
from bot.chat.language import _
from bot.chat.reportable import reportable
from bot.desk.answers import KeyPoints
from bot.desk.onthespot import MESSAGE


def said_in(points: KeyPoints) -> render.Message:
    """Of an article that a message links to, or of its text, which is in no record and so cannot
    be reported either."""
    if points.article.id != MESSAGE:
        return reportable(render.keypoints(points), points.quoted)
    title = _("The text of that message")
    return render.keypoints(replace(points, article=replace(points.article, title=title)))
