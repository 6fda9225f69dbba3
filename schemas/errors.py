"""What a faulty declaration raises: the command line tells it as an error of the user (exit code 2)."""


class DeclarationInvalid(ValueError):
    """A file of `schemas/` does not say what it must; `str(error)` names file, key and fault, in Dutch."""
