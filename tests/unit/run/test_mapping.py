"""Proposing, previewing and accepting what the words of a school mean (`pipelines.run.mapping`)."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import WrongUse
from pipelines.run.check import check_deliveries
from pipelines.run.mapping import (
    FileProposal,
    Proposal,
    accept,
    preview,
    propose,
    say_not_counted,
    take_certain,
    take_proposed,
)
from pipelines.settings import Settings, load_settings
from tests.lib.school_folder import make_school, write_swv

TODAY = date(2025, 12, 20)
SCHOOL = "12AB00"
_PUPILS = 20


def make_swv(folder: Path, *, absences: str, classes: tuple[str, str] = ("3A", "Vlinders"), **files: str) -> Settings:
    """A school of twenty pupils in two classes, of which the timetable calls one `klas 3a` and the other `groep 4`."""
    pupils = "".join(f"{1000 + nr};{classes[nr % 2]}\n" for nr in range(_PUPILS))
    lessons = "".join(
        f"{group};{day};{hour};{8 + hour:02d}:00;{8 + hour:02d}:50\n"
        for group in ("klas 3a", "groep 4")
        for day in range(1, 6)
        for hour in range(1, 4)
    )
    delivered = {
        "leerlingen.csv": f"leerlingnummer;klas\n{pupils}",
        "rooster.csv": f"groep;weekdag;lesuur;begintijd;eindtijd\n{lessons}",
        "absenties.csv": absences,
        **{name.replace("_", "."): text for name, text in files.items()},
    }
    return load_settings(write_swv(folder, delivered, school=make_school("magister")))


def list_absences(header: str, *, codes: Iterable[str] = ("Z", "ZI", "Tandarts"), name: str = "Jansen") -> str:
    """Twelve weeks in which every pupil misses one lesson, with the codes in turn."""
    codes = list(codes)
    rows = [header]
    for nr in range(_PUPILS):
        for week in range(12):
            day = date(2025, 9, 1) + timedelta(days=7 * week + nr % 5)
            rows.append(f"{1000 + nr};{name} {nr};{day:%d-%m-%Y};{1 + week % 3};{codes[week % len(codes)]}")
    return "\n".join(rows) + "\n"


OWN_HEADER = "Lln nr;LLNAAM;Dag;Uur;Sis omschr"
GOOD_HEADER = "leerlingnummer;naam;datum;lesuur;code"


def get_file(proposal: Proposal, place: str) -> FileProposal:
    return next(file for file in proposal.columns if place in file.waar[0])


def choose_columns(settings: Settings) -> dict[str, str]:
    """The proposed columns, and the fifth one as the code: that one nobody can tell from its name."""
    file = get_file(propose(settings, SCHOOL, today=TODAY), "bestand 1 van 3")
    proposed = {column.id: column.voorstel for column in file.columns}
    return {file.id: file.voorstel, **proposed, file.columns[4].id: "code"}


def choose_all(settings: Settings) -> dict[str, str]:
    """Columns, then classes, then codes, as somebody does who answers every question."""
    choices = choose_columns(settings)
    classes = {item.shown: item.id for item in propose(settings, SCHOOL, choices, today=TODAY).classes}
    choices |= {classes["3A"]: "klas 3a", classes["Vlinders"]: "groep 4"}
    codes = {item.shown: item.id for item in propose(settings, SCHOOL, choices, today=TODAY).codes}
    return choices | {codes["ZI"]: "ziek", codes["Tandarts"]: "medisch"}


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """A school with names of its own for columns, codes and classes."""
    return make_swv(tmp_path, absences=list_absences(OWN_HEADER))


def test_columns_are_proposed_by_their_words_and_their_cells(own: Settings) -> None:
    proposal = propose(own, SCHOOL, today=TODAY)
    file = get_file(proposal, "bestand 1 van 3")
    assert (file.stand, file.nu, file.voorstel) == ("niet gelezen", "", "sjabloon-absenties-les")
    # 20 pupils, 12 weeks each.
    assert file.rijen == 20 * 12
    assert [(column.shown, column.voorstel, column.zeker) for column in file.columns] == [
        ("Lln nr", "leerlingnummer", True),
        ("kolom 2", "", False),
        ("Dag", "datum", True),
        ("Uur", "lesuur", True),
        ("kolom 5", "", False),
    ]
    assert [column.vorm for column in file.columns[2:4]] == ["datums", "hele getallen van 0 t/m 20"]
    # Two columns hold a few texts: which is the code is asked, not guessed.
    assert file.ontbreekt == ("code",)
    assert not file.zeker
    assert proposal.geweigerd


def test_what_is_not_certain_is_not_taken_over(own: Settings) -> None:
    assert take_certain(propose(own, SCHOOL, today=TODAY)) == {}


def test_classes_and_codes_follow_once_the_columns_are_known(own: Settings) -> None:
    choices = choose_columns(own)
    classes = {item.shown: item for item in propose(own, SCHOOL, choices, today=TODAY).classes}
    # 3A is `klas 3a` but for the word klas; of Vlinders nothing can be said.
    assert (classes["3A"].voorstel, classes["3A"].zeker, classes["3A"].leerlingen) == ("klas 3a", True, 10)
    assert (classes["Vlinders"].voorstel, classes["Vlinders"].zeker) == ("", False)
    assert classes["Vlinders"].keuzes == ("groep 4", "klas 3a")
    choices |= {classes["3A"].id: "klas 3a", classes["Vlinders"].id: "groep 4"}
    codes = {item.shown: item for item in propose(own, SCHOOL, choices, today=TODAY).codes}
    # Z is in the table of Magister. Of twelve weeks each code has four: 20 pupils times 4.
    assert sorted(codes) == ["Tandarts", "ZI"]
    assert (codes["ZI"].rijen, codes["ZI"].leerlingen) == (20 * 4, 20)
    assert (codes["ZI"].voorstel, codes["ZI"].zeker) == ("ziek", False)
    assert codes["Tandarts"].voorstel == ""


CERTAIN = "Lln nr;LLNAAM;Dag;Uur;Reden"


def test_codes_are_proposed_beside_the_columns_where_every_column_is_known(tmp_path: Path) -> None:
    """Of the file nothing is read yet; with the proposals it would be, and then ZI and Tandarts need a kind."""
    swv = make_swv(tmp_path, absences=list_absences(CERTAIN), classes=("klas 3a", "groep 4"))
    proposal = propose(swv, SCHOOL, today=TODAY)
    assert proposal.geweigerd
    assert proposal.vooruit
    codes = {item.shown: item for item in proposal.codes}
    assert {name: (code.rijen, code.leerlingen) for name, code in codes.items()} == {
        "ZI": (20 * 4, 20),
        "Tandarts": (20 * 4, 20),
    }
    # Of the file Reden alone could be the code, so all of it is certain; ZI is only known of another school.
    certain = take_certain(proposal)
    assert not [item for item in certain if item.startswith("code-")]
    # One round: columns and codes are answered at once.
    choices = {**take_proposed(proposal), codes["Tandarts"].id: "medisch"}
    shown = preview(swv, SCHOOL, choices, today=TODAY)
    assert (shown.before.leerlingen, shown.after.leerlingen, shown.after.open) == (0, _PUPILS, 0)
    accept(swv, SCHOOL, choices, TODAY)
    settings = load_settings(swv.file)
    assert settings.scholen[0].koppeling.codes == {"ZI": "ziek", "Tandarts": "medisch"}
    assert check_deliveries(settings, today=TODAY).exit_code == 0


def test_classes_are_looked_at_ahead_too(tmp_path: Path) -> None:
    """3A is `klas 3a` for sure, and 4 is `groep 4`: with those the timetable fits, and codes can be counted."""
    swv = make_swv(tmp_path, absences=list_absences(CERTAIN), classes=("3A", "4"))
    proposal = propose(swv, SCHOOL, today=TODAY)
    assert proposal.vooruit
    assert {item.shown: item.voorstel for item in proposal.classes} == {"3A": "klas 3a", "4": "groep 4"}
    assert {item.shown for item in proposal.codes} == {"ZI", "Tandarts"}
    # What is certain is taken in turns: a class is there once the file is read.
    first = take_certain(proposal)
    assert not [item for item in first if item.startswith("klas-")]
    second = propose(swv, SCHOOL, first, today=TODAY)
    assert not second.vooruit
    assert len([item for item in take_certain(second) if item.startswith("klas-")]) == 2


def test_nothing_is_looked_at_ahead_while_a_column_is_asked(own: Settings) -> None:
    proposal = propose(own, SCHOOL, today=TODAY)
    assert (proposal.vooruit, proposal.codes, proposal.classes) == (False, (), ())


def test_the_preview_counts_the_pupils_by_tier(own: Settings) -> None:
    shown = preview(own, SCHOOL, choose_all(own), today=TODAY)
    assert shown.before.geweigerd
    assert shown.before.leerlingen == 0
    assert not shown.after.geweigerd
    assert shown.after.leerlingen == _PUPILS
    # Every pupil misses 4 lessons of each code, all of them known: no tier is open.
    assert shown.after.open == 0


def test_what_is_accepted_is_read_by_a_check_and_told_on_the_return_sheet(own: Settings) -> None:
    file = accept(own, SCHOOL, choose_all(own), TODAY)
    assert file == own.file.parent / "koppeling" / "12AB00.toml"
    assert file.stat().st_mode & 0o777 == 0o600
    settings = load_settings(own.file)
    assert settings.scholen[0].koppeling.codes == {"ZI": "ziek", "Tandarts": "medisch"}
    result = check_deliveries(settings, today=TODAY)
    assert result.exit_code == 0
    assert result.schools[0].codes == ()
    sheet = (result.output / SCHOOL / "retour.html").read_text(encoding="utf-8")
    assert "koppeling van 20-12-2025" in sheet
    assert "Jansen" not in sheet


def test_what_was_accepted_is_proposed_again(own: Settings) -> None:
    accept(own, SCHOOL, choose_all(own), TODAY)
    proposal = propose(load_settings(own.file), SCHOOL, today=TODAY)
    file = get_file(proposal, "absenties")
    assert (file.stand, file.zeker, file.ontbreekt) == ("gelezen met koppeling", True, ())
    assert [column.nu for column in file.columns] == ["leerlingnummer", "", "datum", "lesuur", "code"]
    assert {item.shown: item.nu for item in proposal.codes} == {"ZI": "ziek", "Tandarts": "medisch"}
    assert {item.shown: item.nu for item in proposal.classes} == {"3A": "klas 3a", "Vlinders": "groep 4"}
    assert proposal.datum == TODAY
    assert not proposal.geweigerd


def test_accepting_the_same_again_writes_nothing(own: Settings) -> None:
    file = accept(own, SCHOOL, choose_all(own), TODAY)
    before = file.read_bytes()
    settings = load_settings(own.file)
    assert accept(settings, SCHOOL, take_certain(propose(settings, SCHOOL, today=TODAY)), TODAY) == file
    assert file.read_bytes() == before


def test_a_code_can_be_left_unknown_again(own: Settings) -> None:
    accept(own, SCHOOL, choose_all(own), TODAY)
    settings = load_settings(own.file)
    code = next(item for item in propose(settings, SCHOOL, today=TODAY).codes if item.shown == "Tandarts")
    later = TODAY + timedelta(days=1)
    file = accept(settings, SCHOOL, {code.id: ""}, later)
    assert load_settings(own.file).scholen[0].koppeling.codes == {"ZI": "ziek"}
    assert file.read_text(encoding="utf-8").count("\n[[koppeling]]\n") == 2


@pytest.mark.parametrize("value", ["ziek; drop table", "onbekend", "Ziek", "<b>", "klas 3a"])
def test_a_choice_that_is_not_offered_is_refused(own: Settings, value: str) -> None:
    choices = choose_all(own)
    code = next(item for item in choices if item.startswith("code-"))
    with pytest.raises(WrongUse, match="keuze is er niet"):
        accept(own, SCHOOL, {**choices, code: value}, TODAY)
    with pytest.raises(WrongUse, match="keuze is er niet"):
        propose(own, SCHOOL, {**choices, f"{code}0": "ziek"}, today=TODAY)
    assert not (own.file.parent / "koppeling").exists()


def test_two_columns_cannot_be_one(own: Settings) -> None:
    choices = choose_columns(own)
    file = get_file(propose(own, SCHOOL, today=TODAY), "bestand 1 van 3")
    with pytest.raises(WrongUse, match="dezelfde kolom"):
        propose(own, SCHOOL, {**choices, file.columns[1].id: "code"}, today=TODAY)


def test_without_a_choice_nothing_is_written(own: Settings) -> None:
    with pytest.raises(WrongUse, match="niets gekozen"):
        accept(own, SCHOOL, {}, TODAY)


def test_a_file_that_begins_with_a_pupil_gets_no_proposal(tmp_path: Path) -> None:
    rows = list_absences("1001;Jansen 1;01-09-2025;1;Z")
    file = get_file(propose(make_swv(tmp_path, absences=rows), SCHOOL, today=TODAY), "bestand 1 van 3")
    assert file.columns == ()
    assert "eerste regel" in file.uitleg


def list_texts(value: Any) -> list[str]:
    """Every text in a proposal, however deep."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for each in fields(value) for text in list_texts(getattr(value, each.name))]
    if isinstance(value, dict):
        return [text for pair in value.items() for text in list_texts(pair)]
    return [text for each in value for text in list_texts(each)] if isinstance(value, (tuple, list)) else []


