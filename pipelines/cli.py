"""`msa`: reads the command line, calls one function a command, turns errors into a message and an exit code.

Nothing heavy is imported here, so that help and mistakes answer at once. stdout and stderr are logs: they hold
no pupil data. `msa key` prints the school's own key list, and `msa koppel` names of columns, codes and classes.
"""

import argparse
import atexit
import dataclasses
import io
import os
import re
import signal
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo

from pipelines.commands.command_words import speak_dutch
from pipelines.commands.faults import keep_values_off_the_screen, write_fault
from pipelines.errors import RuleSetInvalid, UserError, WrongUse, find_disk_fault
from pipelines.memory import collect_seldom
from pipelines.progress import Report, make_plain, make_reporter
from pipelines.vault.places import PREFECT_HOME
from schemas.errors import DeclarationInvalid

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from pipelines.run.result import RunResult
    from pipelines.run.verdict import CheckResult
    from pipelines.settings import Settings

BUG = 1
INTERRUPTED = 130
# As for a data check that fails: nothing was published.
NOT_PUBLISHED = 13
DEMO_FOLDER = "msa-demo"
# Earlier quarters first, so that the last one has a trend to show.
DEMO_PEILDATA = (date(2025, 1, 1), date(2025, 6, 1), date(2025, 9, 1), date(2026, 1, 1))
# Exit code 10 (a delivery was refused) is what the demo is meant to show.
_DEMO_GOOD = (0, 10)
_ISO = re.compile(r"(?P<jaar>\d{4})-(?P<maand>\d{1,2})-(?P<dag>\d{1,2})")
_DUTCH = re.compile(r"(?P<dag>\d{1,2})-(?P<maand>\d{1,2})-(?P<jaar>\d{4})")

RunOne = Callable[["Settings", date], "RunResult"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks and return the exit code (contract 4)."""
    _make_output_safe()
    parsed = make_parser().parse_args(arguments)
    with keep_values_off_the_screen(), _keep_files_private():
        try:
            return parsed.command(parsed)
        except UserError as error:
            print(f"msa: {error}", file=sys.stderr)
            return error.exit_code
        except DeclarationInvalid as error:
            print(f"msa: een bestand van het programma zelf klopt niet. {error}.", file=sys.stderr)
            return UserError.exit_code
        except KeyboardInterrupt:
            print(f"msa: gestopt op uw verzoek. {parsed.gestopt}", file=sys.stderr)
            return INTERRUPTED
        except BrokenPipeError:
            # The reader of our output went away (`msa key … | head`): nothing is wrong.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except Exception as error:
            if (fault := find_disk_fault(error)) is not None:
                print(f"msa: {fault}", file=sys.stderr)
                return fault.exit_code
            print(_explain_bug(error, parsed.opslag), file=sys.stderr)
            return BUG


@contextmanager
def _keep_files_private() -> Generator[None]:
    """While a command runs, what it and its processes make is for this account alone, whoever makes it.

    DuckDB writes files beside the store by itself, and a process that is killed leaves them there.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def start() -> NoReturn:
    """The command `msa`: `main`, and an end of the process that leaves its last line the last on the screen."""
    collect_seldom()
    ended: list[int] = []
    # Asked for first, so it comes last: after what others let go of at the end.
    atexit.register(_leave, ended)
    ended.append(main())
    sys.exit(ended[0])


def _leave(ended: Sequence[int]) -> None:
    """End at once after a run under Prefect, which holds on to our flow for good.

    Python would then tear down the modules that DuckDB's objects live in under their hands, and DuckDB's binding prints
    a page about each of them, below the line that says which file to open.
    """
    if ended and "prefect" in sys.modules:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(ended[0])


def make_parser() -> argparse.ArgumentParser:
    """The whole command line; the texts also stand in README.md (tests/conventions/test_documents.py)."""
    speak_dutch()
    parser = argparse.ArgumentParser(
        prog="msa",
        description="Monitor School Aanwezigheid: van verzuimexport tot trimesterverslag.",
        epilog=(
            "Uitgangscodes: 0 goed · 1 fout in msa · 2 verkeerd gebruik · 10 een levering geweigerd · "
            "12 regelset ongeldig · 13 gegevenscontrole mislukt · 14 opslag bezet of niet te lezen. "
            "Hulp bij een opdracht: msa OPDRACHT --help"
        ),
    )
    parser.add_argument(
        "--version", action="version", version=f"msa {metadata.version('msa')}", help="toon de versie en stop"
    )
    parser.set_defaults(gestopt="De uitvoer van eerdere runs is niet veranderd.", opslag=None)
    commands = parser.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True, dest="opdracht")
    _add_run(commands)
    _add_approve(commands)
    _add_check(commands)
    _add_mapping(commands)
    _add_templates(commands)
    _add_demo(commands)
    _add_explain(commands)
    _add_rules(commands)
    _add_compare(commands)
    _add_editions(commands)
    _add_difference(commands)
    _add_verify(commands)
    _add_key(commands)
    _add_erase(commands)
    _add_open(commands)
    _add_shortcut(commands)
    _add_serve(commands)
    _add_country(commands)
    _add_hand_over(commands)
    _add_backup(commands)
    _add_put_back(commands)
    _add_doctor(commands)
    return parser


def read_day(text: str) -> date:
    """A date as jjjj-mm-dd or dd-mm-jjjj."""
    for pattern in (_ISO, _DUTCH):
        if match := pattern.fullmatch(text.strip()):
            try:
                return date(int(match["jaar"]), int(match["maand"]), int(match["dag"]))
            except ValueError:
                raise argparse.ArgumentTypeError(f"'{text}' bestaat niet op de kalender") from None
    raise argparse.ArgumentTypeError(f"'{text}' is geen datum. Schrijf bijvoorbeeld 2026-01-01 of 01-01-2026")


