"""Arrival of a school's folder: what is listed, refused, ignored and stored; which names and columns pass."""

import hashlib
import os
import stat

import pytest

from pipelines.errors import DeliveryRefused
from pipelines.intake import arrival
from pipelines.intake.arrival import (
    find_copies,
    get_shown_name,
    list_delivery,
    make_ignored_findings,
    make_secrets,
    refuse_bsn,
    store_file,
)
from pipelines.intake.guards import find_bsn_column

SHA = hashlib.sha256(b"inhoud").hexdigest()


def get_refusal(function, *args, **kwargs) -> DeliveryRefused:
    with pytest.raises(DeliveryRefused) as refusal:
        function(*args, **kwargs)
    assert refusal.value.__cause__ is None
    return refusal.value


# --- listing ---------------------------------------------------------------------------------------------------------


def test_files_come_in_code_point_order(tmp_path):
    """Capitals before small letters, é after z, `10` before `9`."""
    for name in ["b.csv", "A.csv", "é.csv", "10.csv", "9.csv", "a.csv"]:
        (tmp_path / name).write_bytes(b"x")
    names = [file.name for file in list_delivery(tmp_path).files]
    assert names == ["10.csv", "9.csv", "A.csv", "a.csv", "b.csv", "é.csv"]


def test_leftovers_are_ignored_with_a_finding(tmp_path):
    leftovers = [".DS_Store", ".verborgen", "Thumbs.db", "a.crdownload", "b.PART", "desktop.ini", "~$werkmap.xlsx"]
    for name in [*leftovers, "rooster.csv"]:
        (tmp_path / name).write_bytes(b"x")
    found = list_delivery(tmp_path)
    assert [file.name for file in found.files] == ["rooster.csv"]
    findings = make_ignored_findings(found, school="12AB00", make_mark=lambda name: f"({name})")
    shown = {"~$werkmap.xlsx", "Thumbs.db", "desktop.ini", ".DS_Store", "a.crdownload", "b.PART"}
    assert [finding.bestand for finding in findings] == [
        name if name in shown else f"genegeerd-({name})" for name in leftovers
    ]
    assert {(finding.code, finding.ernst, finding.school) for finding in findings} == {
        ("genegeerd_bestand", "let_op", "12AB00")
    }


def test_name_of_a_leftover_with_a_pupil_in_it_is_not_shown(tmp_path):
    (tmp_path / "~$verzuim Zilverberg.xlsx").write_bytes(b"x")
    findings = make_ignored_findings(
        list_delivery(tmp_path), school="12AB00", make_mark=lambda _: "0a1b2c3d", secrets=["Zilverberg"]
    )
    assert [finding.bestand for finding in findings] == ["genegeerd-0a1b2c3d"]


def test_missing_folder(tmp_path):
    refusal = get_refusal(list_delivery, tmp_path / "12AB00")
    assert (refusal.reason, refusal.exit_code) == ("map_ontbreekt", 10)
    assert "BRIN" in str(refusal)


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "12AB00").write_bytes(b"x")
    assert get_refusal(list_delivery, tmp_path / "12AB00").reason == "map_onleesbaar"


def test_folder_named_as_a_file_is_refused(tmp_path):
    """F10."""
    (tmp_path / "x.csv").mkdir()
    refusal = get_refusal(list_delivery, tmp_path)
    assert (refusal.reason, refusal.file) == ("submap", "x.csv")


def test_fifo_is_refused_without_waiting(tmp_path):
    """F10."""
    os.mkfifo(tmp_path / "x.csv")
    assert get_refusal(list_delivery, tmp_path).reason == "geen_gewoon_bestand"


@pytest.mark.parametrize("target", ["../buiten.csv", "/dev/null", "../weg.csv", "x.csv"])
def test_link_to_outside_is_refused(tmp_path, target):
    """F10 and F11: to a file, to a device, to nothing, to itself."""
    (tmp_path / "buiten.csv").write_bytes(b"x")
    folder = tmp_path / "12AB00"
    folder.mkdir()
    (folder / "x.csv").symlink_to(target)
    assert get_refusal(list_delivery, folder).reason == "koppeling_buiten_map"


def test_link_within_the_folder_is_a_file(tmp_path):
    (tmp_path / "b.csv").write_bytes(b"x")
    (tmp_path / "a.csv").symlink_to("b.csv")
    assert [file.name for file in list_delivery(tmp_path).files] == ["a.csv", "b.csv"]


# --- the vault -------------------------------------------------------------------------------------------------------


def arrive(folder, name="a.csv", data=b"inhoud"):
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return list_delivery(folder).files[0]