def propose_one(folder: Path, absences: str) -> FileProposal:
    return get_file(propose(make_swv(folder, absences=absences), SCHOOL, today=TODAY), "bestand 1 van 3")


@pytest.mark.parametrize(
    ("header", "cells", "als", "unsure"),
    [
        # Lesson hours, or how many of them: asked.
        ("Lln nr;Dag;Uren;Reden", "08-09-2025;3;Z", "sjabloon-absenties-les", {"Uren"}),
        ("Lln nr;Dag;Uur;Reden", "08-09-2025;3;Z", "sjabloon-absenties-les", set()),
        # Two reasons: which is the code?
        ("Lln nr;Dag;Uur;Reden;Soort", "08-09-2025;3;Z;Ziek", "sjabloon-absenties-les", {"Reden"}),
        # Up to, or up to and including.
        ("Lln nr;Vanaf;Tot;Oorzaak en reden", "08-09-2025;09-09-2025;Z", "sjabloon-absenties-periode", {"Tot"}),
    ],
)
def test_what_can_mean_two_things_is_not_certain(
    tmp_path: Path, header: str, cells: str, als: str, unsure: set[str]
) -> None:
    rows = "".join(f"{1000 + nr};{cells}\n" for nr in range(_PUPILS))
    file = propose_one(tmp_path, f"{header}\n{rows}")
    assert file.voorstel == als
    assert {column.shown for column in file.columns if column.voorstel and not column.zeker} == unsure