def read_count(text: str) -> int:
    """A whole number from 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is geen heel getal. Schrijf bijvoorbeeld 500, of 0 voor alle")
    return int(text)


def _add_run(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "run",
        help="lees de leveringen en maak alle verslagen van een peildatum",
        description=(
            "Lees de leveringen van alle scholen, bereken alles en zet verslagen en tabellen in de map "
            "<uitvoer>/<peildatum>. Die map verschijnt in één keer: helemaal of niet."
        ),
    )
    _add_settings(parser)
    parser.add_argument(
        "--peildatum", required=True, type=read_day, metavar="DATUM", help="bijvoorbeeld 2026-01-01 of 01-01-2026"
    )
    _add_direct(parser)
    _add_without_pdf(parser)
    parser.add_argument(
        "--toch",
        action="store_true",
        help=(
            "ga door als er minder te lezen is dan bij de uitvoer die er al staat; die blijft bewaard in 'eerder'. "
            "Maak ook alles opnieuw als er niets is veranderd"
        ),
    )
    parser.add_argument(
        "--zoals-op",
        type=read_day,
        metavar="DAG",
        help=(
            "tel de uitgave die er op die dag stond opnieuw, met de leveringen van toen; er wordt niets gepubliceerd, "
            "het staat in <uitvoer>/zoals-op"
        ),
    )
    parser.set_defaults(command=run_command)


def _add_approve(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "akkoord",
        help="geef vrij wat 'msa run' klaarzette, of gooi het weg",
        description=(
            "Staat in swv.toml vrijgeven = \"na akkoord\", dan zet 'msa run' de verslagen klaar in de opslag en krijgt "
            "niemand ze. Met deze opdracht geeft u ze vrij. msa maakt ze daarvoor nog eens. Zijn ze anders dan wat "
            "klaarlag, dan geeft msa niets vrij: het nieuwe ligt dan klaar om te bekijken, en de uitgangscode is 13."
        ),
    )
    _add_settings(parser)
    parser.add_argument(
        "--peildatum", required=True, type=read_day, metavar="DATUM", help="bijvoorbeeld 2026-01-01 of 01-01-2026"
    )
    parser.add_argument(
        "--weg", action="store_true", help="gooi weg wat klaarligt; wat al vrijgegeven is, blijft staan"
    )
    parser.set_defaults(command=approve_command)


def _add_check(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "check",
        help="controleer de leveringen en maak alleen de retourbladen",
        description=(
            "Controleer de leveringen: wat is er te lezen, tot welke dag lopen ze, en welke codes hebben geen "
            "betekenis? Zet per school een retourblad in <uitvoer>/controle/<id>, meer niet. De laatste regel zegt of "
            "alles bruikbaar is."
        ),
    )
    _add_settings(parser)
    parser.add_argument("--school", metavar="ID", help="controleer alleen deze school, bijvoorbeeld 12AB00")
    parser.add_argument(
        "--peildatum", type=read_day, metavar="DATUM", help="bijvoorbeeld 2026-01-01 (standaard: de eerstvolgende)"
    )
    parser.set_defaults(command=check_command)


def _add_mapping(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "koppel",
        help="leg vast wat de kolommen, codes en klassen van een school betekenen",
        description=(
            "Kijk wat er van de levering van een school niet of met twijfel te lezen is, en vraag wat het betekent: "
            "welke kolom is wat, welke code is welk soort verzuim, welke klas heeft welke groep in het rooster. Wat u "
            "kiest, komt in koppeling/<id>.toml naast swv.toml. U ziet alleen kolomnamen, codes, klassen en aantallen."
        ),
    )
    _add_settings(parser)
    parser.add_argument("--school", required=True, metavar="ID", help="de school, bijvoorbeeld 12AB00")
    parser.add_argument(
        "--peildatum", type=read_day, metavar="DATUM", help="bijvoorbeeld 2026-01-01 (standaard: de eerstvolgende)"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--toon", action="store_true", help="toon alleen de voorstellen")
    how.add_argument("--neem-over", action="store_true", help="neem zonder vragen over wat zeker is, en niets anders")
    parser.set_defaults(command=mapping_command, gestopt="Er is niets vastgelegd.")


def _add_templates(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "sjablonen",
        help="zet lege sjablonen in een map, om aan scholen te geven",
        description=(
            "Zet van elk sjabloon een Excel-bestand en een CSV-bestand in de map, met een verzonnen voorbeeldrij en "
            "uitleg bij elke kolom. De voorbeeldrij telt nooit mee."
        ),
    )
    parser.add_argument("map", type=Path, metavar="MAP", help="een nieuwe of lege map")
    parser.set_defaults(command=templates_command, gestopt="")


def _add_demo(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "demo",
        help="maak een verzonnen samenwerkingsverband en laat alles zien",
        description=(
            "Maak een verzonnen samenwerkingsverband met leveringen zoals scholen ze sturen, draai vier peildata "
            "en vertel waar u kunt kijken. Er komt geen echt gegeven aan te pas."
        ),
    )
    parser.add_argument(
        "--map",
        type=Path,
        default=Path(DEMO_FOLDER),
        metavar="MAP",
        help=f"map voor de demo (standaard: {DEMO_FOLDER} in de huidige map)",
    )
    _add_direct(parser)
    _add_without_pdf(parser)
    parser.set_defaults(command=demo_command)


def _add_explain(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "explain",
        help="leg uit waarom een leerling een signaal heeft of niet",
        description=(
            "Leg voor één leerling uit wat elke regel zegt: de som, de lessen, het bestand en de regel waar ze vandaan "
            "komen, de plaats in het protocol en hoe ver het nog is tot de grens. De uitleg verschijnt hier als tekst "
            "en als pagina in de map <uitvoer>/uitleg."
        ),
    )
    _add_settings(parser)
    parser.add_argument(
        "--leerling", required=True, metavar="CODE", help="de code van de leerling, zoals in het schoolrapport"
    )
    parser.add_argument(
        "--peildatum", type=read_day, metavar="DATUM", help="bijvoorbeeld 2026-01-01 (standaard: de laatste uitvoer)"
    )
    parser.set_defaults(command=explain_command)


def _add_rules(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "rules",
        help="toon de regels van de protocollen, met grens en bron",
        description=(
            "Toon alle regels van de protocollen: wat telt, vanaf welke grens, wat er letterlijk staat, wie iets doet "
            "en waar het in het protocol staat. Met uw swv.toml erbij ook de regelsets die u zelf toevoegde in de map "
            "regels."
        ),
    )
    parser.add_argument("swv", nargs="?", type=Path, metavar="SWV.TOML", help="uw instellingen, voor eigen regelsets")
    parser.add_argument("--protocol", metavar="P", help="toon alleen dit protocol, bijvoorbeeld noord-kennemerland")
    parser.set_defaults(command=rules_command)


def _add_compare(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "compare",
        help="vergelijk definities: waarom verschilt uw cijfer?",
        description=(
            "Tel dezelfde leveringen met twee of meer definities, en zet ze naast elkaar in "
            "<uitvoer>/vergelijking/<peildatum>.html. Kolom A is wat swv.toml zegt. Geeft u twee of meer regelsets, "
            "dan is kolom A de eerste. Zonder keuze vergelijkt msa alle lezingen die anders zijn dan de gekozen lezing."
        ),
    )
    _add_settings(parser)
    parser.add_argument(
        "--peildatum", required=True, type=read_day, metavar="DATUM", help="bijvoorbeeld 2026-01-01 of 01-01-2026"
    )
    parser.add_argument(
        "--regelset",
        action="append",
        default=[],
        metavar="P",
        help="een ander protocol voor alle scholen, bijvoorbeeld twente; mag vaker",
    )
    parser.add_argument(
        "--lezing",
        action="append",
        default=[],
        metavar="NAAM=WAARDE",
        help=(
            "een andere lezing, mag vaker: zestien_uur=bereikt of =overschreden, vier_weken=lesweken of "
            "=kalenderweken, drie_maanden=meetdatum of =horizon, tierperiode=periode of =schooljaar, "
            "noemer=rooster of =schatting"
        ),
    )
    parser.set_defaults(command=compare_command)


def _add_editions(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "uitgaven",
        help="toon welke uitgaven er van een peildatum zijn, sinds wanneer en waarom",
        description=(
            "Toon van elke peildatum de uitgaven: wat er nu staat en wat er eerder uitkwam, sinds wanneer, waarin elke "
            "uitgave verschilt van de vorige, en uit welke bestanden, regels en versie van msa hij is gemaakt."
        ),
    )
    _add_settings(parser)
    parser.add_argument("--peildatum", type=read_day, metavar="DATUM", help="alleen deze peildatum")
    parser.set_defaults(command=editions_command, gestopt="")


def _add_difference(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "verschil",
        help="laat zien waardoor de aantallen van twee uitgaven verschillen",
        description=(
            "Splits elk verschil tussen twee uitgaven, van één peildatum of van twee, in wat het veroorzaakte: het "
            "programma, regels, codetabellen, roosters, scholen, leerlingen, verbeteringen en wat er echt veranderde. "
            "Alles telt op. De pagina's staan in <uitvoer>/verschil, een map per lezer: swv-intern is voor wie het "
            "samenwerkingsverband aanwijst, school/<id> voor die school."
        ),
    )
    _add_settings(parser)
    parser.add_argument(
        "--van",
        required=True,
        metavar="UITGAVE",
        help="de eerste uitgave: 2026-01-01 is wat er nu staat, 2026-01-01-1 is uitgave 1 ('msa uitgaven' toont ze)",
    )
    parser.add_argument("--naar", required=True, metavar="UITGAVE", help="de tweede uitgave, net zo genoemd")
    parser.set_defaults(command=difference_command)


def _add_verify(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "verify",
        help="reken gedrukte getallen na uit de tabellen",
        description=(
            "Lees de getallen op de pagina's van een peildatum en reken ze opnieuw uit met de tabellen. Steeds "
            "dezelfde steekproef, of alle getallen. Klopt er een niet, dan staat hier op welke pagina, en is de "
            "uitgangscode 13."
        ),
    )
    _add_settings(parser)
    parser.add_argument(
        "--peildatum", type=read_day, metavar="DATUM", help="bijvoorbeeld 2026-01-01 (standaard: de laatste uitvoer)"
    )
    parser.add_argument("--aantal", type=read_count, metavar="N", help="zoveel getallen; 0 is alle (standaard: 1000)")
    parser.set_defaults(command=verify_command)


def _add_key(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "key",
        help="toon voor één school welke code bij welk leerlingnummer hoort, of vervang de sleutel",
        description=(
            "Schrijf de sleutellijst van één school: leerlingnummer;leerling. Let op: dit zijn persoonsgegevens. "
            "Alleen deze school mag de lijst krijgen. Of maak een nieuwe sleutel: leerlingen krijgen dan andere codes."
        ),
    )
    _add_settings(parser)
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--school", metavar="ID", help="de school van de lijst, bijvoorbeeld 12AB00")
    asked.add_argument(
        "--rotate",
        action="store_true",
        help="vervang de sleutel; eerdere verslagen zijn dan alleen met de oude sleutel nog te koppelen",
    )
    asked.add_argument("--nieuw", action="store_true", help="maak een nieuwe sleutel omdat de oude kwijt is")
    parser.set_defaults(command=key_command)


def _add_erase(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "erase",
        help="wis één leerling, of alles van voor een datum",
        description=(
            "Wis één leerling uit de opslag en de uitvoer, of alles van voor een datum, of alles wat voorbij de "
            "bewaartermijn is. Verslagen waarin de leerling staat, gaan helemaal weg; een nieuwe run slaat de leerling "
            "over. Wat anoniem is, blijft. Uw aanleveringen verandert msa niet: u leest in welke bestanden de leerling "
            "nog staat. Wissen is niet terug te draaien."
        ),
    )
    _add_settings(parser)
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--leerling", metavar="CODE", help="de code van de leerling; geef ook --school")
    asked.add_argument(
        "--voor", type=read_day, metavar="DATUM", help="wis alles van peildata voor deze datum, bijvoorbeeld 2024-01-01"
    )
    asked.add_argument("--verlopen", action="store_true", help="wis alles wat voorbij de bewaartermijn van swv.toml is")
    parser.add_argument("--school", metavar="ID", help="de school van de leerling, bijvoorbeeld 12AB00")
    parser.set_defaults(
        command=erase_command, gestopt="Het wissen is niet af. Geef dezelfde opdracht nog eens om het af te maken."
    )


def _add_open(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "open",
        help="open de werkbank in uw browser: een kwartaal van aanlevering tot verslag",
        description=(
            "Open de werkbank in uw browser: zie hoe ver elke school is, zet bestanden neer, controleer en draai. "
            "Zonder SWV.TOML, of als het er nog niet is, komt er eerst een beginpagina: daar maakt u het, of kiest u "
            "een SWV dat eerder open was. Alleen deze computer kan erbij, en alleen de browser die opengaat. Na een "
            "uur zonder gebruik sluit de werkbank zichzelf. Stop met Ctrl-C."
        ),
    )
    parser.add_argument(
        "settings",
        nargs="?",
        type=Path,
        metavar="SWV.TOML",
        help="het instellingenbestand van uw samenwerkingsverband, of de map waarin het staat of komt",
    )
    parser.set_defaults(command=open_command)


def _add_shortcut(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "snelkoppeling",
        help="zet een snelkoppeling op uw bureaublad, om de werkbank te openen met een dubbelklik",
        description=(
            "Zet een bestand op uw bureaublad, of in MAP, dat met een dubbelklik 'msa open' start: op Windows een "
            ".cmd, op macOS een .command, op Linux een .desktop. Het opent een venster waarin msa draait; laat dat "
            "open zolang u werkt."
        ),
    )
    parser.add_argument("map", nargs="?", type=Path, metavar="MAP", help="een andere map dan uw bureaublad")
    parser.set_defaults(command=shortcut_command, gestopt="")


def _add_serve(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "serve",
        help="blijf aan staan en draai vanzelf op de dag na elke peildatum",
        description=(
            "Blijf aan staan en draai vanzelf, om 6 uur 's ochtends op de dag na elke peildatum van uw swv.toml. "
            "Eerst worden de leveringen gecontroleerd; is geen enkele school gemeten, dan komt er geen verslag. "
            "Stond msa niet aan op die dag, dan wordt de run bij de start ingehaald, één keer. Vooraf legt msa de "
            "vragen en herinneringen aan de scholen klaar en controleert het de leveringen. Gaat er iets mis, dan gaat "
            "er bericht naar wie [melding] noemt. Alleen deze computer kan erbij. Stop met Ctrl-C."
        ),
    )
    _add_settings(parser)
    parser.add_argument(
        "--pagina", action="store_true", help="zet de pagina van Prefect aan, met een wachtwoord dat in de opslag staat"
    )
    parser.set_defaults(command=serve_command)


def _add_country(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "landelijk",
        help="draai veel samenwerkingsverbanden na elkaar en naast elkaar, en maak één landelijk verslag",
        description=(
            "Draai elk samenwerkingsverband van LAND.TOML voor een peildatum, zoveel tegelijk als er werkers zijn, en "
            "maak van wat zij vrijgaven één landelijk verslag zonder leerlingen en scholen. Wat al gedraaid is en niet "
            "veranderde, blijft staan. Mislukt er een, dan gaan de andere door, en leest u welke en waarom. Valt een "
            "werker weg, dan begint een andere opnieuw aan dat samenwerkingsverband."
        ),
    )
    parser.add_argument("land", type=Path, metavar="LAND.TOML", help="het bestand dat de samenwerkingsverbanden noemt")
    parser.add_argument(
        "--peildatum", type=read_day, metavar="DATUM", help="bijvoorbeeld 2026-01-01 (standaard: die van LAND.TOML)"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--werkers", metavar="N", help="zoveel tegelijk op deze computer (standaard: zoveel als hij processors heeft)"
    )
    where.add_argument("--adres", metavar="ADRES", help="een cluster van Dask, bijvoorbeeld tls://10.0.0.5:8786")
    _add_direct(parser)
    _add_without_pdf(parser)
    parser.set_defaults(
        command=country_command, gestopt="Wat al gepubliceerd is, staat er. Geef dezelfde opdracht om verder te gaan."
    )


def _add_hand_over(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "afgeven",
        help="geef wat vrijgegeven is af voor een landelijk verslag dat elders gemaakt wordt",
        description=(
            "Schrijf wat uw samenwerkingsverband voor een peildatum vrijgaf in een map of een bucket, voor wie elders "
            "'msa landelijk' draait. Er gaat één bestand heen, met de aantallen die in het landelijke verslag kunnen "
            "staan: afgerond, en met kleine aantallen verborgen. Geen leerling, geen school, geen levering. Voor een "
            "bucket staat de sleutel in de omgeving: AWS_ACCESS_KEY_ID en AWS_SECRET_ACCESS_KEY."
        ),
    )
    _add_settings(parser)
    parser.add_argument(
        "--peildatum", required=True, type=read_day, metavar="DATUM", help="bijvoorbeeld 2026-01-01 of 01-01-2026"
    )
    parser.add_argument("--naar", required=True, metavar="PLAATS", help="een map, of een adres zoals s3://bucket/map")
    parser.set_defaults(command=hand_over_command, gestopt="Er is niets afgegeven.")


def _add_backup(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "backup",
        help="maak een versleutelde reservekopie van opslag, uitvoer en instellingen",
        description=(
            "Maak in MAP één versleutelde reservekopie van opslag, uitvoer en instellingen, en lees hem helemaal "
            "terug. msa bedenkt een wachtwoord en toont het één keer; het staat nergens. Wie het kwijt is, kan niet "
            "meer bij de reservekopie. Uw aanleveringen zitten er niet in."
        ),
    )
    _add_settings(parser)
    parser.add_argument("map", type=Path, metavar="MAP", help="waar de reservekopie komt, liefst op een andere schijf")
    _add_password_file(parser)
    parser.set_defaults(command=backup_command, gestopt="Er is geen reservekopie gemaakt.")


def _add_put_back(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "herstel",
        help="zet een reservekopie van 'msa backup' terug",
        description=(
            "Zet een reservekopie terug, ook op een andere computer. Alles wordt eerst gelezen en vergeleken. Staat "
            "er nog geen SWV.TOML, dan komt die uit de reservekopie. Wat al in de uitvoer staat, blijft staan. Weet "
            "msa van leerlingen die na de reservekopie zijn gewist, dan blijven zij gewist."
        ),
    )
    _add_settings(parser)
    parser.add_argument(
        "map", type=Path, metavar="MAP", help="de map met reservekopieën (de nieuwste telt), of één reservekopie"
    )
    _add_password_file(parser)
    parser.add_argument("--toch", action="store_true", help="ook als er al een opslag staat: die gaat weg")
    parser.set_defaults(
        command=put_back_command, gestopt="Het herstel is niet af. Geef dezelfde opdracht nog eens, met --toch."
    )


def _add_password_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--wachtwoord-bestand",
        type=Path,
        metavar="BESTAND",
        help="een bestand met uw wachtwoord op één regel, minstens 20 tekens; het ligt niet bij de reservekopie",
    )


def _add_doctor(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "doctor",
        help="kijk na of deze computer klaar is voor msa",
        description=(
            "Kijk na of deze computer klaar is voor msa: rechten, schijfruimte, versies, sleutel, logboek, "
            "bewaartermijn, opslag, klok, vakanties, regelsets en browser. Per punt één regel: goed, let op of fout, "
            "en wat u kunt doen. Er verandert niets, tenzij u --herstel geeft."
        ),
    )
    _add_settings(parser)
    parser.add_argument(
        "--herstel",
        action="store_true",
        help=(
            "maak de opslag in orde nadat u een reservekopie terugzette of een bestand onder zegel kwijt bent: gewiste "
            "leerlingen blijven gewist"
        ),
    )
    parser.add_argument(
        "--toch",
        action="store_true",
        help=(
            "bij --herstel: ga door zonder wat niet terug te vinden is. Ontbreken er publicaties in de lijst, dan "
            "weet msa niet wat lezers daarin zagen, en komen van die peildata geen nieuwe cijfers zonder leerlingen "
            "uit. Zijn er leerlingen gewist onder een nieuwere sleutel, dan komen zij terug"
        ),
    )
    parser.add_argument(
        "--peildatum",
        type=read_day,
        metavar="DATUM",
        help=(
            "bij --herstel --toch: geef van deze peildatum toch nieuwe cijfers vrij. Wie ze naast de publicatie legt "
            "die msa kwijt is, kan kleine aantallen uitrekenen: voor deze peildatum geldt de belofte daarover niet "
            "meer. Het logboek onthoudt uw keuze"
        ),
    )
    parser.set_defaults(command=doctor_command)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "settings", type=Path, metavar="SWV.TOML", help="het instellingenbestand van uw samenwerkingsverband"
    )


def _add_direct(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--direct", action="store_true", help="draai dezelfde stappen zonder Prefect")


def _add_without_pdf(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--zonder-pdf", action="store_true", help="maak geen PDF's van de verslagen: dat scheelt tijd")


def run_command(arguments: argparse.Namespace) -> int:
    """`msa run`."""
    settings = _load(arguments, without_pdf=arguments.zonder_pdf)
    if arguments.zoals_op is not None:
        return _run_as_of(settings, arguments)
    runner = _open_runner(settings, direct=arguments.direct, toch=arguments.toch, report=make_reporter())
    with runner as run_one:
        result = run_one(settings, arguments.peildatum)
    _tell_outcome(settings, result)
    _tell_expired(settings)
    return result.exit_code


def _run_as_of(settings: "Settings", arguments: argparse.Namespace) -> int:
    """`msa run --zoals-op`: exit code 0, whether or not it is what came out then."""
    from pipelines.run.as_of import describe_as_of, run_as_of

    if arguments.toch:
        raise WrongUse("--toch hoort niet bij --zoals-op: dat publiceert niets.")
    found = run_as_of(
        settings, peildatum=arguments.peildatum, known_on=arguments.zoals_op, report_progress=make_reporter()
    )
    for line in describe_as_of(found):
        print(line)
    print(f"Het staat in: {found.output}")
    return 0


def approve_command(arguments: argparse.Namespace) -> int:
    """`msa akkoord`."""
    settings = _load(arguments)
    from pipelines.run.approval import approve, discard

    if arguments.weg:
        discard(settings, arguments.peildatum)
        print(f"Wat klaarlag voor peildatum {arguments.peildatum.isoformat()} is weg.")
        return 0
    result = approve(settings, arguments.peildatum, report_progress=make_reporter())
    if result.waits:
        print("Niets vrijgegeven: de leveringen, de instellingen of eerdere cijfers zijn veranderd sinds u keek.")
    _tell_outcome(settings, result)
    return NOT_PUBLISHED if result.waits else result.exit_code


def check_command(arguments: argparse.Namespace) -> int:
    """`msa check`."""
    settings = _load(arguments)
    if arguments.school is not None:
        settings.get_school(arguments.school)
    from pipelines.run.check import check_deliveries
    from pipelines.run.verdict import describe_check

    make_reporter()("Controleren van de leveringen …")
    result = check_deliveries(settings, school_id=arguments.school, peildatum=arguments.peildatum)
    _tell_refused(settings, result)
    _tell_noticed(result)
    print(f"Retourbladen: {settings.uitvoer / 'controle'}")
    # Last, and true: whether all of it can be believed.
    for line in describe_check(result, {school.id: school.naam for school in settings.scholen}):
        print(make_plain(line))
    return result.exit_code


def mapping_command(arguments: argparse.Namespace) -> int:
    """`msa koppel`."""
    settings = _load(arguments)
    settings.get_school(arguments.school)
    from pipelines.commands.mapping import Conversation, refuse_unasked

    refuse_unasked(arguments.toon, arguments.neem_over, can_ask=sys.stdin is not None and sys.stdin.isatty())
    talk = Conversation(
        settings, arguments.school, ask=input, say=print, today=date.today(), peildatum=arguments.peildatum
    )
    if arguments.toon:
        return talk.show()
    return talk.take_over() if arguments.neem_over else talk.hold()


def templates_command(arguments: argparse.Namespace) -> int:
    """`msa sjablonen`."""
    from pipelines.publish.templates import READ_ME, write_templates

    files = write_templates(arguments.map.resolve())
    print(f"{len(files) - 1} bestanden staan in {arguments.map}. Wat elke kolom betekent, staat in {READ_ME}.")
    return 0


def demo_command(arguments: argparse.Namespace) -> int:
    """`msa demo`: ends with 0 although one school of the demo is refused."""
    folder = arguments.map.resolve()
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / "swv.toml").is_file())):
        raise WrongUse(f"{folder} bestaat al en is geen map van de demo. Kies met --map een andere map.")
    report = make_reporter()
    from pipelines.demo import make_demo

    report("De demo maken: een verzonnen samenwerkingsverband met 6000 leerlingen …")
    settings = _load(arguments, file=make_demo(folder), without_pdf=arguments.zonder_pdf)
    with _open_runner(settings, direct=arguments.direct, report=report) as run_one:
        for peildatum in DEMO_PEILDATA:
            report(f"Peildatum {peildatum.isoformat()}:")
            last = peildatum == DEMO_PEILDATA[-1]
            result = run_one(settings if last else dataclasses.replace(settings, pdf=False), peildatum)
            if result.exit_code not in _DEMO_GOOD:
                return result.exit_code
    _tell_outcome(settings, result, brief=True)
    return 0


def explain_command(arguments: argparse.Namespace) -> int:
    """`msa explain`: pupils by code only, also on the screen."""
    settings = _load(arguments)
    from pipelines.commands.explain import explain_pupil

    explained = explain_pupil(
        settings, leerling=arguments.leerling, peildatum=arguments.peildatum, report_progress=make_reporter()
    )
    print(explained.text)
    print(f"Open: {explained.page}")
    return 0


def rules_command(arguments: argparse.Namespace) -> int:
    """`msa rules`."""
    from pipelines.commands.rules import list_rules

    try:
        own = _load(arguments, file=arguments.swv).regels if arguments.swv else None
        print(list_rules(protocol=arguments.protocol, own=own))
    except ValueError as error:
        raise RuleSetInvalid(f"Een regelset is niet te gebruiken. {error}.") from None
    return 0


def compare_command(arguments: argparse.Namespace) -> int:
    """`msa compare`."""
    settings = _load(arguments)
    from pipelines.commands.compare import compare

    result = compare(
        settings,
        peildatum=arguments.peildatum,
        rule_set_ids=arguments.regelset,
        readings=arguments.lezing,
        report_progress=make_reporter(),
    )
    print(result.text)
    print(f"\nOpen: {result.page}")
    return result.exit_code


def editions_command(arguments: argparse.Namespace) -> int:
    """`msa uitgaven`: exit code 0, or 2 when nothing came out."""
    from pipelines.commands.editions import describe_editions

    print(describe_editions(_load(arguments), arguments.peildatum))
    return 0


def difference_command(arguments: argparse.Namespace) -> int:
    """`msa verschil`: exit code 0, also when something could not be split."""
    settings = _load(arguments)
    from pipelines.run.difference_pages import INTERN_PAGE, run_difference

    found = run_difference(settings, arguments.van, arguments.naar, report_progress=make_reporter())
    for line in found.doubts:
        print(f"Let op: {line}")
    print(f"Open dit bestand in uw browser: {found.output / INTERN_PAGE}")
    print(f"Voor elke school staat er een pagina in: {found.output / 'school'}")
    return 0


def verify_command(arguments: argparse.Namespace) -> int:
    """`msa verify`: pupils by code only."""
    settings = _load(arguments)
    from pipelines.commands import verify

    sample = verify.SAMPLE if arguments.aantal is None else arguments.aantal
    verdict = verify.verify(settings, peildatum=arguments.peildatum, sample=sample)
    print(verify.describe(verdict))
    return verdict.exit_code


def key_command(arguments: argparse.Namespace) -> int:
    """`msa key`: the one command whose output is pupil data."""
    settings = _load(arguments)
    if arguments.rotate:
        return _rotate_key(settings)
    if arguments.nieuw:
        return _accept_new_key(settings)
    settings.get_school(arguments.school)
    import csv

    from pipelines.commands.keys import list_key

    rows = list(list_key(settings, school_id=arguments.school))
    writer = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
    writer.writerow(("leerlingnummer", "leerling"))
    writer.writerows(rows)
    sys.stdout.flush()
    return 0


def _rotate_key(settings: "Settings") -> int:
    from pipelines.commands.keys import rotate_key

    rotation = rotate_key(settings, report_progress=make_reporter())
    from reports.words.wording import pupils

    changed = "heeft" if rotation.pupils == 1 else "hebben"
    print(f"De sleutel is vervangen: {rotation.old_id} werd {rotation.new_id}.")
    print(f"{pupils(rotation.pupils)} {changed} nu een andere code. Formulieren met de oude codes blijven werken.")
    if rotation.unread:
        print(
            f"Let op: de aanlevering van {', '.join(rotation.unread)} was niet te lezen. Van die scholen is alleen bij"
        )
        print("leerlingen van de vorige run bekend welke oude code bij welke nieuwe hoort.")
    print("Maak de verslagen die u nog gebruikt opnieuw met 'msa run', de oudste peildatum eerst. Anders zijn ze per")
    print("leerling niet te vergelijken met nieuwe verslagen.")
    print(f"De oude sleutel staat nu hier: {rotation.old_key_file}")
    print("Haal dat bestand van deze computer: bewaar het op een andere plek, of gooi het weg. msa heeft het niet")
    print("nodig, maar wie het heeft, kan eerdere verslagen nog aan leerlingen koppelen.")
    print("Maak een reservekopie van de nieuwe sleutel, met de rest van de opslag.")
    return 0


def _accept_new_key(settings: "Settings") -> int:
    from pipelines.commands.keys import accept_new_key

    key_id = accept_new_key(settings)
    print(f"Er is een nieuwe sleutel: {key_id}. Maak er een reservekopie van, met de rest van de opslag.")
    print("Leerlingen hebben in nieuwe verslagen een andere code dan in eerdere. Dat betekent:")
    print("  Nieuwe en eerdere verslagen zijn per leerling niet te vergelijken.")
    print("  Een MSA-formulier met oude codes wordt niet herkend. Geef de school een nieuw formulier.")
    print("  In de lijst voor de Inspectie komen lopende gevallen terug onder een nieuw nummer.")
    print("  Wie al gewist was, blijft gewist.")
    return 0


def erase_command(arguments: argparse.Namespace) -> int:
    """`msa erase`: pupils by code only."""
    if (arguments.leerling is None) != (arguments.school is None):
        raise WrongUse("--leerling en --school horen bij elkaar. Geef ze allebei, of geen van beide.")
    settings = _load(arguments)
    if arguments.leerling is not None:
        return _erase_pupil(settings, arguments.school, arguments.leerling)
    from pipelines.commands.retention import erase_before, get_limit
    from reports.words.wording import short_date

    today = date.today()
    found = erase_before(settings, before=arguments.voor or get_limit(settings, today), today=today)
    if not found:
        print(f"Er is niets te wissen van voor {short_date(found.before)}.")
        return 0
    print(f"Gewist van voor {short_date(found.before)}: {found}.")
    print("Wat anoniem is (swv, inspectie) staat er nog. Uw aanleveringen verandert msa niet.")
    print("Gooi zelf weg wat daarvan te oud is, en denk aan reservekopieën.")
    return 0


def _erase_pupil(settings: "Settings", school_id: str, leerling: str) -> int:
    from pipelines.commands.erase import describe, erase_pupil

    erased = erase_pupil(settings, school_id=school_id, leerling=leerling, report_progress=make_reporter())
    print(make_plain(describe(erased, settings.file)))
    return 0


def _tell_expired(settings: "Settings") -> None:
    from pipelines.commands.retention import find_expired, get_limit

    found = find_expired(settings, get_limit(settings, date.today()))
    if found:
        print(
            f"Voorbij de bewaartermijn van {settings.bewaren_jaren} jaar: {found}. "
            "Wis ze met 'msa erase SWV.TOML --verlopen'."
        )


def open_command(arguments: argparse.Namespace) -> int:
    """`msa open`: until it is closed."""
    from pipelines.system import find_settings_folder
    from pipelines.workbench.recent import Recent
    from pipelines.workbench.start import find_settings

    place = None if arguments.settings is None else arguments.settings.absolute()
    file, recent = find_settings(place), Recent(find_settings_folder())
    if file is not None:
        settings = _load(arguments, file=file)
    from pipelines.workbench.server import open_start, open_workbench

    # Ctrl-C is the way to stop.
    with suppress(KeyboardInterrupt):
        if file is None:
            open_start(place, report=make_reporter(), tell_fault=_explain_bug, recent=recent)
        else:
            open_workbench(settings.file, report=make_reporter(), tell_fault=_explain_bug, recent=recent)
    return 0


def shortcut_command(arguments: argparse.Namespace) -> int:
    """`msa snelkoppeling`."""
    from pipelines.commands.shortcut import write_shortcut

    file = write_shortcut(None if arguments.map is None else arguments.map.resolve())
    print(f"De snelkoppeling staat hier: {file}")
    print("Dubbelklik erop om de werkbank te openen. Verplaatst u msa, maak haar dan opnieuw.")
    return 0


@contextmanager
def _stop_as_with_ctrl_c() -> Generator[None]:
    """The system, or a container, asks to stop: what is under way then lets go of what it holds, as after Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def serve_command(arguments: argparse.Namespace) -> int:
    """`msa serve`: until Ctrl-C."""
    settings = _load(arguments)
    from pipelines.run import cycle, flow_server, schedule, scheduled

    report = make_reporter()
    home = settings.opslag / PREFECT_HOME
    page = arguments.pagina
    with ExitStack() as stack:
        stack.enter_context(_stop_as_with_ctrl_c())
        server = stack.enter_context(flow_server.open_server(home, report=report, with_services=True, with_page=page))
        server.wait_until_ready()
        from pipelines.run.flows import catch_up, serve_schedule

        stack.enter_context(flow_server.announce_server(home, server))
        now = datetime.now(ZoneInfo(schedule.TIME_ZONE))
        missed = schedule.find_missed(settings, now=now, tried=scheduled.list_tried(settings))
        if missed is not None:
            report(f"Peildatum {missed.isoformat()} is nog niet gedraaid: msa stond niet aan. Dat gebeurt nu.")
            catch_up(settings, missed)
        for moment in schedule.find_missed_moments(settings, now=now, done=cycle.list_done(settings)):
            report(f"Voor peildatum {moment.peildatum.isoformat()} is '{moment.what}' nog niet gedaan. Dat gebeurt nu.")
            catch_up(settings, moment.peildatum, moment.what)
        report("msa staat aan en draait op de dag na elke peildatum:")
        for line in schedule.describe_days(settings):
            report(f"  {line}")
        report("Daarvoor legt msa de vragen en herinneringen aan de scholen klaar, en controleert de leveringen:")
        for line in schedule.describe_before():
            report(f"  {line}")
        if page:
            file = stack.enter_context(flow_server.announce_page(home, server))
            report(f"De pagina van Prefect: {server.page} Het wachtwoord staat in {file}")
        # Prefect takes Ctrl-C as the way to stop, and mostly returns; told by the system to stop, it leaves by itself.
        try:
            report("Stop met Ctrl-C.")
            serve_schedule(settings)
        except KeyboardInterrupt:
            pass
        except SystemExit as ended:
            if ended.code:
                raise
        report("Gestopt. Zolang msa niet aan staat, draait er niets vanzelf.")
    return 0


