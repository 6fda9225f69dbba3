"""What holds for every page in every state: valid HTML, a sound outline, tables that can be read aloud, no outside."""

import re
from itertools import pairwise

import html5lib
import pytest

from tests.lib.page_variants import NORMAL, PAGES
from tests.lib.pages import find, read_page

_HEADING = re.compile(r"h[1-6]")
_OUTSIDE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)
_LINKS = ("src", "href", "srcset", "data", "action", "poster", "xlink:href")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {name: render() for name, render in PAGES.items()}


def find_html_faults(page: str) -> list[str]:
    """Without what stands in a script: that is not HTML, and its hash is compared elsewhere."""
    parser = html5lib.HTMLParser()
    parser.parse(_SCRIPT.sub("<script></script>", page))
    return [f"{place[0]}: {code}" for place, code, _ in parser.errors]


def find_outline_faults(page: str) -> list[str]:
    """One title, one h1, and no level left out on the way down."""
    levels = [int(element.name[1]) for element in read_page(page) if _HEADING.fullmatch(element.name)]
    faults = [f"h{low} after h{high}" for high, low in pairwise(levels) if low > high + 1]
    if levels.count(1) != 1 or levels[0] != 1:
        faults.append("not one h1 at the start")
    for name in ("title", "main"):
        if len(find(page, name)) != 1:
            faults.append(f"not one {name}")
    if [element.attributes.get("lang") for element in find(page, "html")] != ["nl"]:
        faults.append("not in Dutch")
    return faults


def find_table_faults(page: str) -> list[str]:
    """A name, a scope on each head, and a region that can be scrolled by keyboard."""
    faults, regions = [], []
    for element in read_page(page):
        if element.has_class("schuif"):
            regions.append(element)
            if element.attributes.get("tabindex") != "0" or element.attributes.get("role") != "region":
                faults.append(f"{element.line}: region without keyboard")
        if element.name == "table" and "div" not in element.parents:
            faults.append(f"{element.line}: table outside a region")
        if element.name == "th" and element.attributes.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
            faults.append(f"{element.line}: head without scope")
    tables, charts = find(page, "table"), [drawing for drawing in find(page, "svg") if drawing.has_class("grafiek")]
    if len(tables) + len(charts) != len(regions):
        faults.append(f"{len(tables)} tables and {len(charts)} charts in {len(regions)} regions")
    faults += [f"{region.line}: region without name" for region in regions if not region.attributes.get("aria-label")]
    return faults


def find_link_faults(page: str) -> list[str]:
    """Names that occur twice, links to nowhere, and addresses outside the folder."""
    elements = read_page(page)
    ids = [element.attributes["id"] for element in elements if "id" in element.attributes]
    faults = [f"id {name} twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    for element in elements:
        for name in _LINKS:
            target = element.attributes.get(name, "")
            if _OUTSIDE.match(target):
                faults.append(f"{element.line}: {name} leads outside")
            elif target.startswith("#") and target[1:] not in ids:
                faults.append(f"{element.line}: nothing is called {target}")
        for name in ("aria-labelledby", "aria-describedby", "for"):
            faults += [
                f"{element.line}: nothing is called {one}"
                for one in element.attributes.get(name, "").split()
                if one not in ids
            ]
    return faults


def find_style_faults(page: str) -> list[str]:
    """Styles and events in attributes: the content policy would refuse them."""
    return [
        f"{element.line}: {name}"
        for element in read_page(page)
        for name in element.attributes
        if name == "style" or name.startswith("on")
    ]


CHECKS = (find_html_faults, find_outline_faults, find_table_faults, find_link_faults, find_style_faults)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("check", CHECKS)
def test_page_is_sound(check, name: str, pages: dict[str, str]) -> None:
    # Every pupil of this page has one and the same text for a code.
    same_code = check is find_link_faults and name == "leerlingen-vijandig"
    assert [fault for fault in check(pages[name]) if not (same_code and fault.endswith("twice"))] == []


@pytest.mark.parametrize(
    ("check", "old", "new", "fault"),
    [
        (find_html_faults, "</main>", "</p></main>", "unexpected-end-tag"),
        (find_html_faults, "<main ", "<main id='x' ", "duplicate-attribute"),
        (find_outline_faults, "<h2", "<h4", "h4 after h1"),
        (find_outline_faults, "<h1", "<p", "not one h1"),
        (find_outline_faults, 'lang="nl"', 'lang="en"', "not in Dutch"),
        (find_table_faults, ' scope="col"', "", "head without scope"),
        (find_table_faults, ' tabindex="0"', "", "without keyboard"),
        (find_table_faults, ' class="schuif"', "", "charts in"),
        (find_link_faults, 'href="#inhoud"', 'href="#nergens"', "nothing is called #nergens"),
        (find_link_faults, "<main ", "<img src='https://elders.example/x.png'><main ", "leads outside"),
        (find_link_faults, "<main ", "<img src='//elders.example/x.png'><main ", "leads outside"),
        (find_link_faults, "<main ", "<a href='javascript:x'>x</a><main ", "leads outside"),
        (find_link_faults, "<main ", "<p id='inhoud'><main ", "id inhoud twice"),
        (find_style_faults, "<main ", "<main style='color:red' ", "style"),
        (find_style_faults, "<main ", "<main onclick='x()' ", "onclick"),
    ],
)
def test_a_planted_fault_is_found(check, old: str, new: str, fault: str, pages: dict[str, str]) -> None:
    page = pages["school-normaal"]
    assert old in page
    assert any(fault in found for found in check(page.replace(old, new, 1)))


def test_titles_tell_pages_apart(pages: dict[str, str]) -> None:
    titles = [find(pages[name], "title")[0].text for name in NORMAL]
    assert len(set(titles)) == len(titles)
    for title in titles:
        assert "1 jan 2026" in title
