"""Changes of a SQL model, one place at a time, each of which a test should notice.

The text itself is changed, between two tokens that sqlglot found: all other bytes stay, comments too. Kinds of change:

- comparison: `>=` and `>`, `<` and `<=` exchanged; `!=` and `=` next to a literal; `is null`, `is distinct from` and
  their opposites
- order: `desc` dropped; `nulls first` and `nulls last` exchanged
- bound: a whole number one more; a step of one (`- 1`, `+ 1`) left out
- condition: one of the conditions of a join, `where`, `having`, `qualify` or `filter` dropped
- logic: `or` and `and` exchanged, `not` dropped
- aggregate: another one (`sum` to `max`, `min` and `max` exchanged, …); `distinct` dropped
- join: a left join that drops the rows without a partner
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlglot import Dialect
from sqlglot.tokens import Token, TokenType

_COMPARISONS = {TokenType.GTE: ">", TokenType.GT: ">=", TokenType.LTE: "<", TokenType.LT: "<="}
_EQUALITIES = {TokenType.EQ: "!=", TokenType.NEQ: "="}
_LITERALS = (TokenType.NUMBER, TokenType.STRING, TokenType.TRUE, TokenType.FALSE)
_FUNCTIONS = {
    "sum": "max",
    "min": "max",
    "max": "min",
    "avg": "max",
    "bool_or": "bool_and",
    "bool_and": "bool_or",
    "least": "greatest",
    "greatest": "least",
    "arg_min": "arg_max",
    "arg_max": "arg_min",
    "lag": "lead",
    "lead": "lag",
    "dense_rank": "rank",
}
_NULLS = {"first": "last", "last": "first"}
_OPEN = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.CASE)
_CLOSE = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.END)
_CLAUSES = (TokenType.ON, TokenType.WHERE, TokenType.HAVING, TokenType.QUALIFY)
# What ends a clause on its own level; a closing bracket ends it too.
_ENDS = (
    *_CLAUSES,
    TokenType.JOIN,
    TokenType.INNER,
    TokenType.LEFT,
    TokenType.CROSS,
    TokenType.FULL,
    TokenType.ASOF,
    TokenType.SEMI,
    TokenType.ANTI,
    TokenType.GROUP_BY,
    TokenType.ORDER_BY,
    TokenType.UNION,
    TokenType.EXCEPT,
    TokenType.INTERSECT,
    TokenType.WINDOW,
    TokenType.LIMIT,
    TokenType.COMMA,
    TokenType.SEMICOLON,
)


@dataclass(frozen=True)
class Mutant:
    """One change: characters `start` up to `end` of the model's text become `after`."""

    model: str
    kind: str
    line: int
    start: int
    end: int
    before: str
    after: str
    text: str
    """The line of the change, without its indent; with `change` and `turn` what a change is known by."""
    turn: int = 1
    """1 for the first such change of such a line in the model, 2 for the second."""

    @property
    def change(self) -> str:
        return f"{self.before} -> {self.after}"

    def apply(self, sql: str) -> str:
        """The text of the model with the change."""
        assert " ".join(sql[self.start : self.end].split()) == self.before
        return sql[: self.start] + self.after + sql[self.end :]

    def describe(self) -> str:
        """One line for a reader."""
        turn = f" ({self.turn})" if self.turn > 1 else ""
        return f"{self.model}.sql:{self.line} {self.kind}: {self.change}{turn}   [{self.text}]"


@dataclass(frozen=True)
class _Place:
    """A change before it has a line: tokens `first` up to and including `last` become `after`."""

    kind: str
    first: int
    last: int
    after: str


def list_models(sql: Path) -> dict[str, Path]:
    """The file of each model and check below folder `sql`, by name."""
    return {file.stem: file for file in sorted(sql.rglob("*.sql"))}


def find_mutants(model: str, sql: str) -> list[Mutant]:
    """Every change of one model, in the order of its text."""
    tokens = Dialect.get_or_raise("duckdb").tokenize(sql)
    levels = _measure_levels(tokens)
    places = [*_change_tokens(tokens), *_drop_conditions(tokens, levels), *_exchange_logic(tokens, levels)]
    lines = sql.splitlines()
    found: list[Mutant] = []
    counted: dict[tuple[str, str], int] = {}
    for place in sorted(places, key=lambda place: (place.first, place.last, place.after)):
        start, end = tokens[place.first].start, tokens[place.last].end + 1
        line = sql.count("\n", 0, start) + 1
        before, text = " ".join(sql[start:end].split()), lines[line - 1].strip()
        key = (text, f"{before} -> {place.after}")
        counted[key] = counted.get(key, 0) + 1
        found.append(Mutant(model, place.kind, line, start, end, before, place.after, text, counted[key]))
    return found


def _measure_levels(tokens: Sequence[Token]) -> list[int]:
    """How deep each token lies in brackets and `case … end`; these marks themselves belong to the level outside."""
    levels, level = [], 0
    for token in tokens:
        if token.token_type in _CLOSE:
            level -= 1
        levels.append(level)
        if token.token_type in _OPEN:
            level += 1
    return levels