def country_command(arguments: argparse.Namespace) -> int:
    """`msa landelijk`."""
    from pipelines.national.country import choose, load_country
    from pipelines.national.run import describe_result, run_country

    country = choose(
        load_country(arguments.land),
        peildatum=arguments.peildatum,
        werkers=arguments.werkers,
        adres=arguments.adres,
    )
    result = run_country(
        country,
        country.require_day(),
        direct=arguments.direct,
        pdf=not arguments.zonder_pdf,
        report_progress=make_reporter(),
    )
    for line in describe_result(result):
        print(make_plain(line))
    return result.exit_code


def hand_over_command(arguments: argparse.Namespace) -> int:
    """`msa afgeven`."""
    settings = _load(arguments)
    from pipelines.national.handover import hand_over
    from pipelines.national.places import is_address, read_bucket

    try:
        place = read_bucket(arguments.naar) if is_address(arguments.naar) else Path(arguments.naar).resolve()
    except ValueError as error:
        raise WrongUse(f"--naar is een map, of {error}.") from None
    print(make_plain(f"Afgegeven: {hand_over(settings, arguments.peildatum, place)}"))
    return 0


def backup_command(arguments: argparse.Namespace) -> int:
    """`msa backup`: shows the password that it made once, on a screen and nowhere else."""
    settings = _load(arguments)
    from pipelines.commands import backup

    folder = arguments.map.resolve()
    is_ours = arguments.wachtwoord_bestand is None
    if not is_ours:
        backup.refuse_password_beside(settings, arguments.wachtwoord_bestand, folder)
        password = backup.read_password(arguments.wachtwoord_bestand)
    elif sys.stdout.isatty():
        from pipelines.workbench.parcels import make_password

        password = make_password()
    else:
        raise WrongUse(
            "Er is geen scherm om het wachtwoord op te tonen, en in een logboek hoort het niet. Geef een bestand met "
            "uw wachtwoord op met --wachtwoord-bestand."
        )
    made = backup.make_backup(settings, folder, password=password, now=datetime.now(), report_progress=make_reporter())
    print(backup.describe(made))
    if is_ours:
        print(f"Wachtwoord: {password}")
        print(
            "Schrijf het op en bewaar het ergens anders: msa toont het één keer, en zonder is er niets te herstellen."
        )
    return 0


