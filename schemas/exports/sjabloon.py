"""The project's own templates (contract 1.1), accepted from every school whatever its LVS."""

from schemas.exports import kinds
from schemas.exports.base import LEERPLICHTMAP, SCHOOLMAP, SWVMAP, Kind, Layout


def _template(
    kind: Kind,
    columns: str,
    required: str,
    *,
    absent: str = "",
    dropped: str = "",
    one_of_extra: tuple[str, ...] = (),
    folder: str = SCHOOLMAP,
) -> Layout:
    """A template names its columns as the fields are named; `required` lists those marked * in the contract."""
    return Layout(
        name=f"sjabloon-{kind.name}",
        label=f"sjabloon {kind.label}",
        kind=kind,
        columns={name.replace("_", ""): name for name in columns.split()},
        required=tuple(name.replace("_", "") for name in required.split()),
        absent=tuple(absent.split()),
        dropped=tuple(dropped.split()),
        one_of_extra=one_of_extra,
        folder=folder,
    )


_REGISTER_COLUMNS = (
    "typologie categorie plan_van_aanpak plan_datum mdo_datum evaluatie_datum eerste_afmelding interventies"
    " gesprek_datum jgz_datum spreekuur_datum regiehouder afgesloten_op resultaat"
)
_REGISTER_EXTRA = tuple(name.replace("_", "") for name in _REGISTER_COLUMNS.split())
_REGISTER_ABSENT = "klas groep code meldsoort"
# What the MSA form tells beside its cells to fill: shown to the school, never read back. None may be a word of
# _REGISTER_ABSENT, else the form would not be known as a register.
FORM_SHOWN = (
    "in klas",
    "waarom op de lijst",
    "tier",
    "aanwezig procent",
    "uren ongeoorloofd",
    "schooldagen ziek",
    "keer te laat",
)
# Free columns of the form, for whoever fills it in: never read, so nothing typed there comes any further.
FORM_NAME = "naam"
FORM_NOTES = ("notitie", "ingevuld door", "ingevuld op")
# Worksheets of the form beside the one to fill; a form that comes back still has them.
FORM_LISTS = "Lijsten"
FORM_HELP = "Uitleg"
FORM_SHEETS = (FORM_LISTS, FORM_HELP)
# The worksheet of an empty template that explains its columns.
TEMPLATE_HELP = "Uitleg bij sjabloon"
_FORM_DROPPED = tuple(name.replace(" ", "") for name in (*FORM_SHOWN, FORM_NAME, *FORM_NOTES))

LAYOUTS = (
    _template(
        kinds.LEERLINGEN,
        "leerlingnummer klas leerjaar onderwijssoort geboortedatum woongemeente inschrijfdatum uitschrijfdatum"
        " startkwalificatie",
        "leerlingnummer klas",
    ),
    _template(
        kinds.ABSENTIES_LES,
        "leerlingnummer datum lesuur code ingevoerd_op minuten_te_laat",
        "leerlingnummer datum lesuur code",
    ),
    _template(
        kinds.ABSENTIES_SPAN,
        "leerlingnummer begin eind code ingevoerd_op",
        "leerlingnummer begin code",
        absent="lesuur",
    ),
    _template(
        kinds.CODES,
        "code soort geldig_van geldig_tot",
        "code soort",
        absent="leerlingnummer",
        dropped="omschrijving",
    ),
    _template(
        kinds.ROOSTER_WEEK,
        "groep weekdag lesuur begintijd eindtijd geldig_van geldig_tot",
        "groep weekdag lesuur begintijd eindtijd",
    ),
    _template(
        kinds.ROOSTER_DATUM,
        "groep datum lesuur begintijd eindtijd",
        "groep datum lesuur begintijd eindtijd",
    ),
    _template(
        kinds.LESSENTABEL,
        "groep weekdag lessen minuten_per_les geldig_van geldig_tot",
        "groep weekdag lessen",
        absent="lesuur leerlingnummer code",
    ),
    _template(
        kinds.LESSEN_PER_WEEK,
        "groep lessen_per_week minuten_per_les geldig_van geldig_tot",
        "groep lessen_per_week",
        absent="lesuur leerlingnummer code weekdag",
    ),
    _template(
        kinds.SCHOOLTIJDEN,
        "weekdag begintijd eindtijd pauze_van pauze_tot groep geldig_van geldig_tot",
        "weekdag begintijd eindtijd",
        absent="lesuur leerlingnummer code datum",
    ),
    _template(kinds.GROEPEN, "leerlingnummer groep van tot", "leerlingnummer groep"),
    _template(
        kinds.KALENDER,
        "van tot soort",
        "van tot",
        absent="leerlingnummer groep code volgnummer",
        dropped="omschrijving",
    ),
    _template(kinds.LEVERING, "onderdeel dekt_van dekt_tot", "onderdeel dekt_van dekt_tot"),
    _template(
        kinds.REGISTER,
        f"leerlingnummer leerling {_REGISTER_COLUMNS}",
        "leerlingnummer",
        absent=_REGISTER_ABSENT,
        dropped=" ".join(_FORM_DROPPED),
        one_of_extra=_REGISTER_EXTRA,
    ),
    Layout(
        name="sjabloon-msa-register-leerling",
        label="sjabloon msa-register (met leerlingcode)",
        kind=kinds.REGISTER,
        columns={name.replace("_", ""): name for name in f"leerling {_REGISTER_COLUMNS}".split()},
        required=("leerling",),
        one_of_extra=_REGISTER_EXTRA,
        absent=(*_REGISTER_ABSENT.split(), "leerlingnummer"),
        dropped=_FORM_DROPPED,
    ),
    _template(
        kinds.DUO_MELDINGEN,
        "leerlingnummer meldsoort begindatum einddatum gemeld_op",
        "leerlingnummer meldsoort begindatum gemeld_op",
    ),
    _template(
        kinds.ABSOLUUT_VERZUIM,
        "volgnummer woongemeente geboortejaar sinds tot",
        "volgnummer sinds",
        folder=LEERPLICHTMAP,
    ),
    _template(
        kinds.VRIJSTELLINGEN,
        "volgnummer woongemeente geboortejaar grond van tot",
        "volgnummer grond van",
        folder=LEERPLICHTMAP,
    ),
    _template(
        kinds.OVERSTAPPEN,
        "school_van leerlingnummer_van school_naar leerlingnummer_naar datum",
        "school_van leerlingnummer_van school_naar leerlingnummer_naar datum",
        folder=SWVMAP,
    ),
)
