"""What contradicts itself in the code table of a school: the last row decides (contract 5), but it may be a slip."""

from collections.abc import Mapping

import polars as pl

from schemas.findings import Finding, make_finding


def tell_twice(school: str, codes: pl.DataFrame, shown: Mapping[int, str]) -> list[Finding]:
    """One finding a code that has two kinds from the same day on, at the row that counts.

    `codes`: `raw_code`; `shown`: the number of a file -> its name as it may be shown. The code itself is not told: it
    stands on that line.
    """
    told: list[Finding] = []
    for rows in codes.sort("volgnr").partition_by("code", "geldig_van", maintain_order=True):
        kinds = list(dict.fromkeys(rows["soort"].to_list()))
        if len(kinds) == 1:
            continue
        last = rows.row(-1, named=True)
        others = " en ".join(f"'{kind}'" for kind in kinds if kind != last["soort"])
        told.append(
            make_finding(
                school,
                "code_twee_soorten",
                bestand=shown.get(last["bestand_nr"], ""),
                regelnummer=last["regelnummer"],
                kolom="soort",
                aantal=rows.height,
                soort=last["soort"],
                anders=others,
            )
        )
    return told