def put_back_command(arguments: argparse.Namespace) -> int:
    """`msa herstel`: the settings need not be there yet."""
    from pipelines.commands import backup, from_backup

    file, settings = from_backup.find_backup(arguments.map.resolve(), arguments.settings)
    if settings is not None:
        arguments.opslag = settings.opslag
    if arguments.wachtwoord_bestand is not None:
        password = backup.read_password(arguments.wachtwoord_bestand)
    elif sys.stdin is None or not sys.stdin.isatty():
        raise WrongUse("Geef een bestand met het wachtwoord op met --wachtwoord-bestand.")
    else:
        import getpass

        password = getpass.getpass("Wachtwoord van de reservekopie: ").strip()
    done = from_backup.put_back(
        arguments.settings, file, password=password, toch=arguments.toch, report_progress=make_reporter()
    )
    print(make_plain(from_backup.describe(done)))
    # An older backup brings back what was erased because it was past its time.
    _tell_expired(_load(arguments))
    return 0


def doctor_command(arguments: argparse.Namespace) -> int:
    """`msa doctor`."""
    if arguments.toch and not arguments.herstel:
        raise WrongUse("--toch hoort hier bij --herstel.")
    if arguments.peildatum and not arguments.toch:
        raise WrongUse("--peildatum hoort hier bij --herstel --toch.")
    settings = _load(arguments)
    if arguments.herstel:
        from pipelines.commands import restore

        restored = restore.restore(settings, toch=arguments.toch, report_progress=make_reporter())
        print(restore.describe(restored))
        if arguments.peildatum:
            restore.accept(settings, arguments.peildatum)
            print(f"Van peildatum {arguments.peildatum.isoformat()} kunnen nu weer nieuwe cijfers uitkomen.")
        return 0
    from pipelines.commands.doctor import examine, get_exit_code, look_at_machine, write_report

    checks = examine(settings, look_at_machine(datetime.now()))
    print(write_report(checks))
    return get_exit_code(checks)


