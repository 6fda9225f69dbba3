"""`msa koppel`: ask at the terminal what the words of a school mean, and write down what was answered.

What is shown are names of columns, codes and classes as they may be shown, and counts (`pipelines.run.mapping`).
Nothing is logged. `ask` and `say` are handed in, so that a conversation can be played in a test.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipelines.errors import WrongUse
from pipelines.run.mapping import (
    ClassProposal,
    CodeEffect,
    CodeProposal,
    FileProposal,
    Proposal,
    TierCount,
    accept,
    asks,
    preview,
    propose,
    say_not_counted,
    take_certain,
    take_proposed,
)
from pipelines.settings import Settings
from reports.words.wording import NBSP, counted

Ask = Callable[[str], str]
Say = Callable[[str], None]

REFUSED = 10
_NONE = "0"
_SKIP, _STOP, _ONE_BY_ONE = "s", "stop", "n"
_YES, _NO = ("j", "ja"), ("n", "nee")
_HELP = "Typ een nummer. Enter = het voorstel (*), 0 = niets, s = overslaan (blijft zoals het is), stop = ophouden."


class _Stopped(Exception):
    """The one who answers wants to stop; nothing is written."""


@dataclass
class Conversation:
    """One school asked about from beginning to end; `choices` fill up as it goes."""

    settings: Settings
    school: str
    ask: Ask
    say: Say
    today: date
    peildatum: date | None = None
    choices: dict[str, str] = field(default_factory=dict)

    def show(self) -> int:
        """`--toon`: what would be asked, and what is proposed. 10 when the school is refused as it is."""
        proposal = self._propose()
        self._show(proposal)
        if proposed := take_proposed(proposal):
            self._show_tiers(proposed, "met alle voorstellen")
        return REFUSED if proposal.geweigerd else 0

    def take_over(self) -> int:
        """`--neem-over`: everything that is certain, without a question."""
        # Codes are known once the columns are, and classes once there is a list of pupils.
        for _ in range(3):
            before = dict(self.choices)
            self.choices |= take_certain(self._propose())
            if self.choices == before:
                break
        if not self.choices:
            self.say("Er is niets dat zeker genoeg is om over te nemen.")
            return self.show()
        return self._write()

    def hold(self) -> int:
        """The whole conversation; 0, or 10 when the school stays refused."""
        self.say(_HELP)
        try:
            for file in self._propose().columns:
                if asks(file):
                    self._ask_file(file)
            self._ask_items("Klassen zonder rooster", self._propose().classes)
            self._ask_items("Codes zonder betekenis", self._propose().codes)
            if not self.choices:
                self.say("Er is niets gekozen. Er is niets vastgelegd.")
                return self._get_end()
            self._show_tiers(self.choices, "straks")
            if not self._is_agreed("Vastleggen? j = ja, n = nee: "):
                raise _Stopped
        except (_Stopped, EOFError):
            self.say("Gestopt. Er is niets vastgelegd.")
            return 0
        return self._write(told=True)

    # --- what is said -------------------------------------------------------------------------------------------

    def _propose(self) -> Proposal:
        return propose(self.settings, self.school, self.choices, today=self.today, peildatum=self.peildatum)

    def _show(self, proposal: Proposal) -> None:
        self.say(f"School {proposal.school}, gegevens tot en met {proposal.tot:%d-%m-%Y}.")
        if proposal.datum is not None:
            self.say(f"Er is een koppeling van {proposal.datum:%d-%m-%Y}.")
        if proposal.geweigerd:
            self.say(f"Zo is de levering niet te lezen. {proposal.geweigerd.splitlines()[0]}")
        if proposal.vooruit:
            self.say("Neemt u de voorstellen over, dan is zij dat wel. De klassen en codes hieronder zijn zoals dan.")
        if proposal.is_empty:
            self.say("Er is niets te koppelen: elke kolom, code en klas is bekend.")
        for file in proposal.columns:
            if asks(file):
                self._show_file(file)
        for title, items in (("Klassen zonder rooster", proposal.classes), ("Codes zonder betekenis", proposal.codes)):
            if items:
                self.say(f"\n{title}:")
                for item in items:
                    self.say(f"  {_describe(item)}: {_say_proposal(item.nu, item.voorstel, item.zeker)}")

    def _show_file(self, file: FileProposal) -> None:
        where = ", ".join(file.waar)
        self.say(f"\n{where.capitalize()}: {file.stand}, {_count(file.rijen, 'regel', 'regels')}.")
        if file.uitleg:
            self.say(f"  {file.uitleg}")
        if file.voorstel:
            self.say(f"  Voorstel: lezen als '{file.keuzes[file.voorstel]}'.")
        if file.ontbreekt:
            self.say(f"  Daarvoor is nog geen kolom gevonden voor: {', '.join(file.ontbreekt)}.")
        for column in file.columns:
            told = _say_proposal(column.nu, column.voorstel, column.zeker)
            self.say(f"  {column.plaats}. {column.shown} ({column.vorm}, {column.gevuld} gevuld): {told}")

    def _show_tiers(self, choices: dict[str, str], when: str) -> None:
        told = preview(self.settings, self.school, choices, today=self.today, peildatum=self.peildatum)
        self.say(f"\nLeerlingen per tier, tot en met {told.tot:%d-%m-%Y}:")
        self.say(f"  nu:    {_describe_tiers(told.before)}")
        self.say(f"  {when}: {_describe_tiers(told.after)}")
        if told.codes:
            self.say("\nWat elke code alleen doet, zonder de andere codes:")
        for code in told.codes:
            self.say(f"  '{code.shown}' als {code.soort or 'onbekend'}: {_describe_change(code)}")
        if told.not_counted:
            self.say(f"  {say_not_counted(told.not_counted)}")

    # --- what is asked -------------------------------------------------------------------------------------------

    def _ask_file(self, file: FileProposal) -> None:
        """What a file is, and then its columns: all as proposed, or one by one."""
        self._show_file(file)
        if not file.columns:
            return
        names = tuple(file.keuzes)
        chosen = self._choose("Wat is dit bestand?", [file.keuzes[name] for name in names], names, file.voorstel)
        if chosen is None:
            return
        self.choices[file.id] = chosen
        if not chosen:
            return
        if chosen != file.voorstel:
            file = next(each for each in self._propose().columns if each.id == file.id)
            self._show_file(file)
        answer = ""
        if not file.ontbreekt:
            answer = self._read("Kloppen alle kolommen? Enter = ja, n = kolom voor kolom, s = overslaan: ")
        if answer == _SKIP:
            del self.choices[file.id]
        elif file.ontbreekt or answer == _ONE_BY_ONE:
            self._ask_columns(file)
        else:
            self.choices |= {column.id: column.voorstel for column in file.columns}

    def _ask_columns(self, file: FileProposal) -> None:
        left = {column.id: column.voorstel or column.nu for column in file.columns}
        for column in (column for column in file.columns if column.keuzes):
            question = f"Kolom {column.plaats}, {column.shown} ({column.vorm})"
            taken = {left[other.id] for other in file.columns if other.plaats < column.plaats}
            offered = [name for name in column.keuzes if name not in taken]
            proposed = left[column.id] if left[column.id] in offered else ""
            chosen = self._choose(question, offered, offered, proposed)
            left[column.id] = column.nu if chosen is None else chosen
        self.choices |= left

    def _ask_items(self, title: str, items: Sequence[ClassProposal | CodeProposal]) -> None:
        if not items:
            return
        self.say(f"\n{title}:")
        for item in items:
            if not item.keuzes:
                self.say(f"  {_describe(item)}: dit is hier niet te koppelen. Laat de school haar eigen tabel leveren.")
                continue
            chosen = self._choose(_describe(item), item.keuzes, item.keuzes, item.voorstel)
            if chosen is not None:
                self.choices[item.id] = chosen

    def _choose(self, question: str, shown: Sequence[str], values: Sequence[str], proposed: str) -> str | None:
        """The value that was chosen, "" for none, None to leave it as it is."""
        self.say(f"\n{question}")
        for number, (words, value) in enumerate(zip(shown, values, strict=True), start=1):
            self.say(f"  {number}{'*' if value == proposed else ' '} {words}")
        while True:
            answer = self._read("Keuze: ")
            if not answer:
                return proposed or None
            if answer in (_SKIP, _NONE):
                return None if answer == _SKIP else ""
            if answer.isdecimal() and 1 <= int(answer) <= len(values):
                return values[int(answer) - 1]
            self.say(f"Dat is geen keuze. Typ een nummer van 0 tot en met {len(values)}, s of stop.")

    def _is_agreed(self, question: str) -> bool:
        while (answer := self._read(question)) not in (*_YES, *_NO):
            self.say("Typ j of n.")
        return answer in _YES

    def _read(self, question: str) -> str:
        answer = self.ask(question).strip().casefold()
        if answer == _STOP:
            raise _Stopped
        return answer

    # --- the end -------------------------------------------------------------------------------------------------

    def _write(self, *, told: bool = False) -> int:
        if not told:
            self._show_tiers(self.choices, "straks")
        file = accept(self.settings, self.school, self.choices, self.today, peildatum=self.peildatum)
        self.say(f"Vastgelegd in {file.parent.name}/{file.name}. 'msa check' en 'msa run' lezen het.")
        return self._get_end()

    def _get_end(self) -> int:
        refused = self._propose().geweigerd
        if refused:
            self.say(f"De levering is nog niet te lezen. {refused.splitlines()[0]}")
        return REFUSED if refused else 0


def refuse_unasked(show: bool, take_over: bool, *, can_ask: bool) -> None:
    """WrongUse where nobody is there to answer."""
    if not (show or take_over or can_ask):
        raise WrongUse("Er is niemand om antwoord te geven. Gebruik --toon, of --neem-over.")


def _describe(item: ClassProposal | CodeProposal) -> str:
    pupils = _count(item.leerlingen, "leerling", "leerlingen")
    if isinstance(item, ClassProposal):
        return f"Klas '{item.shown}', {pupils}"
    period = "" if item.rijen_periode == item.rijen else f", in deze periode {item.rijen_periode}"
    why = f"; {item.waarom}" if item.waarom else ""
    return f"Code '{item.shown}', {_count(item.rijen, 'regel', 'regels')} van {pupils}{period}{why}"


def _say_proposal(now: str, proposed: str, certain: bool) -> str:
    if now and now == proposed:
        return now
    if not proposed:
        return f"{now} (nu)" if now else "geen voorstel"
    return f"voorstel {proposed}{' (zeker)' if certain else ' (kijk na)'}{f', nu {now}' if now else ''}"


def _describe_tiers(tiers: TierCount) -> str:
    if tiers.geweigerd:
        return "niet te tellen: de levering is geweigerd"
    counts = (
        ("tier 1", tiers.tier_1),
        ("tier 2", tiers.tier_2),
        ("tier 3", tiers.tier_3),
        ("open", tiers.open),
        ("te weinig gegevens", tiers.te_weinig_gegevens),
        ("geen rooster", tiers.geen_rooster),
    )
    told = ", ".join(f"{name} {number}" for name, number in counts)
    return f"{told} (samen {tiers.leerlingen})"


def _describe_change(code: CodeEffect) -> str:
    if code.before.geweigerd or code.after.geweigerd:
        return "niet te tellen: de levering is geweigerd"
    changed = [f"{words} van {before} naar {after}" for words, before, after in code.changes]
    return ", ".join(changed) or "verandert geen tier"


def _count(number: int, one: str, more: str) -> str:
    return counted(number, one, more).replace(NBSP, " ")
