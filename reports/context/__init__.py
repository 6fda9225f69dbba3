"""What each report needs: frozen dataclasses, filled by `pipelines.contexts` from tables and marts.

What a page holds thousands of is a NamedTuple, which is made in a third of the time. Neither can be changed.

`header` and `counts` are shared; `school` and `returns` are those of one page. Numbers stay numbers here (minutes,
counts, dates); `reports.words.wording` alone turns them into Dutch text. Field names follow the columns of contract 3.
Every field says what it is, with its unit.

Privacy: pupils only by `leerling` (the keyed code). No name, leerlingnummer, birth date or free text of a pupil belongs
in any field. What the trimester report needs stands in `reports.swv.quarter`.
"""
