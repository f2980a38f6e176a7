"""What a newcomer sees: the command without a token or configuration, in a real browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.demo.site import SampleSite, load_samples
from tests.demo.clock import HandClock
from tests.demo.process import end, over, running
from tests.demo.visitor import visiting

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
SCROLLED_MILLISECONDS = 6_000
POSTED_MILLISECONDS = 20_000  # the first article after the start comes within ten seconds

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            context = await browser.new_context(viewport={"width": 1280, "height": 800})
            page = await context.new_page()
            await page.goto(address)
            yield page
        finally:
            await browser.close()


async def pick(page: Page, command: str) -> None:
    """Choose a command in the picker, as one does on Discord."""
    composer = page.locator("#channel-composer-input")
    await composer.click()
    await composer.press_sequentially(f"/{command}", delay=20)
    await expect(offered(page, f"/{command}")).to_be_visible()
    await page.keyboard.press("Enter")


async def send(page: Page) -> None:
    await page.locator("#send-message").click()


def offered(page: Page, text: str) -> Locator:
    """An entry of the list over the input box: a command, or a completed value."""
    return page.locator(".command-popup").get_by_role("option").filter(has_text=text).first


async def newest_in_sight(page: Page) -> None:
    """The page went along to its newest message."""
    await page.wait_for_function(
        """() => {
          const { scrollHeight, scrollTop, clientHeight } =
            document.getElementById("channel-timeline");
          return scrollHeight > clientHeight && scrollHeight - scrollTop - clientHeight < 3;
        }""",
        timeout=SCROLLED_MILLISECONDS,
    )


async def test_a_first_look(tmp_path: Path):
    async with running("--data", str(tmp_path)) as (process, address), opened(address) as page:
        messages = page.locator("#channel-message-list > article")
        await expect(messages.filter(has_text="Welcome")).to_be_visible()

        # Articles arrive by themselves, and the page follows them.
        post = messages.filter(has_text="Topic: everything").first
        await expect(post).to_be_visible(timeout=POSTED_MILLISECONDS)

        await pick(page, "latest")
        await send(page)
        latest = messages.filter(has_text="used /latest")
        await expect(latest).to_contain_text("The Tresk Courier")
        await newest_in_sight(page)

        # The name is completed from the record while it is typed.
        await pick(page, "quotes")
        await page.keyboard.type("stan", delay=30)
        await expect(offered(page, "Mirela Stanko")).to_be_visible()
        await page.keyboard.press("Enter")
        await send(page)
        quotes = messages.filter(has_text="used /quotes")
        await expect(quotes).to_contain_text("Gates close at Dornik as Tresk protests")
        await newest_in_sight(page)
        shown = await quotes.inner_text()
        said = re.findall("“[^“”]+”", shown)
        assert said
        assert all(any(words in sample.text for sample in load_samples()) for words in said)

        button = quotes.get_by_role("button", name=re.compile("Older|less certain")).first
        await button.click()
        await expect(quotes).not_to_have_text(shown, use_inner_text=True)
        await expect(page.locator("#action-status")).to_have_text("Callback completed")

        # Who comes later starts at the newest message too.
        late = await page.context.new_page()
        await late.goto(address)
        await expect(late.get_by_text("used /quotes").first).to_be_visible()
        await newest_in_sight(late)

        assert await end(process) == 0


async def test_who_reads_further_up_is_left_there(tmp_path: Path):
    clock = HandClock()
    async with (
        SampleSite(first=8, every=1, clock=clock) as site,
        running(*over(site, tmp_path)) as (process, address),
        opened(address) as page,
    ):
        async with visiting(address) as visitor:
            await visitor.until_stored(8)  # the answer is a long one
        messages = page.locator("#channel-message-list > article")
        answer = messages.filter(has_text="Former Kolmar mayor").first
        await expect(answer).to_be_visible()
        await newest_in_sight(page)

        await page.locator("#channel-timeline").hover()
        await page.mouse.wheel(0, -200)
        await page.wait_for_timeout(300)
        place = await answer.bounding_box()
        clock.go_on(seconds=2)
        await expect(messages.filter(has_text="Tresk derby")).to_be_attached()
        await page.wait_for_timeout(300)
        assert await answer.bounding_box() == place

        await page.locator("#new-messages").click()
        await newest_in_sight(page)
        assert await end(process) == 0
