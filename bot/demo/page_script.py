"""A few lines added to simcord's page, where it differs from Discord in ways that one notices.

It keeps its place when its input box grows or shrinks, and thereby loses the newest
messages out of sight as soon as somebody types a command. With this script it stays at
the bottom until the reader scrolls up, and returns there when they send something. And
it draws a blank line in an embed hardly higher than a line break.
"""

from __future__ import annotations

PATH = "/pullquote.js"

SCRIPT = """
const timeline = document.getElementById("channel-timeline");
const list = document.getElementById("channel-message-list");
let following = true;
let due = false;

function follow() {
  if (due || !following) return;
  due = true;
  // One frame later than the page's own adjustment, which would undo this one.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    due = false;
    if (following) timeline.scrollTop = timeline.scrollHeight;
  }));
}

function goToNewest() {
  following = true;
  follow();
}

// Only what the reader does counts: the page scrolls by itself too.
let touched = -Infinity;
for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
  timeline.addEventListener(kind, (event) => {
    const onScrollbar = event.target === timeline;
    if (kind !== "pointerdown" || onScrollbar) touched = performance.now();
  }, { passive: true });
}
timeline.addEventListener("scroll", () => {
  if (performance.now() - touched > 1000) {
    follow();  // the page's own doing, perhaps after the last resize that we saw
    return;
  }
  touched = performance.now();
  following = timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 60;
}, { passive: true });
document.getElementById("messages-sidebar").addEventListener("click", () => {
  following = false;
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#send-message, #new-messages")) goToNewest();
}, { capture: true });
document.getElementById("channel-composer").addEventListener("keydown", (event) => {
  if (event.key === "Enter") goToNewest();
}, { capture: true });
const resized = new ResizeObserver(follow);
resized.observe(list);
resized.observe(timeline);

const sheet = new CSSStyleSheet();
sheet.replaceSync(".markdown-paragraph + .markdown-paragraph { margin-top: 1.375em; }");
document.adoptedStyleSheets.push(sheet);
document.title = "#news · Pullquote demo";
"""


def with_script(page: bytes) -> bytes:
    """The page with a reference to the script at its end."""
    return page.replace(b"</body>", f'<script type="module" src="{PATH}"></script></body>'.encode())
