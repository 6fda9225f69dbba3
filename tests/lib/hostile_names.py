"""Names for municipalities and files that try to be something else: paths, patterns, devices, code, odd characters."""

# Names that lead elsewhere, break a path, a page or a screen, or are no name at all.
HOSTILE = (
    *("", " ", ".", "..", "../..", "../../etc/passwd", "/", "/etc", "\\", "..\\..", "C:\\", "c:", "~", "~root"),
    *("a/../b", "./a", "a/.", "a//b", "a\x00b", "\x00", "a\x0ab", "a\x0db", "a\x09b", "\x1b[31m", "\x7f"),
    *("\u202eaboutxt", "\u200b", "\ufeff", "\u2028", "con", "CON", "nul", "prn", "aux", "com1", "LPT9", "con.txt"),
    *("-rf", "--help", "-", "--", "*", "?", "[a]", "{a,b}", "$HOME", "$(id)", "`id`", "%00", "%2e%2e%2f", "..%2f"),
    *("%SYSTEMROOT%", "a;b", "a|b", "a&b", "<script>alert(1)</script>", "{{7*7}}", "{% raw %}", "\"'><img src=x>"),
    *("=1+1", "+1", "@a", "'; drop table a;--", "a" * 61, "a" * 255, "a" * 5000, "\xe9" * 100, "\U0001f600"),
    *("\U0001f600" * 40, "\ufdfa", "\xdf", "\u0130", "\u0131", "\xc5", "\u0301", "\u0661\u0662\u0663", "12345"),
    *("1001", "2008-05-05", "05-05-2008", "1234 AB", "0612345678", "a1", "Straat 12", "\ud800"),
    *("\uff0e\uff0e\uff0f", "onbekend", "Onbekend", "ONBEKEND", " onbekend "),
    *("\uff4f\uff4e\uff42\uff45\uff4b\uff45\uff4e\uff44", "index.html", "manifest.json", ".wordt-x", ".was-x"),
    *("tabellen", "school", "swv", "...", ". .", "a.", "a ", " a", "aux.html", "LPT1.", "NUL ", "leerplicht"),
    *("." * 300, "a"),
)  # fmt: skip
