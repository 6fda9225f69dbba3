"""dapto (PO): its reasons are known, a file of its own is not (formats 14), so its schools deliver the templates."""

LAYOUTS = ()
