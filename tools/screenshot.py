"""Make the README's pictures again: ``python -m tools.screenshot FOLDER``.

They are of the real page: the demo runs with the sample articles coming in quickly, somebody
asks ``/quotes``, and then ``/person`` and ``/said``, in a headless Chromium, and what they see
are the pictures ``page.png`` and ``person.png``.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from bot.app import App
from bot.config import FeedSettings, FetchSettings, Settings
from bot.demo.preview import serve_preview
from bot.demo.site import SampleSite

SIZE = (1422, 956)  # of the page
SCALE = 0.9  # to 1280 x 860: a whole post and a whole answer, still readable
LARGEST = 300_000  # bytes
WHO = "Henrik Solvang"
WORDS = "the rains will do the rest"
LAST_TITLE = "Stanko and Holt agree to measure the Vell together"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PATIENCE = 30_000  # milliseconds


def main() -> int:
    """Write the pictures; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, metavar="FOLDER")
    out: Path = parser.parse_args().out
    chromium = shutil.which("chromium")
    if chromium is None:
        print("This needs the chromium browser on the PATH.", file=sys.stderr)
        return 1
    asyncio.run(take(out, chromium))
    sizes = {path: path.stat().st_size for path in (out / "page.png", out / "person.png")}
    for path, size in sizes.items():
        print(f"{path}: {size:,} bytes")
    return 0 if max(sizes.values()) < LARGEST else 1


async def take(out: Path, chromium: str) -> None:
    """Run the demo, ask questions on its page and save what is then to be seen."""
    async with demo() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        expect.set_options(timeout=PATIENCE)
        page = await browser.new_page(
            viewport={"width": SIZE[0], "height": SIZE[1]}, device_scale_factor=SCALE
        )
        await page.goto(address)
        messages = page.locator("#channel-message-list > article")
        await expect(messages.filter(has_text=LAST_TITLE)).to_be_visible()
        await ask(page, "quotes", WHO, completed=True)
        await save(page, out / "page.png")
        await ask(page, "person", WHO, completed=True)
        await ask(page, "said", WORDS, completed=False)
        await save(page, out / "person.png")
        await browser.close()


async def save(page: Page, path: Path) -> None:
    await page.wait_for_timeout(1000)  # for the fonts and the last scrolling
    await page.screenshot(path=path, animations="disabled")


async def ask(page: Page, command: str, what: str, *, completed: bool) -> None:
    """A command through the picker, what it asks for ``completed`` by the bot or typed out."""
    composer = page.locator("#channel-composer-input")
    await composer.click()
    await composer.press_sequentially(f"/{command}", delay=20)
    await page.keyboard.press("Enter")
    await page.keyboard.type(what, delay=20)
    if completed:
        offered = page.locator(".command-popup").get_by_role("option").filter(has_text=what)
        await expect(offered.first).to_be_visible()
        await page.keyboard.press("Enter")
    await page.locator("#send-message").click()
    answer = page.locator("#channel-message-list > article").filter(has_text=f"used /{command}")
    await expect(answer).to_be_in_viewport()


@asynccontextmanager
async def demo() -> AsyncIterator[str]:
    """The demo at work on a record of its own; its page's address."""
    stop = asyncio.Event()
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    with tempfile.TemporaryDirectory() as folder:
        async with SampleSite(first=10, every=1.5) as site:
            settings = Settings(
                data_dir=Path(folder),
                feeds=[FeedSettings(url=site.feed_url, every=1)],
                fetch=FetchSettings(allow_private_hosts=[site.host]),
            )
            async with App.opened(settings) as app, asyncio.TaskGroup() as tasks:
                tasks.create_task(serve_preview(app, port=0, ready=address.set_result, stop=stop))
                try:
                    yield await address
                finally:
                    stop.set()


if __name__ == "__main__":
    sys.exit(main())