@contextmanager
def _open_runner(settings: "Settings", *, direct: bool, report: Report, toch: bool = False) -> Generator[RunOne]:
    """A function that runs one peildatum: without Prefect, or as a flow on a server that stays up for all of them.

    It takes the settings again, which may differ in what does not touch the server.
    """
    from pipelines.run import steps as run
    from pipelines.system import count_processors

    processes = count_processors()
    if direct:
        yield lambda chosen, peildatum: run.run_quarter(
            chosen, peildatum=peildatum, toch=toch, processes=processes, report_progress=report
        )
        return
    from pipelines.run import flow_server

    with flow_server.open_server(settings.opslag / PREFECT_HOME, report=report) as server:

        def run_one(chosen: "Settings", peildatum: date) -> "RunResult":
            # Opened before Prefect is imported: a run that cannot start says so at once.
            quarter = run.open_quarter(
                chosen, peildatum=peildatum, toch=toch, processes=processes, report_progress=report
            )
            try:
                # Importing Prefect takes as long as the server still needs.
                from pipelines.run import flows

                server.wait_until_ready()
                return flows.run_steps(quarter)
            finally:
                quarter.close()

        yield run_one


def _load(arguments: argparse.Namespace, *, file: Path | None = None, without_pdf: bool = False) -> "Settings":
    """The settings that the command names, or those in `file`."""
    from pipelines.settings import load_settings

    settings = load_settings(file or arguments.settings)
    if without_pdf:
        settings = dataclasses.replace(settings, pdf=False)
    # Where a fault report may be written, should one be needed.
    arguments.opslag = settings.opslag
    return settings


