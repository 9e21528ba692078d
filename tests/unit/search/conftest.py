"""The small register of tests/cases/search, indexed once."""

from __future__ import annotations

import pytest

from nlp.search.index.passages import PassageIndex
from tests.unit.search.registers import small_register


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    return small_register(tmp_path_factory.mktemp("register"))
