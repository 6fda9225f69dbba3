"""What a rule counts and from where it holds, in words: for `msa rules`, the explanation and the comparison."""

from schemas.ruleset import Rule, Threshold, Version, Window

_COUNT_WORDS = {
    ("reeks", "oa"): "zonder onderbreking ongeoorloofd afwezig",
    ("reeks", "ga"): "zonder onderbreking geoorloofd afwezig",
    ("reeks", "alle"): "zonder onderbreking afwezig, geoorloofd of ongeoorloofd",
    ("oa_uren_venster", "oa"): "ongeoorloofd afwezig",
    ("oa_uren_schooljaar", "oa"): "ongeoorloofd afwezig",
    ("oa_lessen_leeftijd", "oa"): "lessen ongeoorloofd afwezig",
    ("te_laat_schooljaar", "te_laat"): "te laat",
    ("te_laat_minuten", "te_laat"): "te laat",
    ("spijbeluren_schooljaar", "spijbelen"): "gespijbeld",
    ("aanwezigheid_periode", "aanwezig"): "aanwezig",
    ("aanwezig_venster", "aanwezig"): "aanwezig",
    ("voorlopig_dagen", "voorlopig"): "voorlopig ongeoorloofd, nog niet opgelost",
    ("ziek_aaneengesloten", "ziek"): "ziek",
    ("ziek_schooldagen", "ziek"): "ziek",
    ("ziekmeldingen_venster", "ziek"): "ziek gemeld",
}
_UNIT_WORDS = {
    "duur_posities": "dagen van lesweken",
    "duur_kalenderdagen": "kalenderdagen",
    "maanden": "kalendermaanden",
    "uren": "uur",
    "keren": "keer",
    "procent": "procent van de lestijd",
    "dagen": "schooldagen",
    "minuten": "minuten",
}
_WINDOW_WORDS = {
    "lesweek": "in {length} lesweken",
    "kalenderweek": "in {length} kalenderweken",
    "maand": "in {length} kalendermaanden",
    "schooljaar": "in het schooljaar",
    "reeks": "achter elkaar",
    "periode": "in de periode",
}
_REQUIREMENT_WORDS = {
    "plan_van_aanpak": "de reeks loopt nog en er is een plan van aanpak",
}


def describe_count(rule: Rule, version: Version) -> str:
    """What is counted and from where it holds, in one line of Dutch; empty for a rule without a bound."""
    if version.threshold is None:
        return ""
    bound = _describe_bound(version.threshold, unit=_UNIT_WORDS.get(rule.unit, ""))
    parts = [bound]
    if version.window is not None:
        parts = [f"{_COUNT_WORDS[rule.measure, rule.counts]}: {bound}, {_describe_window(version.window)}"]
    if version.counted_from is not None:
        parts.append(f"vanaf de {version.counted_from}e keer")
    if version.months_below is not None:
        parts.append(f"korter dan {version.months_below} kalendermaanden")
    if version.ages.start is not None:
        upper = f" tot {version.ages.end} jaar" if version.ages.end is not None else " jaar of ouder"
        parts.append(f"leeftijd {version.ages.start}{upper}")
    if rule.runs_of:
        parts.append(f"reeks volgens {rule.runs_of}")
    if rule.condition:
        parts.append(f"ook {rule.condition} geldt, en dit schooljaar is 16 uur nog niet bereikt")
    return "; ".join([*parts, *(_REQUIREMENT_WORDS[name] for name in rule.requires)])


def _describe_bound(threshold: Threshold, *, unit: str) -> str:
    low, high, below = threshold.minimum, threshold.maximum, threshold.less_than
    if low is None:
        words = f"minder dan {below} {unit}" if below is not None else f"hoogstens {high} {unit}"
    elif below is not None:
        words = f"{low} tot {below} {unit}"
    else:
        words = f"{low} {unit} of meer" if high is None else f"{low} tot en met {high} {unit}"
    return " ".join(words.split())


def _describe_window(window: Window) -> str:
    return _WINDOW_WORDS[window.unit].format(length=window.length)