def _tell_outcome(settings: "Settings", result: "RunResult", *, brief: bool = False) -> None:
    if result.output is not None and not result.waits:
        print(f"Klaar: {result.output}")
    _tell_refused(settings, result, brief=brief)
    for school_id in result.unmeasured:
        print(make_plain(f"Niet gemeten: {school_id} {settings.get_school(school_id).naam}. Zie het retourblad."))
    _tell_noticed(result)
    if result.output is None:
        return
    if result.waits:
        peildatum = result.output.name
        print(f"Klaargezet, niet vrijgegeven: {result.output}")
        print(f"Bekijk het. Akkoord? Geef 'msa akkoord {settings.file.name} --peildatum {peildatum}'.")
        return
    for school_id in (*(school for school, _ in result.refused), *result.unmeasured):
        print(f"Stuur deze school het retourblad: {result.output / 'school' / school_id / 'retour.html'}")
    if result.only_returns:
        print("Geen enkele school is gemeten. Er zijn alleen retourbladen gemaakt, en geen verslag.")
    else:
        print(f"Open eerst: {result.output / 'swv' / 'index.html'}")


def _tell_refused(settings: "Settings", result: "RunResult | CheckResult", *, brief: bool = False) -> None:
    """`brief`: the first sentence of the reason alone; the return sheet has all of it."""
    for school_id, reason in result.refused:
        told = f"{reason.split('. ')[0].rstrip('.')}." if brief else reason
        print(make_plain(f"Geweigerd: {school_id} {settings.get_school(school_id).naam}. {told}"))


def _tell_noticed(result: "RunResult | CheckResult") -> None:
    for text in result.noticed:
        print(f"Let op: {text}")


def _explain_bug(error: Exception, opslag: Path | None) -> str:
    """What is told of a fault of the program; the report of it goes to `opslag`, where that is known."""
    import tempfile

    path = write_fault(error, folder=opslag or Path(tempfile.gettempdir()))
    where = f"Waar het misging staat in {path}, zonder gegevens van leerlingen. " if path else ""
    return (
        f"msa: er ging iets mis in het programma zelf, niet in uw bestanden (fout {BUG}). {where}"
        "Eerdere uitvoer is niet veranderd. Stuur dat bestand naar wie msa voor u beheert."
    )


def _make_output_safe() -> None:
    """UTF-8 out, whatever the terminal is set to: an ellipsis or a name with an accent must not end a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    start()
