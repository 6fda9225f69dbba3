"""`swv.toml` is read strictly: each fault is refused with the file, the place and what may stand there."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines import paths
from pipelines.errors import WrongUse
from pipelines.settings import load_settings
from reports.release.disclosure import Rules

SWV = """[swv]
code = "VO9901"
naam = "SWV Voorbeeld"
protocol = "noord-kennemerland"
vakantieregio = "noord"
"""
PADEN = """[paden]
aanlevering = "aanlevering"
uitvoer = "../uitvoer"
opslag = "opslag"
"""
SCHOOL = """[[school]]
id = "12AB00"
naam = "Voorbeeldcollege"
sector = "VO"
lvs = "magister"
"""
GOOD = SWV + PADEN + SCHOOL


def _write(folder: Path, text: str | bytes) -> Path:
    file = folder / "swv.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_defaults_and_paths(tmp_path):
    folder = tmp_path / "swv"
    folder.mkdir()
    settings = load_settings(_write(folder, GOOD))

    assert (settings.code, settings.naam, settings.voorbeeld) == ("VO9901", "SWV Voorbeeld", False)
    # The default four peildata (contract 1), in calendar order; the school year starts on 1 August.
    assert settings.peildata == ((1, 1), (3, 1), (6, 1), (9, 1))
    assert settings.schooljaar_begin == (8, 1)
    # Relative to the file, not to where the program was started.
    assert settings.aanlevering == folder / "aanlevering"
    assert settings.uitvoer == tmp_path / "uitvoer"
    assert settings.opslag == folder / "opslag"
    (school,) = settings.scholen
    assert (school.protocol, school.vakantieregio) == ("noord-kennemerland", "noord")
    assert (school.minuten_per_lesuur, school.kolommen) == (None, {})
    assert (school.te_laat_is_les_vanaf, school.locatie) == (None, ())


def test_what_a_school_sets_itself_wins(tmp_path):
    own = 'protocol = "dronten"\nvakantieregio = "zuid"\nminuten_per_lesuur = 45\n'
    own += 'te_laat_is_les_vanaf = 20\nlocatie = [" Noord ", "12AB"]\n'
    own += 'kolommen = {"Lln nr" = "leerlingnummer"}\n'
    (school,) = load_settings(_write(tmp_path, GOOD + own)).scholen

    assert (school.protocol, school.vakantieregio, school.minuten_per_lesuur) == ("dronten", "zuid", 45)
    assert school.kolommen == {"Lln nr": "leerlingnummer"}
    assert (school.te_laat_is_les_vanaf, school.locatie) == (20, ("Noord", "12AB"))


def test_own_peildata_are_sorted_and_counted_once(tmp_path):
    own = 'peildata = ["06-15", "02-28", "06-15"]\nschooljaar_begin = "09-01"\nvoorbeeld = true\n'
    settings = load_settings(_write(tmp_path, SWV + own + PADEN + SCHOOL))

    assert settings.peildata == ((2, 28), (6, 15))
    assert settings.schooljaar_begin == (9, 1)
    assert settings.voorbeeld is True


def test_the_export_for_the_inspectie_is_coarse_unless_the_settings_say_otherwise(tmp_path):
    plain = load_settings(_write(tmp_path, GOOD)).inspectie
    assert (plain.datums, plain.formulier, plain.kolommen) == ("maand", None, None)

    own = '[inspectie]\ndatums = "dag"\nformulier = "inspectie/leeg.xlsx"\nkolommen = "inspectie/kolommen.toml"\n'
    chosen = load_settings(_write(tmp_path, GOOD + own)).inspectie
    assert chosen.datums == "dag"
    assert chosen.formulier == tmp_path / "inspectie" / "leeg.xlsx"
    assert chosen.kolommen == tmp_path / "inspectie" / "kolommen.toml"


def test_how_small_counts_are_protected(tmp_path):
    # What is left out is as in schemas/publication.yaml: 8, 5 and 5.
    assert load_settings(_write(tmp_path, GOOD)).publicatie == Rules(drempel=8, afronding=5, speling=5)
    # Hidden is 1 to 5: five values, and no threshold lower than 6 leaves as many.
    own = load_settings(_write(tmp_path, GOOD + "[publicatie]\ndrempel = 6\nafronding = 1\n")).publicatie
    assert own == Rules(drempel=6, afronding=1, speling=5)
    assert own.breedte == own.speling
    most = load_settings(_write(tmp_path, GOOD + "[publicatie]\ndrempel = 100\nspeling = 99\n")).publicatie
    assert most == Rules(drempel=100, afronding=5, speling=99)
    time = load_settings(_write(tmp_path, GOOD + "[publicatie]\noverheersing = 50\nschatting = 100\n")).publicatie
    assert time == Rules(overheersing=50, schatting=100)


def test_data_of_pupils_are_kept_three_years_at_most(tmp_path):
    assert load_settings(_write(tmp_path, GOOD)).bewaren_jaren == 3
    for years in (1, 3):
        assert load_settings(_write(tmp_path, GOOD + f"[bewaren]\njaren = {years}\n")).bewaren_jaren == years
    with pytest.raises(WrongUse, match="hoogstens 3 jaar bewaren") as refusal:
        load_settings(_write(tmp_path, GOOD + "[bewaren]\njaren = 4\n"))
    assert refusal.value.exit_code == 2
    # Why, with the law that says so.
    for words in (
        "[bewaren]: 'jaren' is een heel getal van 1 tot en met 3",
        "WPO artikel 18a",
        "WVO 2020 artikel 2.47",
    ):
        assert words in str(refusal.value)


def test_the_municipalities_of_the_region_may_be_left_out(tmp_path):
    assert load_settings(_write(tmp_path, GOOD)).gemeenten == ()
    own = SWV + 'gemeenten = ["Alkmaar", " Bergen (NH.) "]\n' + PADEN + SCHOOL
    assert load_settings(_write(tmp_path, own)).gemeenten == ("Alkmaar", "Bergen (NH.)")


def test_byte_order_mark_is_no_fault(tmp_path):
    assert load_settings(_write(tmp_path, b"\xef\xbb\xbf" + GOOD.encode())).code == "VO9901"


def test_a_school_by_its_id(tmp_path):
    settings = load_settings(_write(tmp_path, GOOD))
    assert settings.get_school("12AB00").naam == "Voorbeeldcollege"
    with pytest.raises(WrongUse) as refusal:
        settings.get_school("99ZZ99")
    assert str(refusal.value) == "School '99ZZ99' staat niet in swv.toml. Bekende scholen: 12AB00."


def test_a_school_may_have_had_another_number(tmp_path):
    """Codes of its pupils are made with the first one, and what was kept is looked for under both."""
    (school,) = load_settings(_write(tmp_path, GOOD)).scholen
    assert (school.vroeger, school.oude_nummers, school.stam, school.nummers) == ((), (), "12AB00", ("12AB00",))
    [twice] = load_settings(_write(tmp_path, GOOD + 'vroeger = ["33CC00 > 22BB00"]\n')).scholen
    # In the order in which it had them, and not in that of the letters.
    assert (twice.stam, twice.nummers) == ("33CC00", ("33CC00", "22BB00", "12AB00"))
    settings = load_settings(_write(tmp_path, GOOD + 'vroeger = ["22BB00"]\n'))
    (school,) = settings.scholen
    assert (school.oude_nummers, school.stam, school.nummers) == (("22BB00",), "22BB00", ("22BB00", "12AB00"))
    assert settings.opvolgers == {"22BB00": "12AB00"}


def test_pupils_come_along_from_schools_that_have_a_block(tmp_path):
    """Beside these a school may have had one other number itself; of one school pupils may go to several."""
    text = GOOD + "".join(
        SCHOOL.replace("12AB00", number) + f"vroeger = {vroeger}\n"
        for number, vroeger in (("12AB01", '["12AB00", "22BB00"]'), ("12AB02", '["12AB00"]'))
    )
    first, second, third = load_settings(_write(tmp_path, text)).scholen
    assert (first.herkomst, first.oude_nummers) == ((), ())
    assert (second.herkomst, second.oude_nummers, second.stam) == (("12AB00",), ("22BB00",), "22BB00")
    assert (third.herkomst, third.oude_nummers, third.stam) == (("12AB00",), (), "12AB02")


def test_a_delivery_lies_under_the_number_of_now_or_else_under_the_one_of_before(tmp_path):
    settings = load_settings(_write(tmp_path, GOOD + 'vroeger = ["22BB00"]\n'))
    place = settings.aanlevering
    assert settings.get_delivery_folder("12AB00") == place / "12AB00"
    (place / "22BB00").mkdir(parents=True)
    assert settings.get_delivery_folder("12AB00") == place / "22BB00"
    assert settings.get_delivery_folder("samen") == place / "samen"
    (place / "12AB00").mkdir()
    assert settings.get_delivery_folder("12AB00") == place / "12AB00"


REFUSED = [
    # (what the text holds instead, words that the message must hold)
    (
        SWV.replace("[swv]", "[svw]") + PADEN + SCHOOL,
        "onbekende sleutel 'svw'. Toegestaan: bewaren, inspectie, interventies, melding, paden, publicatie, school, "
        "swv",
    ),
    (PADEN + SCHOOL, "het blok [swv] ontbreekt"),
    (SWV + SCHOOL, "het blok [paden] ontbreekt"),
    (SWV + PADEN, "geen enkele [[school]]"),
    ("school = []\n" + SWV + PADEN, "geen enkele [[school]]"),
    ("school = [1]\n" + SWV + PADEN, "[[school]] nummer 1 is geen blok"),
    (SWV + 'naamm = "x"\n' + PADEN + SCHOOL, "[swv] heeft een onbekende sleutel 'naamm'"),
    *(
        (SWV + f"gemeenten = {value}\n" + PADEN + SCHOOL, "[swv]: 'gemeenten' is een lijst van gemeenten")
        for value in ("[]", '"Alkmaar"', "[1]", '[""]', '["Alkmaar", "1234"]', '["onbekend"]')
    ),
    (SWV + PADEN + 'kluis = "x"\n' + SCHOOL, "[paden] heeft een onbekende sleutel 'kluis'"),
    (GOOD + 'brin = "12AB"\n', "[[school]] nummer 1 heeft een onbekende sleutel 'brin'"),
    (GOOD.replace('code = "VO9901"\n', ""), "[swv]: 'code' ontbreekt of is leeg"),
    (GOOD.replace('"VO9901"', '"VO 99/01"'), "[swv]: 'code' is 'VO 99/01'. Verwacht: letters en cijfers"),
    (GOOD.replace('naam = "SWV Voorbeeld"', 'naam = "  "'), "[swv]: 'naam' ontbreekt of is leeg"),
    (GOOD.replace('protocol = "noord-kennemerland"\n', ""), "[swv]: 'protocol' ontbreekt of is leeg"),
    (GOOD.replace('vakantieregio = "noord"', 'vakantieregio = "oost"'), "'oost'. Kies uit: noord, midden, zuid"),
    (GOOD.replace('opslag = "opslag"\n', ""), "[paden]: 'opslag' ontbreekt of is leeg"),
    (GOOD.replace('opslag = "opslag"', 'opslag = "../uitvoer/opslag"'), "[paden]: 'opslag' ligt in de map 'uitvoer'"),
    (GOOD.replace('opslag = "opslag"', 'opslag = "../uitvoer"'), "[paden]: 'opslag' ligt in de map 'uitvoer'"),
    (GOOD.replace('uitvoer = "../uitvoer"', "uitvoer = 1"), "[paden]: 'uitvoer' ontbreekt of is leeg"),
    (GOOD.replace('"12AB00"', '"12ab00"'), "[[school]] nummer 1: 'id' is '12ab00'. Verwacht: BRIN en vestiging"),
    (GOOD.replace('"12AB00"', '"../../etc"'), "'id' is '../../etc'. Verwacht: BRIN en vestiging"),
    (GOOD.replace('sector = "VO"', 'sector = "MBO"'), "'sector' is 'MBO'. Kies uit: PO, VO, VSO"),
    (GOOD.replace('"magister"', '"esis"'), "'lvs' is 'esis'. Kies uit: "),
    (GOOD + 'vakantieregio = "west"\n', "nummer 1: 'vakantieregio' is 'west'. Kies uit: noord, midden, zuid"),
    (GOOD + "protocol = 3\n", "nummer 1: 'protocol' ontbreekt of is leeg"),
    (GOOD + "minuten_per_lesuur = 0\n", "'minuten_per_lesuur' is een heel getal van 1 tot en met 240"),
    (GOOD + "minuten_per_lesuur = 241\n", "'minuten_per_lesuur' is een heel getal van 1 tot en met 240"),
    (GOOD + "minuten_per_lesuur = true\n", "'minuten_per_lesuur' is een heel getal"),
    (GOOD + "minuten_per_lesuur = 50.0\n", "'minuten_per_lesuur' is een heel getal"),
    (GOOD + "te_laat_is_les_vanaf = 0\n", "'te_laat_is_les_vanaf' is een heel getal van 1 tot en met 240"),
    (GOOD + "te_laat_is_les_vanaf = true\n", "'te_laat_is_les_vanaf' is een heel getal"),
    (GOOD + 'locatie = "Noord"\n', "'locatie' is een lijst van namen"),
    # The line is that of the key itself.
    (GOOD + 'vroeger = "22BB00"\n', "nummer 1, regel 15: 'vroeger' is een lijst van nummers"),
    (GOOD + "vroeger = []\n", "regel 15: 'vroeger' is een lijst van nummers"),
    (GOOD + 'vroeger = ["22BB"]\n', "regel 15: 'vroeger' is een lijst van nummers"),
    (GOOD + 'vroeger = ["22bb00"]\n', "regel 15: 'vroeger' is een lijst van nummers"),
    (GOOD + 'vroeger = ["22BB00", "22BB00"]\n', "regel 15: in 'vroeger' staat een nummer twee keer"),
    (GOOD + 'vroeger = ["22BB00", "33CC00"]\n', "regel 15: in 'vroeger' staat meer dan één nummer zonder blok"),
    (GOOD + 'vroeger = ["22BB00 > 22BB00"]\n', "regel 15: in 'vroeger' staat een nummer twee keer"),
    (GOOD + 'vroeger = ["22BB00 33CC00"]\n', "regel 15: 'vroeger' is een lijst van nummers"),
    (GOOD + 'vroeger = ["22BB00 >"]\n', "regel 15: 'vroeger' is een lijst van nummers"),
    (
        GOOD + 'vroeger = ["22BB00 > 33CC00", "44DD00"]\n',
        "regel 15: in 'vroeger' staat meer dan één nummer zonder blok",
    ),
    (GOOD + 'vroeger = ["22BB00 > 12AB00"]\n', "regel 15: in 'vroeger' staat het nummer dat de school nog heeft"),
    (
        GOOD + 'vroeger = ["22BB00 > 12AB01"]\n' + SCHOOL.replace("12AB00", "12AB01"),
        "regel 15: 12AB01 heeft een eigen blok",
    ),
    (GOOD + 'vroeger = ["12AB00"]\n', "regel 15: in 'vroeger' staat het nummer dat de school nog heeft"),
    (
        GOOD + 'vroeger = ["12AB01"]\n' + SCHOOL.replace("12AB00", "12AB01") + 'vroeger = ["12AB00"]\n',
        "nummer 1, regel 15: twee scholen noemen elkaar bij 'vroeger'",
    ),
    (
        GOOD + 'vroeger = ["22BB00"]\n' + SCHOOL.replace("12AB00", "12AB01") + 'vroeger = ["22BB00"]\n',
        "nummer 2, regel 21: '22BB00' staat ook bij 'vroeger' van school 12AB00",
    ),
    (
        GOOD + 'vroeger = ["22BB00"]\n' + SCHOOL.replace("12AB00", "12AB01") + 'locatie = ["22bb00"]\n',
        "'locatie' van school 12AB01 is ook van school 12AB00",
    ),
    (GOOD + 'locatie = [" "]\n', "'locatie' is een lijst van namen"),
    (GOOD + "locatie = [1]\n", "'locatie' is een lijst van namen"),
    (
        GOOD + 'locatie = ["Noord"]\n' + SCHOOL.replace("12AB00", "12AB01") + 'locatie = ["noord"]\n',
        "'locatie' van school 12AB01 is ook van school 12AB00",
    ),
    (GOOD + SCHOOL.replace("12AB00", "12AB01") + 'locatie = ["12ab00"]\n', "is ook van school 12AB00"),
    (GOOD + 'kolommen = "Lln nr"\n', "'kolommen' is een tabel van teksten"),
    (GOOD + "kolommen = {x = 1}\n", "'kolommen' is een tabel van teksten"),
    (GOOD + SCHOOL, "school '12AB00' staat er twee keer in"),
    (SWV + 'peildata = "09-01"\n' + PADEN + SCHOOL, "'peildata' is een lijst van data als MM-DD"),
    (SWV + "peildata = []\n" + PADEN + SCHOOL, "'peildata' is een lijst van data als MM-DD"),
    (SWV + 'peildata = ["9-1"]\n' + PADEN + SCHOOL, "'peildata' bevat iets anders dan een datum als MM-DD"),
    (SWV + 'peildata = ["13-01"]\n' + PADEN + SCHOOL, "'peildata' bevat iets anders dan een datum als MM-DD"),
    (SWV + 'peildata = ["02-29"]\n' + PADEN + SCHOOL, "'peildata' bevat iets anders dan een datum als MM-DD"),
    (SWV + "peildata = [1]\n" + PADEN + SCHOOL, "'peildata' bevat iets anders dan een datum als MM-DD"),
    (SWV + 'schooljaar_begin = "02-29"\n' + PADEN + SCHOOL, "'schooljaar_begin' bevat iets anders dan een datum"),
    (SWV + 'voorbeeld = "ja"\n' + PADEN + SCHOOL, "[swv]: 'voorbeeld' is true of false"),
    (SWV + PADEN + SCHOOL + "[inspectie]\n" + 'datum = "dag"\n', "[inspectie] heeft een onbekende sleutel 'datum'"),
    (GOOD + '[inspectie]\ndatums = "week"\n', "[inspectie]: 'datums' is 'week'. Kies uit: dag, maand, kwartaal"),
    (GOOD + '[inspectie]\nformulier = "a.xlsx"\n', "[inspectie]: 'formulier' en 'kolommen' horen bij elkaar"),
    (GOOD + '[inspectie]\nkolommen = "a.toml"\n', "[inspectie]: 'formulier' en 'kolommen' horen bij elkaar"),
    (GOOD + '[inspectie]\nformulier = 1\nkolommen = "a.toml"\n', "[inspectie]: 'formulier' ontbreekt of is leeg"),
    (
        GOOD + '[inspectie]\nformulier = "../uitvoer/a.xlsx"\nkolommen = "a.toml"\n',
        "'formulier' ligt in de map 'uitvoer'",
    ),
    ("inspectie = 1\n" + GOOD, "het blok [inspectie] ontbreekt"),
    (GOOD + "[publicatie]\ndrempel = 5\n", "[publicatie]: 'drempel' is een heel getal van 6 tot en met 100"),
    (GOOD + "[publicatie]\ndrempel = 101\n", "[publicatie]: 'drempel' is een heel getal van 6 tot en met 100"),
    # Hidden would be 1 to 6: six values, and seven are asked. Of the default 8 it is 1 to 7, and eight are asked.
    (
        GOOD + "[publicatie]\ndrempel = 7\nspeling = 7\n",
        "een verborgen aantal is 1 tot en met 6, en moet 7 waarden kunnen hebben. Kies 'drempel' 8 of hoger",
    ),
    (GOOD + "[publicatie]\nspeling = 8\n", "Kies 'drempel' 9 of hoger, of een lagere 'speling'"),
    # Python holds a number of 4,300 digits at most, and a thousand brackets in each other.
    (GOOD + f"x = {'9' * 5000}\n", "er staat een veel te lang getal in, of veel te veel haken in elkaar"),
    (GOOD + f"x = {'[' * 5000}{']' * 5000}\n", "er staat een veel te lang getal in, of veel te veel haken in elkaar"),
    (GOOD + f"x = {'{a = ' * 5000}1{'}' * 5000}\n", "er staat een veel te lang getal in"),
    (GOOD + '[publicatie]\ndrempel = "8"\n', "[publicatie]: 'drempel' is een heel getal"),
    (GOOD + "[publicatie]\noverheersing = 91\n", "[publicatie]: 'overheersing' is een heel getal van 50 tot en met 90"),
    (GOOD + "[publicatie]\noverheersing = 49\n", "[publicatie]: 'overheersing' is een heel getal van 50 tot en met 90"),
    (GOOD + "[publicatie]\nschatting = 9\n", "[publicatie]: 'schatting' is een heel getal van 10 tot en met 100"),
    (GOOD + "[publicatie]\nafronding = 0\n", "[publicatie]: 'afronding' is een heel getal van 1 tot en met 100"),
    (GOOD + "[publicatie]\nafronding = true\n", "[publicatie]: 'afronding' is een heel getal"),
    (GOOD + "[bewaren]\njaren = 0\n", "[bewaren]: 'jaren' is een heel getal van 1 tot en met 3"),
    (GOOD + "[bewaren]\njaren = true\n", "[bewaren]: 'jaren' is een heel getal"),
    (GOOD + "[bewaren]\nmaanden = 6\n", "[bewaren] heeft een onbekende sleutel 'maanden'"),
    ("bewaren = 2\n" + GOOD, "'bewaren' is geen blok [bewaren]"),
    (GOOD + "[publicatie]\nspeling = 4\n", "[publicatie]: 'speling' is een heel getal van 5 tot en met 100"),
    (GOOD + "[publicatie]\ngrens = 5\n", "[publicatie] heeft een onbekende sleutel 'grens'"),
    ("publicatie = 5\n" + GOOD, "'publicatie' is geen blok [publicatie]"),
    ('[swv]\ncode = "VO9901\n', "geen geldig TOML-bestand: zie regel 2"),
    (GOOD + "[interventies]\n", "[interventies] is een tabel van code = omschrijving"),
    (GOOD + "[interventies]\ngesprek = 1\n", "[interventies]: 'gesprek' ontbreekt of is leeg"),
    (
        GOOD + '[interventies]\n"een gesprek" = "x"\n',
        "[interventies]: 'een gesprek' heeft een code van 1 tot en met 30",
    ),
    (GOOD + '[interventies]\n"-" = "x"\n', "[interventies]: '-' heeft een code van 1 tot en met 30"),
    (GOOD + '[interventies]\nMDO = "x"\nmdo = "y"\n', "twee codes verschillen alleen in hoofdletters"),
    ("[swv\n", "geen geldig TOML-bestand: zie regel 1"),
]


@pytest.mark.parametrize(("text", "words"), REFUSED, ids=range(len(REFUSED)))
def test_each_fault_is_refused_with_the_place(text, words, tmp_path):
    with pytest.raises(WrongUse) as refusal:
        load_settings(_write(tmp_path, text))
    assert words in str(refusal.value)
    assert str(refusal.value).startswith("swv.toml")
    assert refusal.value.exit_code == 2
    assert refusal.value.__cause__ is None


def _fill_in(**folders: str | Path) -> str:
    chosen = {"aanlevering": "aanlevering", "uitvoer": "uitvoer", "opslag": "opslag", **folders}
    return SWV + "[paden]\n" + "".join(f'{name} = "{folder}"\n' for name, folder in chosen.items()) + SCHOOL


@pytest.mark.parametrize("name", ["uitvoer", "opslag"])
@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("/", "is de hele schijf"),
        ("/etc", "is een map van het systeem"),
        ("/etc/msa", "is een map van het systeem"),
        ("/usr", "is een map van het systeem"),
        ("/tmp/", "is een map van het systeem"),
        ("~", "is uw eigen map (of een map daarboven)"),
        ("~/..", "is uw eigen map (of een map daarboven)"),
        (paths.ROOT, "is de map van het programma zelf"),
        (paths.ROOT.parent, "is de map van het programma zelf"),
        (paths.ROOT / "sql" / "uit", "is de map van het programma zelf"),
        (".", "is de map waarin swv.toml staat"),
    ],
)
@pytest.mark.parametrize("through_a_link", [False, True])
def test_a_folder_that_is_not_for_msa_alone_is_refused(
    through_a_link, folder, words, name, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    """What msa closes, empties and removes in."""
    monkeypatch.setenv("HOME", str(tmp_path / "thuis" / "ik"))
    (tmp_path / "thuis" / "ik").mkdir(parents=True)
    place = tmp_path / "swv"
    place.mkdir()
    chosen = Path(str(folder).replace("~", str(tmp_path / "thuis" / "ik")))
    if through_a_link:
        (place / "link").symlink_to(place / chosen)
        chosen = Path("link")
    # Elsewhere, so that only this one is wrong.
    others = {other: tmp_path / "los" / other for other in ("aanlevering", "uitvoer", "opslag")}
    with pytest.raises(WrongUse) as refusal:
        load_settings(_write(place, _fill_in(**{**others, name: chosen})))
    assert f"[paden]: '{name}' {words}" in str(refusal.value)
    assert refusal.value.exit_code == 2
    # Control: the same with a folder of its own.
    load_settings(_write(place, _fill_in(**others)))


@pytest.mark.parametrize(
    ("folders", "words"),
    [
        ({"opslag": "uitvoer/opslag"}, "'opslag' ligt in de map 'uitvoer'"),
        ({"uitvoer": "opslag/uitvoer"}, "'uitvoer' ligt in de map 'opslag'"),
        ({"uitvoer": "opslag"}, "'opslag' ligt in de map 'uitvoer'"),
        ({"opslag": "aanlevering/12AB00"}, "'opslag' ligt in de map 'aanlevering'"),
        ({"uitvoer": "aanlevering/uit"}, "'uitvoer' ligt in de map 'aanlevering'"),
        ({"aanlevering": "opslag/in"}, "'aanlevering' ligt in de map 'opslag'"),
        ({"aanlevering": "uitvoer"}, "'uitvoer' ligt in de map 'aanlevering'"),
        ({"uitvoer": "link/uit"}, "'uitvoer' ligt in de map 'opslag'"),
        ({"opslag": "link-naar-aanlevering"}, "'opslag' ligt in de map 'aanlevering'"),
    ],
)
def test_the_three_folders_lie_apart(folders, words, tmp_path):
    for name in ("aanlevering", "opslag"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "opslag")
    (tmp_path / "link-naar-aanlevering").symlink_to("aanlevering")
    with pytest.raises(WrongUse) as refusal:
        load_settings(_write(tmp_path, _fill_in(**folders)))
    assert words in str(refusal.value)


def test_a_folder_beside_the_program_is_fine(tmp_path):
    """As that of the demo."""
    place = paths.ROOT / "msa-demo"
    settings = load_settings(_write(tmp_path, _fill_in(uitvoer=place / "uitvoer", opslag=place / "opslag")))
    assert settings.opslag == place / "opslag"


def test_a_file_that_is_not_there_or_no_text(tmp_path):
    with pytest.raises(WrongUse, match="bestaat niet"):
        load_settings(tmp_path / "swv.toml")
    with pytest.raises(WrongUse, match="niet te lezen"):
        load_settings(tmp_path)
    with pytest.raises(WrongUse, match="UTF-8"):
        load_settings(_write(tmp_path, GOOD.replace("Voorbeeld", "Coöperatie").encode("cp1252")))


def test_the_list_of_interventions_is_the_own_one_or_the_default(tmp_path):
    own = load_settings(_write(tmp_path, GOOD + '[interventies]\nhuisbezoek = "Huisbezoek"\ngesprek = "Gesprek"\n'))
    assert list(own.interventies.items()) == [("huisbezoek", "Huisbezoek"), ("gesprek", "Gesprek")]
    default = load_settings(_write(tmp_path, GOOD)).interventies
    assert default["mdo"] == "Multidisciplinair overleg (MDO)"
    # The codes of the default list could stand in a table of one's own.
    table = "".join(f'{code} = "{words}"\n' for code, words in default.items())
    assert load_settings(_write(tmp_path, GOOD + "[interventies]\n" + table)).interventies == default


def test_who_is_told_when_a_night_went_wrong(tmp_path: Path) -> None:
    assert not load_settings(_write(tmp_path, GOOD)).melding
    text = GOOD + '[melding]\nopdracht = ["mail", "-s", "msa", "ict@swv.nl"]\nwebhook = "https://swv.nl/haak?x=1"\n'
    melding = load_settings(_write(tmp_path, text)).melding
    assert melding.opdracht == ("mail", "-s", "msa", "ict@swv.nl")
    assert melding.webhook == "https://swv.nl/haak?x=1"
    # An address may hold a secret of its own.
    assert "swv.nl/haak" not in repr(melding)


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "opdracht = []",
        'opdracht = "mail"',
        'opdracht = ["mail", 3]',
        'opdracht = ["mail", ""]',
        'opdracht = ["a\\u0000b"]',
        'webhook = "http://swv.nl/haak"',
        'webhook = "https://"',
        'webhook = "https://jan:geheim@swv.nl/"',
        'webhook = "https://swv.nl/een haak"',
        'webhook = "https://swv.nl:99999/"',
        "webhook = 3",
        'adres = "https://swv.nl"',
    ],
)
def test_a_faulty_way_to_tell_is_refused(lines: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"\[melding\]"):
        load_settings(_write(tmp_path, f"{GOOD}[melding]\n{lines}\n"))


DATED = """[swv]
code = "VO9901"
naam = [{is = "SWV Eerst"}, {vanaf = 2026-08-01, is = "SWV Later"}]
protocol = [{is = "noord-kennemerland"}, {vanaf = 2026-03-01, is = "twente"}]
vakantieregio = [{vanaf = 2025-08-01, is = "noord"}, {vanaf = 2026-08-01, is = "midden"}]
gemeenten = [{is = ["Alkmaar"]}, {vanaf = 2026-08-01, is = ["Alkmaar", "Heiloo"]}]
"""
TWO_SCHOOLS = """[[school]]
id = "12AB00"
naam = [{is = "Oud"}, {vanaf = 2026-01-01, is = "Nieuw"}]
sector = [{is = "VO"}, {vanaf = 2026-08-01, is = "VSO"}]
lvs = "magister"
[[school]]
id = "34CD00"
naam = "Tweede"
sector = "PO"
lvs = "parnassys"
protocol = "dronten"
"""


@pytest.mark.parametrize(
    ("day", "swv", "first", "second"),
    [
        # On 31 December the first name of the school, on 1 January the second.
        (date(2025, 12, 31), ("SWV Eerst", 1), ("Oud", "VO", "noord-kennemerland", "noord"), ("dronten", "noord")),
        (date(2026, 1, 1), ("SWV Eerst", 1), ("Nieuw", "VO", "noord-kennemerland", "noord"), ("dronten", "noord")),
        # The protocol of the SWV on 28 February and 1 March; the second school has its own.
        (date(2026, 2, 28), ("SWV Eerst", 1), ("Nieuw", "VO", "noord-kennemerland", "noord"), ("dronten", "noord")),
        (date(2026, 3, 1), ("SWV Eerst", 1), ("Nieuw", "VO", "twente", "noord"), ("dronten", "noord")),
        (date(2026, 8, 1), ("SWV Later", 2), ("Nieuw", "VSO", "twente", "midden"), ("dronten", "midden")),
    ],
)
def test_what_holds_on_a_day(day, swv, first, second, tmp_path):
    settings = load_settings(_write(tmp_path, DATED + PADEN + TWO_SCHOOLS))
    then = settings.get_on(day)
    one, two = then.scholen
    assert (then.naam, len(then.gemeenten)) == swv
    assert (one.naam, one.sector, one.protocol, one.vakantieregio) == first
    assert (two.naam, two.protocol, two.vakantieregio) == ("Tweede", *second)
    # Loaded on that day, it is the same; and from one day one can go to any other.
    assert load_settings(settings.file, today=day) == then
    assert then.get_on(date(2026, 8, 1)).naam == "SWV Later"


def test_a_day_before_the_first_is_refused(tmp_path):
    """The holidays are those of region noord from 1 August 2025 on; nobody said what held before."""
    settings = load_settings(_write(tmp_path, DATED + PADEN + TWO_SCHOOLS), today=date(2020, 1, 1))
    assert settings.get_on(date(2025, 8, 1)).scholen[0].vakantieregio == "noord"
    with pytest.raises(WrongUse, match=r"'vakantieregio' van school 12AB00 heeft nog geen waarde op 31-07-2025"):
        settings.get_on(date(2025, 7, 31))
    # Read without a peildatum, it is the first that is known.
    assert settings.scholen[0].vakantieregio == "noord"


def test_what_was_changed_after_reading_stays(tmp_path):
    settings = load_settings(_write(tmp_path, DATED + PADEN + TWO_SCHOOLS))
    one = replace(settings, pdf=False, scholen=settings.scholen[1:]).get_on(date(2026, 8, 1))
    assert (one.pdf, [school.id for school in one.scholen], one.naam) == (False, ["34CD00"], "SWV Later")


def test_changes_of_the_protocol(tmp_path):
    settings = load_settings(_write(tmp_path, DATED + PADEN + TWO_SCHOOLS))
    change = (date(2026, 3, 1), "12AB00", "noord-kennemerland", "twente")
    assert settings.list_protocol_changes(date(2026, 2, 28), date(2026, 3, 1)) == [change]
    assert settings.list_protocol_changes(date(2026, 3, 1), date(2026, 12, 31)) == []
    assert settings.list_protocol_changes(date(2026, 1, 1), date(2026, 2, 28)) == []
    days = [date(2025, 8, 1), date(2026, 1, 1), date(2026, 3, 1), date(2026, 8, 1)]
    assert settings.list_moments() == days
    assert load_settings(_write(tmp_path, GOOD)).list_moments() == []


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ('[{is = "a"}, {is = "b"}]', "[swv]: bij 'protocol' ontbreekt 'vanaf'"),
        ('[{is = "a"}, {vanaf = "2026-08-01", is = "b"}]', "[swv]: bij 'protocol' ontbreekt 'vanaf', of het is geen"),
        ('[{is = "a"}, {vanaf = 2026-08-01T00:00:00, is = "b"}]', "[swv]: bij 'protocol' ontbreekt 'vanaf'"),
        ('[{vanaf = 2026-08-01, is = "a"}, {vanaf = 2026-08-01, is = "b"}]', "niet op volgorde, of een dag twee keer"),
        ('[{vanaf = 2026-08-02, is = "a"}, {vanaf = 2026-08-01, is = "b"}]', "niet op volgorde, of een dag twee keer"),
        ("[{vanaf = 2026-08-01}]", "[swv]: bij 'protocol' ontbreekt 'is'"),
        ('[{vanaf = 2026-08-01, is = "a", tot = 2027-08-01}]', "[swv], 'protocol' heeft een onbekende sleutel 'tot'"),
        ('[{is = "a"}, "b"]', "'protocol' is één waarde, of een lijst van"),
        ('[{is = ""}]', "[swv]: 'protocol' ontbreekt of is leeg"),
        ("[]", "[swv]: 'protocol' ontbreekt of is leeg"),
    ],
)
def test_dated_values_are_read_strictly(told, words, tmp_path):
    with pytest.raises(WrongUse) as refusal:
        load_settings(_write(tmp_path, GOOD.replace('"noord-kennemerland"', told)))
    assert words in str(refusal.value)


def test_a_later_value_is_checked_as_the_first(tmp_path):
    text = GOOD.replace(
        'vakantieregio = "noord"', 'vakantieregio = [{is = "noord"}, {vanaf = 2027-01-01, is = "oost"}]'
    )
    with pytest.raises(WrongUse, match=r"\[swv\]: 'vakantieregio' is 'oost'\. Kies uit: noord, midden, zuid"):
        load_settings(_write(tmp_path, text))
    text = GOOD.replace('sector = "VO"', 'sector = [{is = "VO"}, {vanaf = 2027-01-01, is = "HO"}]')
    with pytest.raises(WrongUse, match=r"\[\[school\]\] nummer 1: 'sector' is 'HO'"):
        load_settings(_write(tmp_path, text))