def test_days_and_times_apart_are_proposed_as_a_list_of_their_own(tmp_path: Path) -> None:
    header = "Kind id;Dag vanaf;Start tijd;Dag t/m;Eind tijd;Reden melding"
    rows = "".join(f"{1000 + nr};08-09-2025;08:30;08-09-2025;09:20;Z\n" for nr in range(_PUPILS))
    file = propose_one(tmp_path, f"{header}\n{rows}")
    assert file.voorstel == "absentielijst"
    assert [column.voorstel for column in file.columns] == [
        *("leerlingnummer", "begin", "begintijd", "eind", "eindtijd", "code")
    ]
    # Its name says nothing of who it is about, its cells do: all are on the list of pupils.
    assert not file.columns[0].zeker


def test_a_column_that_may_be_left_out_is_proposed_beside_what_is_read(tmp_path: Path) -> None:
    """A list of pupils with a birth date under another name is read, and asked about."""
    swv = make_swv(tmp_path, absences=list_absences(GOOD_HEADER, codes="Z"), classes=("groep 4", "klas 3a"))
    place = swv.aanlevering / SCHOOL / "leerlingen.csv"
    lines = place.read_text(encoding="utf-8").splitlines()
    place.write_text("\n".join([f"{lines[0]};Geb. datum", *(f"{line};01-02-2010" for line in lines[1:])]) + "\n")
    file = get_file(propose(swv, SCHOOL, today=TODAY), "leerlingen")
    assert (file.stand, file.columns[2].voorstel, file.columns[2].zeker) == (
        "gelezen met twijfel",
        "geboortedatum",
        True,
    )
    accept(swv, SCHOOL, take_certain(propose(swv, SCHOOL, today=TODAY)), TODAY)
    found = get_file(propose(load_settings(swv.file), SCHOOL, today=TODAY), "leerlingen")
    assert (found.stand, found.columns[2].nu) == ("gelezen met koppeling", "geboortedatum")


