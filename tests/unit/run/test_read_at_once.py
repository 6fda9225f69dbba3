"""How many schools are read at a time follows from the processors."""

import pytest

from pipelines.run import read_schools


@pytest.mark.parametrize(("processors", "at_once"), [(1, 1), (2, 3), (3, 3), (64, 3)])
def test_no_school_is_read_beside_another_on_one_processor(
    processors: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_schools, "count_processors", lambda: processors)
    assert read_schools.count_read_at_once() == at_once
