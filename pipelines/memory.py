"""How often Python looks for objects that hold each other, and nothing else does.

A quarter makes millions of small objects that are let go of by themselves, and the contexts of its pages hold each
other. Python would look through all of them after each 700 new ones: four tenths of the time that a page takes.
"""

import gc

# New objects between two looks. Of more a page is made no faster, and a quarter takes more memory.
_NEW_OBJECTS = 20_000


def collect_seldom() -> None:
    """For this process, from now on. What was made before stays what it was."""
    gc.set_threshold(_NEW_OBJECTS)


def collect_by_hand() -> None:
    """For this process, from now on: only when `gc.collect` is called. What is loaded is never looked through again."""
    gc.freeze()
    gc.disable()