# --- what each code does alone -------------------------------------------------------------------------------------


def make_counted(folder: Path) -> Settings:
    """Five pupils each with ZI, TA, XQ and the known Z alone: one whole day of three lessons in each of twelve weeks.

    One of those with Z has KK too, for one lesson.
    """
    rows = [GOOD_HEADER]
    for nr in range(_PUPILS):
        for week in range(12):
            day = date(2025, 9, 1) + timedelta(days=7 * week + nr % 5)
            rows += [f"{1000 + nr};x;{day:%d-%m-%Y};{hour};{('ZI', 'TA', 'XQ', 'Z')[nr % 4]}" for hour in (1, 2, 3)]
    # Pupil 1003 is away on Thursdays; this is a Friday.
    rows.append("1003;x;05-09-2025;1;KK")
    return make_swv(folder, absences="\n".join(rows) + "\n", classes=("klas 3a", "groep 4"))


def choose_codes(settings: Settings, **kinds: str) -> dict[str, str]:
    ids = {item.shown: item.id for item in propose(settings, SCHOOL, today=TODAY).codes}
    return {ids[code]: kind for code, kind in kinds.items()}


def test_each_code_is_counted_alone(tmp_path: Path) -> None:
    """From 2 September to 19 December less autumn: 16 weeks * 5 - 1 - 5 = 74 days of 3 lessons, 222.

    Of twelve weeks one is autumn, and on Mondays the first is before the period: 33 or 30 lessons away. 189 or 192 of
    222 is 85 or 86 %, tier 3; unknown it is that up to 100 %, open. With KK one pupil has 188 or 189, both tier 3.
    """
    swv = make_counted(tmp_path)
    choices = choose_codes(swv, ZI="ziek", TA="medisch", XQ="spijbelen", KK="verlof")
    shown = preview(swv, SCHOOL, choices, today=TODAY)
    assert (shown.before.tier_3, shown.before.open) == (5, 15)
    assert (shown.after.tier_3, shown.after.open) == (20, 0)
    # Most pupils first, then by their letters.
    assert [(code.shown, code.soort) for code in shown.codes] == [
        ("TA", "medisch"),
        ("XQ", "spijbelen"),
        ("ZI", "ziek"),
        ("KK", "verlof"),
    ]
    one = (("tier 3", 5, 5 + 5), ("tier staat nog open", 15, 15 - 5))
    assert [code.changes for code in shown.codes] == [one, one, one, ()]
    assert shown.not_counted == 0


