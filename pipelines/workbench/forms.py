"""What a form sent, read with a bound, and only when a page of this workbench made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from pipelines.workbench.gate import Gate

FORM_TOKEN = "sleutelwoord"
_MOST_BYTES = 256 * 1024
_MOST_FIELDS = 2_000
_FORM_KIND = "application/x-www-form-urlencoded"


class NotOurs(Exception):
    """A form that no page of this workbench made, or that is no form: the request is refused (403)."""


@dataclass(frozen=True)
class Form:
    """Name -> value; of a name that was sent more often the last one counts. A field that is missing is empty."""

    values: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")


async def read_bare_form(request: Request) -> Form:
    """A form without its proof; for the one that hands over the token. NotOurs for what is no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_KIND:
        raise NotOurs
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise NotOurs
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise NotOurs from None
    return Form(dict(pairs))


async def read_form(request: Request, gate: Gate) -> Form:
    """A form that a page of this workbench made; NotOurs for any other."""
    form = await read_bare_form(request)
    if not gate.allows_form(form.get(FORM_TOKEN)):
        raise NotOurs
    return form
