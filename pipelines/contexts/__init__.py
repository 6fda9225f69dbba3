"""Tables in, report contexts out: no file is written here and no limit compared."""
