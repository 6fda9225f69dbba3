"""pipelines.memory."""

import gc

from pipelines.memory import collect_seldom


def test_only_how_often_new_objects_are_looked_through_changes() -> None:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    try:
        collect_seldom()
        first, *others = gc.get_threshold()
        assert first > 700 * 10
        assert others == [10, 10]
        assert gc.isenabled()
    finally:
        gc.set_threshold(*before)
