"""`manifest.json` tells what went in and by which rules: the same text for the same run, and nothing of a pupil."""

import json
from datetime import date
from importlib.metadata import version
from pathlib import Path

import polars as pl
import pytest

from pipelines.contexts.outcome import Outcome, balance_files
from pipelines.intake.delivered import Delivery, Refusal
from pipelines.mapping_file import NO_MAPPING, SchoolMapping
from pipelines.publish.manifest import make_manifest, take_school
from pipelines.settings import School, Settings
from pipelines.store.periods import make_period
from reports.swv.carried import Carried
from schemas.ruleset import load_rule_sets
from schemas.tables import RAW_BESTAND, RAW_LEERLING, RAW_SLEUTEL

COUNTS = {"school": pl.String, "bestand_nr": pl.Int32, "vervangen": pl.Int32, "niet_geteld": pl.Int32}
PLACE = Path("geheime-plek")


def _delivery(school, *files, refused=None):
    """`files`: (name, kind, read, quarantine, not counted). A pupil is in the frames, to be left there."""
    rows = [
        (nr, name, f"{nr}{school}".ljust(64, "0"), kind, "x", *counts) for nr, (name, kind, *counts) in enumerate(files)
    ]
    frames = {
        "raw_bestand": pl.DataFrame(rows, schema=RAW_BESTAND.polars_schema, orient="row"),
        "raw_sleutel": pl.DataFrame([(0, "31415926", "lcodecodecod")], schema=RAW_SLEUTEL.polars_schema, orient="row"),
        "raw_leerling": pl.DataFrame(schema=RAW_LEERLING.polars_schema),
    }
    return Delivery(school, refused, frames, [], [])


def _outcome(*, reverse=False, mapping=NO_MAPPING):
    schools = (
        School("34CD00", "Tweede", "PO", "parnassys", "twente-po-2019", "zuid", None, {"Lln nr": "leerlingnummer"}),
        School("12AB00", "Eerste", "VO", "magister", "dronten", "noord", 50, koppeling=mapping),
    )
    settings = Settings(
        PLACE,
        "VO9901",
        "SWV Één",
        ((1, 1), (9, 1)),
        (8, 1),
        PLACE,
        PLACE,
        PLACE,
        schools,
        interventies={"mdo": "Overleg"},
    )
    deliveries = {
        "34CD00": _delivery(
            "34CD00",
            ("c.csv", "leerlingen", 4, 1, 0),
            refused=Refusal("geen_rooster", "Geen rooster.", "Geen rooster."),
        ),
        "leerplicht": _delivery("leerplicht", ("v.csv", "vrijstellingen", 2, 0, 0)),
        "12AB00": _delivery("12AB00", ("a.csv", "leerlingen", 3, 0, 0), ("b.csv", "absenties, per les", 9, 2, 1)),
    }
    if reverse:
        deliveries = dict(reversed(deliveries.items()))
    counts = pl.DataFrame([("12AB00", 1, 3, 0)], schema=COUNTS, orient="row")
    return Outcome(
        settings=settings,
        period=make_period(date(2026, 1, 1), peildata=settings.peildata, schooljaar_begin=settings.schooljaar_begin),
        rule_sets=load_rule_sets(),
        deliveries=deliveries,
        findings=(),
        files=balance_files(deliveries, counts),
        tables={},
        marts={},
    )


@pytest.mark.parametrize(("since", "told"), [(date(2026, 1, 5), "2026-01-05"), (None, "onbekend")])
def test_since_when_carried_figures_stand(since, told):
    document = json.loads(make_manifest(_outcome(), key_id="0123abcd", carried=Carried(since, 8, many=None)))
    assert document["cijfers_van"] == told


def test_what_the_manifest_holds():
    document = json.loads(make_manifest(_outcome(), key_id="0123abcd"))
    assert list(document) == [
        *(
            "peildatum",
            "periode",
            "programma",
            "vorm",
            "sleutel",
            "regelsets",
            "instellingen",
            "geweigerd",
            "niet_gemeten",
            "gemeten",
            "bestanden",
            "eerdere_registers",
            "cijfers_van",
        ),
    ]
    assert document["cijfers_van"] is None
    assert document["peildatum"] == "2026-01-01"
    assert document["periode"] == {"van": "2025-09-02", "tot": "2026-01-01"}
    assert document["programma"] == {"versie": version("msa")}
    assert document["sleutel"] == "0123abcd"
    assert document["regelsets"] == {
        "34CD00": {"id": "twente-po-2019", "versie": "maart 2019"},
        "12AB00": {"id": "dronten", "versie": "ongedateerd, 2025 of later"},
    }
    assert document["geweigerd"] == [{"school": "34CD00", "reden": "Geen rooster."}]
    assert document["instellingen"] == {
        "swv": {"code": "VO9901", "naam": "SWV Één"},
        "peildata": ["01-01", "09-01"],
        "schooljaar_begin": "08-01",
        "gemeenten": [],
        "inspectie": {"datums": "maand", "eigen_formulier": False},
        "publicatie": {"drempel": 8, "afronding": 5, "speling": 5, "overheersing": 90, "schatting": 10},
        "interventies": {"mdo": "Overleg"},
        "scholen": [
            {
                **{"id": "34CD00", "naam": "Tweede", "sector": "PO", "lvs": "parnassys"},
                **{"protocol": "twente-po-2019", "vakantieregio": "zuid", "minuten_per_lesuur": None},
            },
            {
                **{"id": "12AB00", "naam": "Eerste", "sector": "VO", "lvs": "magister"},
                **{"protocol": "dronten", "vakantieregio": "noord", "minuten_per_lesuur": 50},
            },
        ],
    }


