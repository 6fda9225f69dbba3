"""One `msa` command with the code of one checkout: `side.py OWN FOREIGN … -- COMMAND …`, never imported.

The environment has an editable install that leads to another checkout. So this looks, before and after the command,
whether the rooms came from OWN and no file was opened under a FOREIGN folder: imports, SQL, templates, all of it.
"""

import os
import sys
from pathlib import Path

ROOMS = ("pipelines", "reports", "schemas")
STRAYED = 70


def watch(foreign: list[str]) -> set[str]:
    """The set into which every file goes that this process opens under `foreign` from now on."""
    folders = tuple(f"{folder}{os.sep}" for folder in foreign)
    # The environment may lie inside a checkout, and this file does.
    ours = (f"{sys.prefix}{os.sep}", __file__)
    opened: set[str] = set()

    def note(event: str, details: tuple[object, ...]) -> None:
        if event == "open" and isinstance(details[0], str):
            path = os.path.abspath(details[0])
            if path.startswith(folders) and not path.startswith(ours):
                opened.add(path)

    sys.addaudithook(note)
    return opened


def find_strange_rooms(own: Path) -> list[str]:
    """The rooms that are not those of `own`."""
    places = {room: Path(str(__import__(room).__file__)).resolve() for room in ROOMS}
    return [f"{room} is {place}" for room, place in places.items() if not place.is_relative_to(own)]


def main() -> int:
    split = sys.argv.index("--")
    own, *foreign = sys.argv[1:split]
    opened = watch(foreign)
    code = 0
    if not (strange := find_strange_rooms(Path(own).resolve())):
        from pipelines.cli import main as msa

        code = msa(sys.argv[split + 1 :])
    strange += sorted(opened)
    if strange:
        print("code of another checkout was used:", *strange, sep="\n  ", file=sys.stderr)
    return STRAYED if strange else code


if __name__ == "__main__":
    sys.exit(main())
