"""Which editions there are of a peildatum, since when, and in what each differs from the one before it."""

import hashlib
import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.commands.editions import describe_editions
from pipelines.errors import WrongUse
from pipelines.publish.edition_list import list_published_editions
from pipelines.settings import Settings, load_settings
from pipelines.vault.audit_log import write_entry
from pipelines.vault.keyring import make_ring, save_ring

DAY = date(2026, 1, 1)
MANIFEST: dict[str, Any] = {
    "programma": {"versie": "1.0"},
    "sleutel": "k1",
    "regelsets": {"12AB00": {"id": "noord", "versie": "2025-08-01"}},
    "instellingen": {"swv": {"code": "SWV9901"}},
    "bestanden": [{"school": "12AB00", "sha256": "aa"}, {"school": "34CD00", "sha256": "bb"}],
    "eerdere_registers": [],
}


@pytest.fixture
def settings(tmp_path: Path, repository: Path) -> Settings:
    shutil.copyfile(repository / "data" / "voorbeeld" / "swv.toml", tmp_path / "swv.toml")
    (tmp_path / "opslag").mkdir()
    save_ring(tmp_path / "opslag", make_ring(bytes(32)))
    return load_settings(tmp_path / "swv.toml")


def put(settings: Settings, name: str, **changed: Any) -> str:
    """An edition of this name; the SHA-256 of its manifest."""
    folder = settings.uitvoer / name
    folder.mkdir(parents=True)
    text = json.dumps(MANIFEST | changed)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def log(settings: Settings, hour: int, action: str = "run", peildatum: date | None = DAY, **hashes: str) -> None:
    named = {name.replace("_json", ".json"): value for name, value in hashes.items()}
    write_entry(
        settings.opslag,
        action,
        peildatum=peildatum,
        hashes=named,
        clock=lambda: datetime(2026, 1, 5, hour, tzinfo=UTC),
    )


def at(hour: int) -> datetime:
    return datetime(2026, 1, 5, hour, tzinfo=UTC)


def test_editions_are_numbered_in_the_order_in_which_they_came_out(settings: Settings) -> None:
    """Nine is before ten, and what stands comes last."""
    for name in ("eerder/2026-01-01-9", "eerder/2026-01-01-10", "2026-01-01", "2025-06-01", "eerder/elders"):
        put(settings, name)
    found = list_published_editions(settings)
    assert [(each.peildatum, each.number, each.stands) for each in found] == [
        (date(2025, 6, 1), 1, True),
        (DAY, 9, False),
        (DAY, 10, False),
        (DAY, 11, True),
    ]
    assert [each.number for each in list_published_editions(settings, date(2025, 6, 1))] == [1]
    # The eight before the ninth were not kept; nothing differs from there on.
    assert [each.reasons for each in found[1:]] == [
        ("wat ervoor kwam is niet bewaard",),
        ("dezelfde gegevens en regels: alleen tekst of opmaak verschilt",),
        ("dezelfde gegevens en regels: alleen tekst of opmaak verschilt",),
    ]


def test_an_edition_is_out_since_the_first_of_the_runs_that_gave_it(settings: Settings) -> None:
    """At 8 and 9 the same twice, at 10 another, at 11 the first again and at 12 once more."""
    one = put(settings, "eerder/2026-01-01-1")
    two = put(settings, "eerder/2026-01-01-2", sleutel="k2")
    assert put(settings, "2026-01-01") == one
    for hour, sha256 in ((8, one), (9, one), (10, two), (11, one), (12, one)):
        log(settings, hour, manifest_json=sha256)
        log(settings, hour, peildatum=date(2025, 6, 1), manifest_json=one)
        log(settings, hour, action="klaargezet", manifest_json=one)
    assert [each.since for each in list_published_editions(settings)] == [at(8), at(10), at(11)]


def test_two_editions_with_one_manifest_are_told_apart_by_their_pages(settings: Settings) -> None:
    same = put(settings, "eerder/2026-01-01-1")
    assert put(settings, "2026-01-01") == same
    for hour, page in ((8, "11111111"), (9, "22222222"), (10, "22222222")):
        log(settings, hour, manifest_json=same, swv=page)
    assert [each.since for each in list_published_editions(settings)] == [at(8), at(9)]


