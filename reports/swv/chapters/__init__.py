"""The chapters of the trimester report: one module a chapter, with its cells, its sums, its table and its words.

`add_cells(book, report)` writes down the exact counts and the sums between them; `make_tables(view)` makes the tables
of what was released. `reports.swv.trimester` puts the chapters in order. They share `units`, `book` and `view`.
"""
