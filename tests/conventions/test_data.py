"""What is committed below `data/` is the invented example and nothing else; each rule has a planted fault."""

import csv
import re
import subprocess
from pathlib import Path

import pytest

SCHOOLS = {"98ZZ00", "99ZZ00"}
MUNICIPALITIES = {"Voorbeelddam", "Proefstad"}
# 199 is the pupil whom no list knows, for the quarantine.
PUPILS = {str(number) for number in (*range(101, 117), 199, *range(201, 215))}
KNOWN_FILES = re.compile(
    r"README\.md|voorbeeld/(?:README\.md|verwacht\.md|swv\.toml|verwacht/[a-z_]+\.csv"
    r"|aanlevering/\w{6}/[a-z-]+\.csv)"
)
# Headers of a delivery that can hold a person, or words of one.
_PERSONAL = re.compile(r"naam|bsn|adres|postcode|telefoon|mail|opmerking|notitie|toelichting|reden", re.IGNORECASE)


def list_data(root: Path) -> list[str]:
    """Files below `data/` that are or would be committed, by their path from there."""
    if not (root / ".git").exists():
        return sorted(path.relative_to(root / "data").as_posix() for path in root.glob("data/**/*") if path.is_file())
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "data"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return sorted({name.removeprefix("data/") for name in listed})


def find_other_files(root: Path) -> list[str]:
    return [name for name in list_data(root) if not KNOWN_FILES.fullmatch(name)]


def find_other_people(root: Path) -> list[str]:
    """Rows about a pupil, a school or a municipality that is not one of the invented ones; columns about a person."""
    found = []
    for name in list_data(root):
        path = root / "data" / name
        if path.suffix != ".csv":
            continue
        school = path.parent.name if path.parent.parent.name == "aanlevering" else min(SCHOOLS)
        found += [f"{name}: school"] if school not in SCHOOLS else []
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"))
        found += [f"{name}: {column}" for column in (rows[0] if rows else {}) if _PERSONAL.search(column)]
        for line, row in enumerate(rows, start=2):
            pupil = row.get("leerlingnummer") or row.get("leerling")
            if pupil is not None and pupil not in PUPILS:
                found.append(f"{name}:{line}")
            if row.get("woongemeente", "") not in {"", *MUNICIPALITIES}:
                found.append(f"{name}:{line}")
    return found


CHECKS = (find_other_files, find_other_people)


@pytest.mark.parametrize("check", CHECKS)
def test_no_violation(check, repository: Path) -> None:
    assert "voorbeeld/swv.toml" in list_data(repository)
    assert check(repository) == []


@pytest.mark.parametrize("name", ["mijn-swv/swv.toml", "voorbeeld/opslag/sleutel", "voorbeeld/uitvoer/manifest.json"])
def test_git_ignores_what_a_run_makes(name: str, repository: Path) -> None:
    answer = subprocess.run(["git", "check-ignore", "--quiet", f"data/{name}"], cwd=repository, check=False)
    assert answer.returncode == 0


@pytest.mark.parametrize(
    ("check", "file", "text", "found"),
    [
        (find_other_files, "mijn-swv/swv.toml", "", "mijn-swv/swv.toml"),
        (find_other_files, "voorbeeld/opslag/sleutel", "", "voorbeeld/opslag/sleutel"),
        (find_other_files, "voorbeeld/aanlevering/98ZZ00/export.xlsx", "", "voorbeeld/aanlevering/98ZZ00/export.xlsx"),
        (find_other_people, "voorbeeld/aanlevering/98ZZ00/a.csv", "leerlingnummer;klas\n117;2A\n", ".csv:2"),
        (find_other_people, "voorbeeld/aanlevering/12AB00/a.csv", "leerlingnummer;klas\n101;2A\n", "a.csv: school"),
        (find_other_people, "voorbeeld/aanlevering/98ZZ00/a.csv", "leerlingnummer;roepnaam\n101;x\n", ": roepnaam"),
        (find_other_people, "voorbeeld/verwacht/a.csv", "leerling;tier\n101;1\n99999;1\n", "a.csv:3"),
        (find_other_people, "voorbeeld/aanlevering/99ZZ00/a.csv", "klas;woongemeente\n6;Urk\n", "a.csv:2"),
    ],
)
def test_a_planted_fault_is_found(check, file: str, text: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / "data" / file
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    [violation] = check(tmp_path)
    assert violation.endswith(found)
