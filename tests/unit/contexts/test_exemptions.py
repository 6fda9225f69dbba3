"""Exemptions that ended with their school year, told to the person who runs the quarter (contract 2.9, D29)."""

import polars as pl

from pipelines.contexts.outcome import tell_exemptions


def test_how_many_exemptions_of_each_kind_are_over():
    ended = pl.DataFrame({"soort": ["vrijstelling_5b", "vrijstelling_5a"], "aantal": [1, 12]})
    found = tell_exemptions(ended)
    assert [(one.school, one.code, one.ernst, one.aantal) for one in found] == [
        ("leerplicht", "vrijstelling_verlopen", "let_op", 12),
        ("leerplicht", "vrijstelling_verlopen", "let_op", 1),
    ]
    assert found[0].omschrijving.startswith(
        "Van 12 vrijstellingen op grond van artikel 5 onder a is geen einde ingevuld"
    )
    assert found[1].omschrijving.startswith("Van 1 vrijstelling op grond van artikel 5 onder b is geen einde ingevuld")


def test_without_such_an_exemption_nothing_is_told():
    assert tell_exemptions(pl.DataFrame(schema={"soort": pl.String, "aantal": pl.Int32})) == []