def test_file_is_stored_under_its_hash_for_this_account_alone(tmp_path):
    old = os.umask(0)
    try:
        stored = store_file(arrive(tmp_path / "in"), tmp_path / "opslag" / "kluis")
    finally:
        os.umask(old)
    assert stored.path == tmp_path / "opslag" / "kluis" / SHA[:2] / SHA
    assert (stored.sha256, stored.bytes, stored.path.read_bytes()) == (SHA, 6, b"inhoud")
    assert stat.S_IMODE(stored.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(stored.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "opslag" / "kluis").stat().st_mode) == 0o700
    assert (tmp_path / "in" / "a.csv").exists()


def test_second_time_writes_nothing(tmp_path):
    """F6."""
    file = arrive(tmp_path / "in")
    first = store_file(file, tmp_path / "kluis")
    before = first.path.stat()
    assert store_file(file, tmp_path / "kluis") == first
    after = first.path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("damaged", [b"in", b"inhoue", b""], ids=["shorter", "as long", "empty"])
def test_damaged_copy_in_the_vault_is_replaced(tmp_path, damaged):
    file = arrive(tmp_path / "in")
    stored = store_file(file, tmp_path / "kluis")
    stored.path.write_bytes(damaged)
    assert store_file(file, tmp_path / "kluis").path.read_bytes() == b"inhoud"
    assert list(stored.path.parent.iterdir()) == [stored.path]


@pytest.mark.parametrize("moment", [0, 4_102_444_800], ids=["1970", "2100"])
def test_odd_times_are_accepted(tmp_path, moment):
    """F14."""
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "a.csv"
    path.write_bytes(b"inhoud")
    os.utime(path, (moment, moment))
    assert store_file(list_delivery(tmp_path / "in").files[0], tmp_path / "kluis").sha256 == SHA


def test_file_that_grew_after_listing_is_refused(tmp_path):
    """F1."""
    file = arrive(tmp_path / "in")
    file.path.write_bytes(b"inhoud en meer")
    refusal = get_refusal(store_file, file, tmp_path / "kluis")
    assert refusal.reason == "bestand_gewijzigd"
    assert "Wacht" in str(refusal)
    assert not (tmp_path / "kluis").exists()


