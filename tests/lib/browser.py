"""A real browser for tests, and what may be asked of a page in it.

Needs Debian's Chromium; a missing browser fails with the command that installs it.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pipelines.publish.pdf import find_browser

# A4 less the margins of 13 mm: 184 mm = 695 CSS pixels.
PAPER_WIDTH = 695
TEXT_RATIO = 4.5
LARGE_RATIO = 3.0


@contextmanager
def start_browser() -> Generator[Browser]:
    """One browser; kept by a module, since two cannot be open in one process with an event loop."""
    executable = find_browser()
    if executable is None:
        pytest.fail("Chromium ontbreekt. Typ: apt-get install -y --no-install-recommends chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Opened:
    """A page from disk with all that should not happen: console errors, page errors, requests beside the page."""

    page: Page
    troubles: list[str] = field(default_factory=list)


def open_window(
    browser: Browser, *, width: int = 1280, zoom: int = 1, script: bool = True, bypass_csp: bool = False
) -> Page:
    """An empty page in a context of its own. `zoom`: enlarged so many times, on a screen of `width` times as many dots.

    A context is a process, which costs more than most pages do.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        device_scale_factor=zoom,
        java_script_enabled=script,
        bypass_csp=bypass_csp,
    )
    return context.new_page()


@contextmanager
def show(page: Page, file: Path) -> Generator[Opened]:
    """This file in a window that is open, which notes meanwhile what should not happen."""
    opened = Opened(page)
    note = opened.troubles.append
    heard: dict[str, Callable[..., object]] = {
        "console": lambda message: note(message.text) if message.type in ("error", "warning") else None,
        "pageerror": lambda error: note(str(error)),
        "request": lambda request: note(request.url) if request.url != file.as_uri() else None,
        "dialog": lambda dialog: (note(f"dialog {dialog.message}"), dialog.dismiss()),
    }
    for event, listener in heard.items():
        page.on(event, listener)  # type: ignore[call-overload]
    try:
        page.goto(file.as_uri(), wait_until="load")
        yield opened
    finally:
        for event, listener in heard.items():
            page.remove_listener(event, listener)


@contextmanager
def open_page(
    browser: Browser, file: Path, *, width: int = 1280, zoom: int = 1, script: bool = True, bypass_csp: bool = False
) -> Generator[Opened]:
    """The file in a window of its own, which nothing was shown in before."""
    page = open_window(browser, width=width, zoom=zoom, script=script, bypass_csp=bypass_csp)
    with show(page, file) as opened:
        yield opened
    page.context.close()


def unfold(page: Page) -> None:
    """Open every folded part, as a reader would."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")


def find_wide_parts(page: Page, width: int) -> list[str]:
    """Parts that stick out to the right of the window and do not lie in a region that scrolls."""
    return page.evaluate(
        """width => [...document.querySelectorAll('body *')].filter(part => {
            const box = part.getBoundingClientRect();
            if (!box.width || box.right <= width + 1) return false;
            for (let above = part; above && above !== document.body; above = above.parentElement) {
                const style = getComputedStyle(above);
                if (above !== part && ['auto', 'scroll', 'hidden'].includes(style.overflowX)) return false;
                if (style.position === 'absolute' && style.clipPath !== 'none') return false;
            }
            return true;
        }).map(part => part.outerHTML.slice(0, 120))""",
        width,
    )


# Colours of a text and of what lies behind it, as the browser computed them; a hatched ground has two.
_CONTRASTS = """() => {
    const channels = text => (text.match(/[\\d.]+/g) || []).map(Number);
    const colours = text => (text.match(/rgba?\\([^)]*\\)/g) || []).map(channels);
    const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const light = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
    const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
    const ground = part => {
        for (let above = part; above; above = above.parentElement) {
            const style = getComputedStyle(above);
            const drawn = colours(style.backgroundImage);
            // A drawing that is see-through in part is a line on a ground; the ground is what counts.
            if (drawn.length && drawn.every(colour => colour.length === 3 || colour[3] > 0)) return drawn;
            const plain = channels(style.backgroundColor);
            if (plain.length === 3 || plain[3] === 1) return [plain];
        }
        return [[255, 255, 255]];
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const part = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || ['SCRIPT', 'STYLE'].includes(part.tagName)) continue;
        if (!part.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
        const style = getComputedStyle(part);
        const text = channels(part instanceof SVGElement ? style.fill : style.color);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const worst = Math.min(...ground(part).map(colour => ratio(text, colour)));
        found.push([walker.currentNode.data.trim().slice(0, 40), part.className.toString(), worst, large]);
    }
    return found;
}"""


def find_faint_texts(page: Page) -> tuple[int, list[str]]:
    """How many pieces of text were measured, and those that do not stand out enough from their ground (WCAG 1.4.3)."""
    measured = page.evaluate(_CONTRASTS)
    faint = [
        f"{text} ({name}): {ratio:.2f}"
        for text, name, ratio, large in measured
        if ratio < (LARGE_RATIO if large else TEXT_RATIO)
    ]
    return len(measured), faint


# Where the focus is, whether it can be seen, and how many places can have it.
_FOCUS = """() => {
    const part = document.activeElement;
    if (!part || part === document.body) return null;
    const style = getComputedStyle(part);
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const box = part.getBoundingClientRect();
    const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    window.SEEN = window.SEEN || [];
    const again = window.SEEN.includes(part);
    window.SEEN.push(part);
    return [part.outerHTML.slice(0, 100), ring && inside, again];
}"""
REACHABLE = """() => [...document.querySelectorAll('a[href], summary, button, input, select, textarea, [tabindex="0"]')]
    .filter(part => part.checkVisibility({visibilityProperty: true})).length"""


def walk_by_keyboard(page: Page) -> tuple[int, list[str], int]:
    """Tab through the page: places reached, those where the focus cannot be seen, and how many there are."""
    total = page.evaluate(REACHABLE)
    reached, unseen = 0, []
    for _ in range(total + 5):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUS)
        if found is None or found[2]:
            break
        reached += 1
        if not found[1]:
            unseen.append(found[0])
    return reached, unseen, total
