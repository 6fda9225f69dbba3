"""A school without an LVS that is known here: it delivers the templates, which every school may (schemas.exports)."""

LAYOUTS = ()
