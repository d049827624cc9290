"""One knowledge and one engine for all pages."""

from concurrent.futures import ThreadPoolExecutor

from eutonia.knowledge.load import load
from eutonia.web import engine


def test_the_knowledge_is_read_once_and_is_that_of_the_data_folder() -> None:
    assert engine.knowledge() is engine.knowledge()
    assert engine.knowledge().version == load().version


def test_the_engine_is_made_once_over_the_same_knowledge() -> None:
    with ThreadPoolExecutor(4) as threads:
        made = {id(each) for each in threads.map(lambda _number: engine.assessor(), range(8))}
    assert len(made) == 1
    assert engine.assessor().engine.knowledge is engine.knowledge()