def test_an_edition_that_no_line_names_has_no_moment(settings: Settings) -> None:
    put(settings, "2026-01-01")
    log(settings, 8, manifest_json="cd" * 32)
    assert [each.since for each in list_published_editions(settings)] == [None]


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        (
            {"bestanden": [{"school": "12AB00", "sha256": "cc"}, MANIFEST["bestanden"][1]]},
            ("andere bestanden van 12AB00",),
        ),
        # One school fell away, and the other delivered two files.
        (
            {"bestanden": [{"school": "34CD00", "sha256": "bb"}, {"school": "34CD00", "sha256": "dd"}]},
            ("andere bestanden van 12AB00 en 34CD00",),
        ),
        ({"regelsets": {}}, ("andere regels",)),
        ({"instellingen": {}}, ("andere instellingen of koppelingen",)),
        ({"sleutel": "k2"}, ("een nieuwe sleutel",)),
        ({"eerdere_registers": [{"school": "12AB00", "sha256": "ee"}]}, ("andere formulieren van eerdere kwartalen",)),
        ({"eerdere_leveringen": [{"school": "12AB00", "sha256": "ee"}]}, ("andere dagen van eerdere leveringen",)),
        ({"programma": {"versie": "1.1"}}, ("msa 1.1 in plaats van 1.0",)),
        ({"regelsets": {}, "sleutel": "k2"}, ("andere regels", "een nieuwe sleutel")),
        # What was told of it comes of the rest.
        ({"cijfers_van": "2026-01-02"}, ("dezelfde gegevens en regels: alleen tekst of opmaak verschilt",)),
    ],
)
def test_an_edition_says_in_what_it_differs(
    settings: Settings, changed: dict[str, Any], reasons: tuple[str, ...]
) -> None:
    put(settings, "eerder/2026-01-01-1")
    put(settings, "2026-01-01", **changed)
    assert [each.reasons for each in list_published_editions(settings)] == [("eerste uitgave",), reasons]


def test_an_erasure_between_two_editions_is_told(settings: Settings) -> None:
    one = put(settings, "eerder/2026-01-01-1")
    two = put(settings, "2026-01-01", cijfers_van="2026-01-02")
    log(settings, 7, action="leerling_gewist", peildatum=None)
    log(settings, 8, manifest_json=one)
    assert "er is een leerling gewist" not in list_published_editions(settings)[1].reasons
    log(settings, 9, action="leerling_gewist", peildatum=None)
    log(settings, 10, manifest_json=two)
    assert list_published_editions(settings)[1].reasons == ("er is een leerling gewist",)


def test_the_command_says_it_newest_first(settings: Settings) -> None:
    one = put(settings, "eerder/2026-01-01-1")
    put(settings, "2026-01-01", bestanden=MANIFEST["bestanden"][:1])
    # 8 hours UTC is 9 hours in the Netherlands in winter.
    log(settings, 8, manifest_json=one)
    assert describe_editions(settings).replace("\u00a0", " ").splitlines() == [
        "Peildatum 1 jan 2026",
        "  uitgave 2, onbekend sinds wanneer (staat nu)",
        "    waarom: andere bestanden van 34CD00",
        "    1 bestand; regels noord (2025-08-01); msa 1.0",
        "  uitgave 1, sinds 5 jan 2026, 09.00 uur (bewaard in eerder/2026-01-01-1)",
        "    waarom: eerste uitgave",
        "    2 bestanden; regels noord (2025-08-01); msa 1.0",
    ]
    with pytest.raises(WrongUse, match="Er is nog geen uitvoer van peildatum"):
        describe_editions(settings, date(2025, 6, 1))


def test_a_manifest_that_cannot_be_read_stops_nothing(settings: Settings) -> None:
    put(settings, "2026-01-01")
    (settings.uitvoer / "2026-01-01" / "manifest.json").write_text("{", encoding="utf-8")
    assert "waaruit hij gemaakt is, is niet te lezen" in describe_editions(settings).replace("\u00a0", " ")
