"""The composition root: builds every service over real parts, and keeps their work going."""

from bot.app.app import App, utc_now, web_fetcher

__all__ = ["App", "utc_now", "web_fetcher"]