def test_one_code_alone_is_what_the_choices_do(tmp_path: Path) -> None:
    swv = make_counted(tmp_path)
    shown = preview(swv, SCHOOL, choose_codes(swv, ZI="ziek"), today=TODAY)
    [code] = shown.codes
    assert (code.before, code.after) == (shown.before, shown.after)


def test_a_code_that_becomes_unknown_again_is_counted_too(tmp_path: Path) -> None:
    swv = make_counted(tmp_path)
    accept(swv, SCHOOL, choose_codes(swv, ZI="ziek", TA="medisch"), TODAY)
    swv = load_settings(swv.file)
    shown = preview(swv, SCHOOL, choose_codes(swv, ZI="", TA="medisch"), today=TODAY)
    [code] = shown.codes
    assert (code.shown, code.soort) == ("ZI", "")
    # Now 5 with Z, 5 with ZI and 5 with TA are in tier 3; then those with ZI are open, beside those with XQ.
    assert code.changes == (("tier 3", 15, 10), ("tier staat nog open", 5, 10))


@pytest.mark.parametrize(("most", "counted"), [(1, 1), (2, 2), (3, 2)])
def test_so_many_codes_are_counted_alone_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, counted: int
) -> None:
    monkeypatch.setattr("pipelines.run.mapping.MOST_CODES", most)
    swv = make_counted(tmp_path)
    shown = preview(swv, SCHOOL, choose_codes(swv, KK="verlof", ZI="ziek"), today=TODAY)
    assert [code.shown for code in shown.codes] == ["ZI", "KK"][:counted]
    assert shown.not_counted == 2 - counted
    words = say_not_counted(shown.not_counted)
    assert f"hoogstens {most}:" in words


def test_without_a_code_chosen_nothing_is_counted_alone(own: Settings) -> None:
    assert preview(own, SCHOOL, choose_columns(own), today=TODAY).codes == ()