def test_the_hash_of_a_mapping_stands_beside_its_school():
    mapping = SchoolMapping(date(2025, 12, 20), codes={"ZI": "ziek"}, sha256="ab" * 32)
    schools = json.loads(make_manifest(_outcome(mapping=mapping), key_id="0123abcd"))["instellingen"]["scholen"]
    assert [school.get("koppeling") for school in schools] == [None, "ab" * 32]


def test_the_balance_of_each_file_in_order():
    rows = json.loads(make_manifest(_outcome(), key_id="0123abcd"))["bestanden"]
    columns = ("school", "bestand", "soort", "gelezen", "gebruikt", "quarantaine", "vervangen", "niet_geteld")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("12AB00", "a.csv", "leerlingen", 3, 3, 0, 0, 0),
        # 9 - 2 - 3 - 1 = 3 used.
        ("12AB00", "b.csv", "absenties, per les", 9, 3, 2, 3, 1),
        # Refused: 4 - 1 rows were not counted.
        ("34CD00", "c.csv", "leerlingen", 4, 0, 1, 0, 3),
        ("leerplicht", "v.csv", "vrijstellingen", 2, 2, 0, 0, 0),
    ]
    for row in rows:
        assert row["gelezen"] == row["gebruikt"] + row["quarantaine"] + row["vervangen"] + row["niet_geteld"]
    assert [row["sha256"][:7] for row in rows] == ["012AB00", "112AB00", "034CD00", "0leerpl"]


def test_the_same_run_gives_the_same_bytes():
    text = make_manifest(_outcome(), key_id="0123abcd")
    assert make_manifest(_outcome(reverse=True), key_id="0123abcd") == text
    assert text.endswith("}\n")
    assert "Één" in text


def _list_keys(document):
    if isinstance(document, dict):
        return set(document) | set().union(*map(_list_keys, document.values()))
    if isinstance(document, list):
        return set().union(*map(_list_keys, document))
    return set()


def test_nothing_of_a_pupil_nor_of_the_machine():
    text = make_manifest(_outcome(), key_id="0123abcd")
    for secret in ("31415926", "lcodecodecod", "geheime-plek", "Lln nr"):
        assert secret not in text
    pupil_data = {column.name for table in (RAW_SLEUTEL, RAW_LEERLING) for column in table.columns}
    assert not _list_keys(json.loads(text)) & pupil_data
    # The control: the secrets are in what the manifest is made from.
    assert "31415926" in str(_outcome().deliveries["12AB00"].frames["raw_sleutel"].rows())


TOLD = {
    "sleutel": "k1",
    "regelsets": {"12AB00": {"id": "dronten"}, "34CD00": {"id": "twente"}},
    "instellingen": {"gemeenten": ["Zeist"], "scholen": [{"id": "12AB00", "naam": "A"}, {"id": "34CD00", "naam": "B"}]},
    "geweigerd": [{"school": "34CD00", "reden": "Geen rooster."}],
    "niet_gemeten": ["34CD00"],
    "bestanden": [
        {"school": "12AB00", "sha256": "aa"},
        {"school": "34CD00", "sha256": "bb"},
        {"school": "leerplicht", "sha256": "cc"},
        {"school": "swv", "sha256": "dd"},
    ],
    "eerdere_registers": [{"school": "34CD00", "sha256": "ee"}],
    "eerdere_leveringen": [{"school": "12AB00", "sha256": "ff"}],
}


@pytest.mark.parametrize(
    ("changed", "of_first", "of_second"),
    [
        ({"sleutel": "k2"}, True, True),
        ({"regelsets": {**TOLD["regelsets"], "34CD00": {"id": "dronten"}}}, False, True),
        ({"instellingen": {**TOLD["instellingen"], "gemeenten": []}}, True, True),
        ({"instellingen": {**TOLD["instellingen"], "scholen": TOLD["instellingen"]["scholen"][:1]}}, False, True),
        ({"geweigerd": []}, False, True),
        ({"niet_gemeten": []}, False, True),
        ({"bestanden": [*TOLD["bestanden"][1:]]}, True, False),
        ({"bestanden": [*TOLD["bestanden"][:2], TOLD["bestanden"][3]]}, False, False),
        ({"bestanden": [*TOLD["bestanden"][:3]]}, True, True),
        ({"eerdere_registers": []}, False, True),
        ({"eerdere_leveringen": []}, True, False),
    ],
)
def test_a_school_differs_by_what_is_told_of_it_and_of_all(changed: dict, of_first: bool, of_second: bool) -> None:
    """The two schools of TOLD; a changed list of the LPA is of no school, that of moves of each."""
    other = {**TOLD, **changed}
    differs = [take_school(TOLD, school) != take_school(other, school) for school in ("12AB00", "34CD00")]
    assert differs == [of_first, of_second]


def test_no_earlier_deliveries_are_none_told() -> None:
    without = {name: value for name, value in TOLD.items() if name != "eerdere_leveringen"}
    assert take_school(without, "34CD00") == take_school(TOLD, "34CD00")
