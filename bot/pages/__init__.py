"""Pages: the bytes of an article's page, or pasted text, to the article itself. Pure.

``read_page`` and ``read_text`` both give a ``Page``: text in paragraphs without the page's
furniture, and what the page says of itself (title, date, credit and the like).
"""

from bot.pages.model import DateSource, NoArticle, Outcome, Page
from bot.pages.page import read_page
from bot.pages.text import read_text

__all__ = ["DateSource", "NoArticle", "Outcome", "Page", "read_page", "read_text"]