def test_file_that_changes_between_hashing_and_copying_is_refused(tmp_path, monkeypatch):
    """F1: same size, other bytes; the half-made copy is taken away."""
    file = arrive(tmp_path / "in")

    def change_then_copy(source, target, **rest):
        file.path.write_bytes(b"anders")
        source.seek(0)
        return copy(source, target, **rest)

    copy = arrival._copy
    monkeypatch.setattr(arrival, "_copy", change_then_copy)
    assert get_refusal(store_file, file, tmp_path / "kluis").reason == "bestand_gewijzigd"
    assert [path for path in (tmp_path / "kluis").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("change", [lambda path: path.write_bytes(b"inhoud en meer"), lambda path: path.unlink()])
def test_file_that_changed_while_the_others_were_read_is_refused(tmp_path, change):
    """A file may grow after its own copy was made; nothing changed passes."""
    file = arrive(tmp_path / "in")
    store_file(file, tmp_path / "kluis")
    arrival.look_again(file)
    change(file.path)
    assert get_refusal(arrival.look_again, file).reason == "bestand_gewijzigd"


def test_file_that_disappears_is_refused(tmp_path):
    """F9."""
    file = arrive(tmp_path / "in")
    file.path.unlink()
    assert get_refusal(store_file, file, tmp_path / "kluis").reason == "bestand_gewijzigd"


def test_file_replaced_by_a_fifo_does_not_hang(tmp_path):
    file = arrive(tmp_path / "in")
    file.path.unlink()
    os.mkfifo(file.path)
    assert get_refusal(store_file, file, tmp_path / "kluis").reason == "bestand_gewijzigd"


def test_file_without_permission_is_refused(tmp_path, monkeypatch):
    """F10; simulated, because an administrator may read everything."""
    file = arrive(tmp_path / "in")

    def deny(*_):
        raise PermissionError("a.csv")

    monkeypatch.setattr(arrival.os, "open", deny)
    refusal = get_refusal(store_file, file, tmp_path / "kluis")
    assert refusal.reason == "bestand_onleesbaar"
    assert "leesrecht" in str(refusal)


@pytest.mark.parametrize(
    "name",
    ["a[1].csv", "a*?.csv", "-rf.csv", "CON", "a'\"b.csv", "a\nb.csv", "\u202efdp.csv", "😀.csv", "a;rm", "é" * 120],
)
def test_hostile_names_are_stored_by_hash(tmp_path, name):
    """F12: the name never reaches the vault."""
    stored = store_file(arrive(tmp_path / "in", name), tmp_path / "kluis")
    assert stored.path.name == SHA
    assert stored.path.is_relative_to(tmp_path / "kluis")


def test_copies_point_to_the_last_one(tmp_path):
    """F7: places 0 and 2 hold the same bytes, 1 other ones."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in [("a.csv", b"een"), ("b.csv", b"twee"), ("c.csv", b"een")]:
        (folder / name).write_bytes(data)
    stored = [store_file(file, tmp_path / "kluis") for file in list_delivery(folder).files]
    assert find_copies(stored) == {0: 2}
    assert find_copies(stored[:2]) == {}
    assert len([path for path in (tmp_path / "kluis").rglob("*") if path.is_file()]) == 2


# --- columns that may not be delivered -------------------------------------------------------------------------------

BSN = """BSN|bsn|B.S.N.|b_s_n|Bsn leerling|bsnleerling|LEERLING_BSN|leerlingBsn|ouderbsn1|bsn_ouder|BSN2
bsnnr|bsnnummer|PGN|pgn|PGN-nummer|pgnnr|leerling pgn|BSN/PGN|Sofinummer|sofi-nummer|sofinr|SOFI
Burgerservicenummer|Burger Service Nummer|burgerservicenr|Onderwijsnummer|onderwijs_nummer|OnderwijsNr
Persoonsgebonden nummer|Pgn 2
ＢＳＮ|b\u200bsn|kindbsn|hash_bsn|bsnhash"""
INNOCENT = """leerlingnummer|kluisnummer|stamnummer|STAMNR|BS-naam
bsnaam|bs niveau|clubsnummer|clubsnaam|knopgnaam|onderwijssoort
Onderwijs|volgnummer|personeelsnummer|service|burgerlijke staat|studienummer|ibsnotitie|Sofie|filosofie|lesuur
begrijpsnel|absentie|begin|verzuimpgnotitie|groepnummer|"""


@pytest.mark.parametrize("cell", [cell for line in BSN.splitlines() for cell in line.split("|")])
def test_bsn_like_column_refuses(cell):
    """F37."""
    refusal = get_refusal(refuse_bsn, ["klas", cell], file="a.csv")
    assert refusal.reason == "bsn_kolom"
    assert "wettelijke grond" in str(refusal)


@pytest.mark.parametrize("cell", [cell for line in INNOCENT.splitlines() for cell in line.split("|")])
def test_innocent_column_passes(cell):
    assert find_bsn_column([cell]) is None


# --- names that may be shown -----------------------------------------------------------------------------------------

SECRETS = ["248109", "000731", "Zilverberg", "Ko", "van der Wiel", "Popel, Tijs", "l9x", "April", "2024", "12"]
MARK = "0a1b2c3d"


def show(name: str, soort: str = "absenties") -> str:
    return get_shown_name(name, soort=soort, mark=MARK, secrets=SECRETS)


@pytest.mark.parametrize(
    "name",
    [
        "verzuim 248109.csv",
        "verzuim_248109_2025.csv",
        "leerling248109.csv",
        "0248109.csv",
        "dossier-731.csv",
        "zilverberg.csv",
        "Verzuim-ZILVERBERG.xlsx",
        "verzuimzilverberg.csv",
        "Zi\u0301lverberg.csv",
        "Ko.csv",
        "verzuimKo2025.csv",
        "wiel.csv",
        "vanderwiel.csv",
        "tijs popel.csv",
        "abs-l9x.csv",
        # Not delivered: any word outside the list may be a name.
        *("kooi.csv", "ziekmelding Fenna.csv", "verzuim jan.csv", "é.csv", "1248109.csv", "rooster-20251001.csv"),
    ],
)
def test_a_name_with_a_word_that_is_not_known_is_hidden(name):
    assert show(name) == f"absenties-{MARK}"


@pytest.mark.parametrize("name", ["verzuim april.csv", "absenties 2024.csv", "rooster week 12.csv"])
def test_a_known_word_that_is_a_delivered_name_or_number_is_hidden(name):
    """A pupil called April, one with number 2024, one with number 12; without them the names are shown."""
    assert show(name) == f"absenties-{MARK}"
    assert get_shown_name(name, soort="absenties", mark=MARK) == name


@pytest.mark.parametrize(
    "name", ["codes.csv", "verzuim 2025-2026 van 3A.csv", "rooster-2025-10-01.csv", "absenties (2).xlsx"]
)
def test_a_name_of_known_words_is_shown(name):
    assert show(name) == name


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[2Jb.csv", "\u202efdp.csv", "a\u200bb.csv", "a\udcffb.csv", "a" * 121])
def test_name_that_could_mislead_a_reader_is_hidden(name):
    """F12."""
    assert show(name, "rooster") == f"rooster-{MARK}"


def test_many_secrets_are_looked_up_together():
    secrets = make_secrets(f"{number}" for number in range(2000, 2020))
    assert get_shown_name("verzuim-2019.csv", soort="s", mark=MARK, secrets=secrets) == f"s-{MARK}"
    assert get_shown_name("verzuim-2020.csv", soort="s", mark=MARK, secrets=secrets) == "verzuim-2020.csv"