def _change_tokens(tokens: Sequence[Token]) -> Iterator[_Place]:
    for at, token in enumerate(tokens):
        kind, word = token.token_type, token.text.lower()
        following = [other.token_type for other in tokens[at + 1 : at + 4]]
        calls = following[:1] == [TokenType.L_PAREN]
        if kind in _COMPARISONS:
            yield _Place("comparison", at, at, _COMPARISONS[kind])
        elif kind in _EQUALITIES and _is_beside_literal(tokens, at):
            yield _Place("comparison", at, at, _EQUALITIES[kind])
        elif kind is TokenType.IS:
            yield from _turn_is(tokens, at)
        elif kind is TokenType.DESC:
            yield _Place("order", at, at, "")
        elif word == "nulls" and tokens[at + 1].text.lower() in _NULLS:
            yield _Place("order", at + 1, at + 1, _NULLS[tokens[at + 1].text.lower()])
        elif kind is TokenType.NUMBER and word.isdecimal():
            yield _Place("bound", at, at, _shift(tokens, at))
        elif calls and word in _FUNCTIONS:
            yield _Place("aggregate", at, at, _FUNCTIONS[word])
        elif kind is TokenType.DISTINCT and tokens[at - 1].token_type in (TokenType.SELECT, TokenType.L_PAREN):
            yield _Place("aggregate", at, at, "")
        elif kind is TokenType.LEFT and not calls:
            yield _Place("join", at, at, "inner")
        elif kind is TokenType.NOT and tokens[at - 1].token_type is not TokenType.IS:
            yield _Place("logic", at, at, "")


def _is_beside_literal(tokens: Sequence[Token], at: int) -> bool:
    return any(tokens[near].token_type in _LITERALS for near in (at - 1, at + 1) if near < len(tokens))


def _turn_is(tokens: Sequence[Token], at: int) -> Iterator[_Place]:
    """`is` with what it says: `null`, `distinct from`, `true` and `false`, each with `not` and without."""
    if tokens[at + 1].token_type is TokenType.NOT:
        yield _Place("comparison", at, at + 1, "is")
    else:
        yield _Place("comparison", at, at, "is not")


def _shift(tokens: Sequence[Token], at: int) -> str:
    """One more; of a step of one (`end - 1`, `start + 1`) nothing is left."""
    is_step = at > 1 and tokens[at - 1].token_type in (TokenType.DASH, TokenType.PLUS)
    return "0" if is_step and tokens[at].text == "1" else str(int(tokens[at].text) + 1)


def _drop_conditions(tokens: Sequence[Token], levels: Sequence[int]) -> Iterator[_Place]:
    for at, token in enumerate(tokens):
        if token.token_type in _CLAUSES:
            clause = _find_clause(tokens, levels, at)
            for first, last in _split(tokens, levels, clause):
                yield _Place("condition", first, last, "true")


def _find_clause(tokens: Sequence[Token], levels: Sequence[int], at: int) -> range:
    """The tokens of the condition after the word at `at`."""
    end = at + 1
    while end < len(tokens) and levels[end] >= levels[at]:
        if levels[end] == levels[at] and tokens[end].token_type in _ENDS and not _calls(tokens, end):
            break
        end += 1
    return range(at + 1, end)


def _calls(tokens: Sequence[Token], at: int) -> bool:
    """Whether `left` and the like are a function here."""
    return tokens[at].token_type is TokenType.LEFT and tokens[at + 1].token_type is TokenType.L_PAREN


def _split(tokens: Sequence[Token], levels: Sequence[int], clause: range) -> Iterator[tuple[int, int]]:
    """First and last token of each condition that `and` joins; one condition where `or` joins them."""
    level, first = levels[clause.start - 1], clause.start
    if not any(tokens[at].token_type is TokenType.OR and levels[at] == level for at in clause):
        for at in _list_ands(tokens, levels, clause):
            if levels[at] == level:
                yield first, at - 1
                first = at + 1
    yield first, clause.stop - 1


def _list_ands(tokens: Sequence[Token], levels: Sequence[int], among: range) -> Iterator[int]:
    """Where `and` joins conditions: the one of `between … and …` does not."""
    open_betweens: set[int] = set()
    for at in among:
        if tokens[at].token_type is TokenType.BETWEEN:
            open_betweens.add(levels[at])
        elif tokens[at].token_type is TokenType.AND and levels[at] in open_betweens:
            open_betweens.discard(levels[at])
        elif tokens[at].token_type is TokenType.AND:
            yield at


def _exchange_logic(tokens: Sequence[Token], levels: Sequence[int]) -> Iterator[_Place]:
    """Every `or`; and every `and` that joins no whole conditions of a clause, which can be dropped one by one."""
    in_clauses = {
        last + 1
        for at, token in enumerate(tokens)
        if token.token_type in _CLAUSES
        for _, last in _split(tokens, levels, _find_clause(tokens, levels, at))
    }
    for at in _list_ands(tokens, levels, range(len(tokens))):
        if at not in in_clauses:
            yield _Place("logic", at, at, "or")
    for at, token in enumerate(tokens):
        if token.token_type is TokenType.OR:
            yield _Place("logic", at, at, "and")
