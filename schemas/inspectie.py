"""The thuiszittersregistratie for the Inspectie: kinds of case, states, and the fewest columns that tell of one case.

The official form is not known (its columns, words and dates), so these names are ours; `inspectie/kolommen.toml` of an
SWV maps them to the form it was sent.
"""

import polars as pl

from schemas.columns import Column
from schemas.tables import Table

LRV_TOT_3_MAANDEN = "lrv_tot_3_maanden"
LRV_LANGER_DAN_3_MAANDEN = "lrv_langer_dan_3_maanden"
ABSOLUUT = "absoluut"
VRIJSTELLING_5_ONDER_A = "vrijstelling_5_onder_a"
SOORTEN_GEVAL = (LRV_TOT_3_MAANDEN, LRV_LANGER_DAN_3_MAANDEN, ABSOLUUT, VRIJSTELLING_5_ONDER_A)
SOORT_WOORDEN = {
    LRV_TOT_3_MAANDEN: "Langdurig relatief verzuim, vier weken tot drie maanden",
    LRV_LANGER_DAN_3_MAANDEN: "Langdurig relatief verzuim, langer dan drie maanden",
    ABSOLUUT: "Absoluut verzuim",
    VRIJSTELLING_5_ONDER_A: "Vrijstelling artikel 5 onder a",
}

LOOPT = "loopt"
AFGESLOTEN = "afgesloten"
VERVALLEN = "vervallen"
VERVOLG_ONBEKEND = "vervolg_onbekend"
NIET_BEVESTIGD = "niet_bevestigd"
STANDEN = (LOOPT, AFGESLOTEN, VERVALLEN, VERVOLG_ONBEKEND, NIET_BEVESTIGD)
STAND_WOORDEN = {
    LOOPT: "loopt",
    AFGESLOTEN: "afgesloten",
    VERVALLEN: "vervallen",
    VERVOLG_ONBEKEND: "vervolg onbekend",
    NIET_BEVESTIGD: "niet bevestigd sinds",
}
STAND_UITLEG = {
    LOOPT: "Het geval liep nog op de peildatum.",
    AFGESLOTEN: "Het geval is voorbij. De kolom eind zegt wanneer.",
    VERVALLEN: "De school heeft de registratie verbeterd. Achteraf was dit geen geval. De rij blijft staan.",
    VERVOLG_ONBEKEND: "Het geval liep nog toen het voor het laatst is aangeleverd. Daarna is er niets over bekend.",
    NIET_BEVESTIGD: (
        "De gegevens van de school reiken niet tot de peildatum. De kolom sinds zegt tot wanneer wel. "
        "Of het geval daarna voorbij was, is niet bekend; daarom is het niet afgesloten."
    ),
}

DAG, MAAND, KWARTAAL = "dag", "maand", "kwartaal"
DATUMS = (DAG, MAAND, KWARTAAL)

LEEFTIJD_ONBEKEND = "leeftijd onbekend"
VELDEN = ("volgnummer", "soort", "begin", "eind", "stand", "sinds", "leeftijd")
THUISZITTERSREGISTRATIE = Table(
    "thuiszittersregistratie",
    "one case; a case keeps its number in every quarter and is never removed",
    ("volgnummer",),
    (
        Column("volgnummer", pl.Int32, "number of the case, the same in every quarter", at_least=1),
        Column("soort", pl.String, "kind of case, in words", one_of=tuple(SOORT_WOORDEN.values())),
        Column("begin", pl.String, "begin, as coarse as the settings say: jjjj-mm, jjjj-Kn or jjjj-mm-dd"),
        Column("eind", pl.String, "last day, as coarse; empty when it is not known or not there yet", nullable=True),
        Column("stand", pl.String, "how the case stands on the peildatum", one_of=tuple(STAND_WOORDEN.values())),
        Column(
            "sinds",
            pl.String,
            "of a case that is not confirmed: the last day that was measured of its school, as coarse; else empty",
            nullable=True,
        ),
        Column(
            "leeftijd",
            pl.String,
            "of a pupil whose birth date was not delivered: that the age, and so the duty, is not known; else empty",
            nullable=True,
            one_of=(LEEFTIJD_ONBEKEND,),
        ),
    ),
)
