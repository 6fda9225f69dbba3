"""The fixed words of the tables of the trimester report: title, first head, and where the numbers come from.

Names in braces are filled in by `describe_table`.
"""

from dataclasses import dataclass, replace

from reports.release.public_table import Origin


@dataclass(frozen=True)
class TableText:
    """Title, head of the first column and origin of one table."""

    bijschrift: str
    hoek: str
    herkomst: Origin


_TEXTS = {
    "verloop": TableText(
        "Cijfers op elke peildatum, zoals toen gepubliceerd",
        "Peildatum",
        Origin(
            "de eerdere publicaties, en voor nu dezelfde tabellen als hieronder",
            "één rij per peildatum",
            "Een eerder cijfer is het cijfer dat toen in het verslag stond. Het wordt niet opnieuw uitgerekend.",
        ),
    ),
    "tiers": TableText(
        "Tiers per sector en school",
        "Eenheid",
        Origin(
            "mart_leerling_periode",
            "elke leerling met een inschrijving in de periode; wie op twee scholen zit, telt op elke school",
            "Tier 1 is {tier_1} van de geplande lestijd. Tier 2 is {tier_2}. Tier 3 is {tier_3}."
            " Open: de tier hangt af van onbekende codes.",
        ),
    ),
    "tiers-leerjaar": TableText(
        "Tiers per leerjaar",
        "Leerjaar",
        Origin(
            "mart_swv_tier",
            "elke leerling met een inschrijving in de periode, in sectoren met meer dan één leerjaar",
            "Tier 1 is {tier_1} van de geplande lestijd. Tier 2 is {tier_2}. Tier 3 is {tier_3}."
            " Open: de tier hangt af van onbekende codes.",
        ),
    ),
    "tiers-onderwijssoort": TableText(
        "Tiers per onderwijssoort",
        "Onderwijssoort",
        Origin(
            "mart_swv_tier",
            "elke leerling met een inschrijving in de periode, in sectoren met meer dan één onderwijssoort",
            "Tier 1 is {tier_1} van de geplande lestijd. Tier 2 is {tier_2}. Tier 3 is {tier_3}."
            " Open: de tier hangt af van onbekende codes.",
        ),
    ),
    "weken": TableText(
        "Aanwezigheid per week",
        "Week van",
        Origin(
            "mart_swv_week",
            "alle scholen samen, elke week met lessen tot en met de peildatum",
            "Aanwezige lestijd gedeeld door geplande lestijd. Onbekende tijd telt hier niet als aanwezig. Van "
            "vorig jaar staat de week met hetzelfde nummer sinds het begin van het schooljaar ernaast.",
        ),
    ),
    "verzuim": TableText(
        "Geoorloofd en ongeoorloofd afwezig per sector",
        "Eenheid",
        Origin(
            "mart_leerling_periode",
            "leerlingen van de sector; getoond vanaf {drempel} leerlingen",
            "Minuten van die soort gedeeld door de geplande minuten in de periode.",
        ),
    ),
    "verzuim-tier": TableText(
        "Afwezigheid per tier",
        "Tier",
        Origin(
            "mart_swv_tier",
            "alle scholen samen, leerlingen met een tier",
            "Geoorloofd en ongeoorloofd afwezige minuten samen, en welk deel daarvan geoorloofd is.",
        ),
    ),
    "soorten": TableText(
        "Soorten afwezigheid",
        "Soort",
        Origin(
            "mart_swv_soort",
            "alle scholen samen; soorten met weinig leerlingen staan samen",
            "Minuten van de soort gedeeld door alle minuten van de groep, en door de geplande minuten.",
        ),
    ),
    "beweging": TableText(
        "Leerlingen op de vorige peildatum en nu",
        "Vorige peildatum",
        Origin(
            "tabel leerling_periode van deze en van de vorige publicatie",
            "elke leerling van één van beide, op school en code",
            "Elke leerling staat één keer in de tabel. Rijen en kolommen tellen op tot alle leerlingen van toen "
            "en van nu.",
        ),
    ),
    "scholen": TableText(
        "Scholen: aandeel in tier 3, met de kwaliteit van de registratie",
        "School",
        Origin(
            "mart_leerling_periode, bevinding en manifest.json",
            "scholen in de volgorde van swv.toml",
            "Het verwachte gebied hoort bij scholen van dezelfde sector en grootte. Zonder iets bijzonders valt "
            "95 van de 100 scholen erin. Het rekent mee dat scholen altijd wat verschillen. Scholen met minder "
            "dan {klein} leerlingen krijgen geen gebied.",
        ),
    ),
    "statussen": TableText(
        "Leerlingen met een status in de periode of op de peildatum",
        "Eenheid",
        Origin(
            "mart_thuiszitter",
            "één rij per leerling en status, volgens het protocol van de school",
            "Thuiszitter: vier lesweken of langer aaneengesloten geheel ongeoorloofd afwezig. Een leerling kan "
            "dreigend thuiszitter en langdurig geoorloofd afwezig tegelijk zijn. Niet elk protocol kent elke "
            "status.",
        ),
    ),
    "dreigend": TableText(
        "Dreigend thuiszitter: samen, en waardoor",
        "Eenheid",
        Origin(
            "mart_thuiszitter",
            "rijen met status dreigend, gesplitst naar de grond",
            "Met alleen lage aanwezigheid als grond: in de periode onder {grens} procent, en geen andere reden (D14).",
        ),
    ),
    "vierweken": TableText(
        "Vierwekengroep: vier lesweken niet of bijna niet op school",
        "Eenheid",
        Origin(
            "mart_swv_vierweken",
            "leerlingen met zo'n venster van vier lesweken in de periode; elk in één groep",
            "Geoorloofd en ongeoorloofd tellen samen. Het plan van aanpak komt uit het MSA-register van de school.",
        ),
    ),
    "register": TableText(
        "Vierwekengroep in het MSA-register",
        "Wat in het register staat",
        Origin(
            "mart_swv_vierweken",
            "de leerlingen van de vierwekengroep",
            "Wat de school in het MSA-register zette. Een interventie die bij minder dan {drempel} leerlingen "
            "voorkomt, staat er niet. Een leerling kan meer interventies hebben.",
        ),
    ),
    "meldingen": TableText(
        "Wat aan DUO gemeld moest worden",
        "Soort melding",
        Origin(
            "mart_swv_melding",
            "verplichte meldingen waarvan de laatste dag in de periode valt of nog komt",
            "Te melden volgens de registratie van de school. Niet bekend: de school leverde geen meldingen aan.",
        ),
    ),
    "aanlevering": TableText(
        "Rijen uit de bestanden per school",
        "School",
        Origin(
            "manifest.json",
            "alle bestanden van de school",
            "Elke gelezen rij staat in precies één van de vier kolommen erna.",
        ),
    ),
    "waterval": TableText(
        "Van lesrooster naar registratie",
        "Stap",
        Origin(
            "mart_waterval",
            "alle dagen van de periode waarop een leerling is ingeschreven",
            "Het weekrooster op elke dag, min vakanties, feestdagen en vrije dagen van de school, is de geplande "
            "tijd. Zij valt uiteen in vijf delen. Uren zijn op hele uren afgerond; een totaal is de som van zijn "
            "delen.",
        ),
    ),
    "lijst-leerplicht": TableText(
        "Jongeren op de lijsten van leerplicht, op de peildatum",
        "Lijst",
        Origin(
            "mart_lpa",
            "wie op de peildatum op de lijst staat",
            "Uit de lijsten van de leerplichtambtenaren, niet uit de leerlingsystemen.",
        ),
    ),
}


def describe_table(table: str, names: dict[str, str]) -> TableText:
    """The words of a table, with `names` filled in."""
    text = _TEXTS[table]
    origin = text.herkomst
    return replace(
        text,
        herkomst=replace(origin, rijen=origin.rijen.format_map(names), betekenis=origin.betekenis.format_map(names)),
    )
