"""Dutch words for the command line: what argparse says of itself.

argparse looks its texts up through `gettext`, and no Dutch catalogue ships with Python; this is the catalogue.
`test_every_text_of_argparse_is_translated` (tests/unit/commands/test_cli.py) fails when a Python version says something
new.
"""

import argparse

TEXTS = {
    "usage: ": "gebruik: ",
    "options": "opties",
    "positional arguments": "argumenten",
    "subcommands": "opdrachten",
    "show this help message and exit": "toon deze hulp en stop",
    "show program's version number and exit": "toon de versie en stop",
    " (default: %(default)s)": " (standaard: %(default)s)",
    "%(prog)s: error: %(message)s\n": "%(prog)s: fout: %(message)s\n",
    "%(prog)s: warning: %(message)s\n": "%(prog)s: let op: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "the following arguments are required: %s": "deze argumenten ontbreken: %s",
    "unrecognized arguments: %s": "onbekende argumenten: %s",
    "one of the arguments %s is required": "een van deze argumenten is nodig: %s",
    "not allowed with argument %s": "gaat niet samen met %s",
    "expected one argument": "hier hoort één waarde bij",
    "expected at most one argument": "hier hoort hoogstens één waarde bij",
    "expected at least one argument": "hier hoort ten minste één waarde bij",
    "expected %s argument": "hier hoort %s waarde bij",
    "expected %s arguments": "hier horen %s waarden bij",
    "ignored explicit argument %r": "bij deze optie hoort geen waarde (%r)",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s is niet duidelijk: bedoelt u %(matches)s?",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r kan niet. Kies uit: %(choices)s",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": (
        "%(value)r kan niet. Bedoelt u %(closest)r? Kies uit: %(choices)s"
    ),
    "invalid %(type)s value: %(value)r": "%(value)r is geen geldige waarde (%(type)s)",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "%(parser_name)r bestaat niet. Kies uit: %(choices)s",
    "can't open '%(filename)s': %(error)s": "kan '%(filename)s' niet openen: %(error)s",
    'argument "-" with mode %r': "'-' kan niet bij %r",
    "cannot have multiple subparser arguments": "er kan maar één opdracht zijn",
    "cannot merge actions - two groups are named %r": "twee groepen heten %r",
    "dest= is required for options like %r": "dest= ontbreekt bij %r",
    ".__call__() not defined": ".__call__() ontbreekt",
    "'required' is an invalid argument for positionals": "'required' kan niet bij een argument zonder naam",
    "invalid option string %(option)r: must start with a character %(prefix_chars)r": (
        "optie %(option)r moet beginnen met %(prefix_chars)r"
    ),
    "invalid conflict_resolution value: %r": "ongeldige conflict_resolution: %r",
    "unexpected option string: %s": "onverwachte optie: %s",
    "conflicting option string: %s": "dubbele optie: %s",
    "conflicting option strings: %s": "dubbele opties: %s",
    "conflicting subparser: %s": "dubbele opdracht: %s",
    "conflicting subparser alias: %s": "dubbele naam van een opdracht: %s",
    "mutually exclusive arguments must be optional": "argumenten die elkaar uitsluiten mogen niet verplicht zijn",
    "mutually exclusive arguments must have the same prefix": "argumenten die elkaar uitsluiten hebben hetzelfde begin",
    "%r is not callable": "%r is geen functie",
    "argument '%(argument_name)s' is deprecated": "'%(argument_name)s' verdwijnt in een latere versie",
    "option '%(option)s' is deprecated": "'%(option)s' verdwijnt in een latere versie",
    "command '%(parser_name)s' is deprecated": "'%(parser_name)s' verdwijnt in een latere versie",
}


def speak_dutch() -> None:
    """Let argparse say `TEXTS`; a text that is not there stays as it is."""
    # setattr: these are argparse's own imported names of gettext.
    setattr(argparse, "_", translate)  # noqa: B010
    setattr(argparse, "ngettext", translate_number)  # noqa: B010


def translate(text: str) -> str:
    """The Dutch text for one text of argparse."""
    return TEXTS.get(text, text)


def translate_number(singular: str, plural: str, number: int) -> str:
    """The Dutch text that fits `number`."""
    return translate(singular if number == 1 else plural)
