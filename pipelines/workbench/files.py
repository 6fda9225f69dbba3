"""What msa wrote, shown as it is: a page with its own content policy, or a file to save."""

import re
from html import unescape
from pathlib import Path

from starlette.responses import FileResponse, HTMLResponse, Response

from pipelines.errors import WrongUse
from pipelines.workbench.guard import NOTHING

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
# The first tag in the head of each of our pages.
_WHERE_A_POLICY_STANDS = 2_000
_MEDIA = {
    ".csv": "text/csv; charset=utf-8",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SHOWN_IN_THE_BROWSER = (".pdf", ".txt")
_NOT_THERE = "Dit bestand is er niet (meer). Ga terug en kijk wat er nu ligt."


def open_written_file(folder: Path, name: str) -> Response:
    """One file below `folder`, which msa wrote; WrongUse for anything that does not lie there.

    Only a name that a listing of the folder gives can be asked: an address leads nowhere else, and through no link.
    """
    file = list_written(folder).get(name)
    if file is None:
        raise WrongUse(_NOT_THERE)
    if file.suffix == ".html":
        return _open_page(file)
    kind = _MEDIA.get(file.suffix, "application/octet-stream")
    shown = file.suffix in _SHOWN_IN_THE_BROWSER
    return FileResponse(
        file, media_type=kind, filename=file.name, content_disposition_type="inline" if shown else "attachment"
    )


def list_written(folder: Path) -> dict[str, Path]:
    """Every file below the folder by its place in it, with `/`; links and hidden ones are left out."""
    if folder.is_symlink() or not folder.is_dir():
        return {}
    found = {}
    for file in sorted(folder.rglob("*")):
        place = file.relative_to(folder)
        if file.is_symlink() or not file.is_file() or any(part.startswith(".") for part in place.parts):
            continue
        if file.resolve().is_relative_to(folder.resolve()):
            found[place.as_posix()] = file
    return found


def _open_page(file: Path) -> Response:
    text = file.read_text(encoding="utf-8")
    policy = _POLICY.search(text, 0, _WHERE_A_POLICY_STANDS)
    header = NOTHING if policy is None else f"{unescape(policy[1])}; frame-ancestors 'self'"
    return HTMLResponse(text, headers={"content-security-policy": header, "x-frame-options": "SAMEORIGIN"})
