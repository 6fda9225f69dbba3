"""Typed rows of each kind to the `raw_*` tables of the store: what is wrong in a row, and its rows."""
