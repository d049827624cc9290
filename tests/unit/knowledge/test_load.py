"""Broken knowledge is refused whole, with every fault named, its file, and what to do about it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from eutonia.knowledge.documents import BrokenKnowledge
from eutonia.knowledge.load import Knowledge, load
from eutonia.knowledge.vocabulary import FindingKind, Issue, Sex

FINDINGS = """
[screen.1]
question = "Is any of this so?"

[finding.numb]
term = "Numbness"
question = "Is it numb?"
by = "person"
burden_s = 4
background = [0.2, 0.1, 0.3]
source = "estimate"

[finding.potassium]
kind = "nominal"
term = "Potassium"
question = "Potassium (mmol/L)"
by = "test"
burden_s = 5
source = "Book"
values = [
  { id = "low", label = "Low", background = [0.1, 0.05, 0.2] },
  { id = "normal", label = "Normal", background = [0.85, 0.8, 0.9] },
  { id = "high", label = "High", background = [0.05, 0.02, 0.1] },
]

[finding.potassium.measure]
unit = "mmol/L"
ucum = "mmol/L"
plausible = [0.5, 15]
edges = [3.5, 5.0]
edges_source = "Book"
also = { "mEq/L" = 1 }
"""

CONDITION = """
id = "cramp"
name = "Cramp"
lay_name = "Cramp"
icd10 = ["R25.2"]
group = "benign"
dangerous = false
urgency = "routine"
settle = "yourself"
summary = "A cramp."
why = "Nobody knows."
refer_to = "Nobody"

[prior]
p = [1.0, 0.5, 2.0]
source = "estimate"

[[modifier]]
age = [65, 120]
sex = "female"
factor = [2, 1, 4]
source = "estimate"

[[goes_with]]
condition = "other"
times = [3, 1, 9]
source = "Book"

[findings]
numb = { p = [0.3, 0.2, 0.4], source = "Book", why = "It is often numb." }
potassium = { p = { low = [0.3, 0.2, 0.4], normal = [0.65, 0.5, 0.7], high = [0.05, 0.02, 0.1] }, source = "Book" }
"""

MODEL = """
[causes]
none = [0.05, 0.02, 0.12]
one = [0.85, 0.75, 0.92]
two = [0.10, 0.05, 0.20]
source = "estimate"

[raises]
dangerous = [0.15, 0.10, 0.25]
other = [0.40, 0.30, 0.50]
nothing_fits = [0.40, 0.30, 0.60]
source = "estimate"

[cluster.lab]
findings = ["potassium"]
further = [0.5, 0.3, 0.7]
source = "estimate"

[implications]
pairs = [["numb", "potassium"]]

[scope]
"""

WHOLE = {"findings/body.toml": FINDINGS, "conditions/cramp.toml": CONDITION, "model.toml": MODEL}


@pytest.fixture
def load_with(tmp_path: Path) -> Callable[..., Knowledge]:
    """Load the small knowledge with one text of one file replaced, or with other files beside it."""

    def load_changed(file: str = "", old: str = "", new: str = "", **more: str) -> Knowledge:
        files = {**WHOLE, **{name.replace("__", "/") + ".toml": text for name, text in more.items()}}
        if file:
            assert old in files[file], "the test would change nothing"
            files[file] = files[file].replace(old, new)
        for name, text in files.items():
            path = tmp_path / "data" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return load(tmp_path / "data")

    return load_changed


def _issues(load_it: Callable[[], Knowledge]) -> list[Issue]:
    with pytest.raises(BrokenKnowledge) as caught:
        load_it()
    issues = caught.value.issues
    assert issues
    assert all(issue.what and issue.remedy and issue.where for issue in issues)
    assert all(str(issue) in str(caught.value) for issue in issues)
    return issues


# ---- what is whole -----------------------------------------------------------------------------------------


def test_whole_knowledge_is_read_as_written(load_with: Callable[..., Knowledge]) -> None:
    knowledge = load_with()
    numb, potassium = knowledge.findings["numb"], knowledge.findings["potassium"]
    assert (numb.kind, numb.room, numb.value_ids()) == (FindingKind.YES_NO, "body", ("absent", "present"))
    absent, present = (value.background for value in numb.values)
    assert (present.value, present.low, present.high) == (0.2, 0.1, 0.3)
    assert (absent.value, absent.low, absent.high) == pytest.approx((0.8, 0.7, 0.9))
    assert potassium.value_ids() == ("low", "normal", "high")
    assert potassium.measure is not None
    assert potassium.measure.edges == (3.5, 5.0)
    cramp = knowledge.conditions["cramp"]
    assert cramp.prior.value == 1.0
    assert (cramp.modifiers[0].age_from, cramp.modifiers[0].sex, cramp.modifiers[0].pregnant) == (65, Sex.FEMALE, None)
    first, second = list(cramp.likelihoods)[:2]
    assert [figure.value for figure in second.values] == [0.3, 0.65, 0.05]
    assert first.why == "It is often numb."
    assert knowledge.model.clusters[0].findings == ("potassium",)
    assert knowledge.screens == {1: "Is any of this so?"}


def test_the_version_names_the_content(load_with: Callable[..., Knowledge]) -> None:
    before = load_with().version
    assert load_with().version == before
    assert load_with("model.toml", "0.05, 0.02, 0.12", "0.05, 0.02, 0.13").version != before


def test_a_cache_changes_nothing_and_may_be_broken(tmp_path: Path, load_with: Callable[..., Knowledge]) -> None:
    fresh, cache = load_with(), tmp_path / "cache"
    assert load(tmp_path / "data", cache) == fresh
    (stored,) = cache.iterdir()
    kept = load(tmp_path / "data", cache)
    assert [list(each.likelihoods.findings()) for each in kept.conditions.values()] == [
        list(each.likelihoods.findings()) for each in fresh.conditions.values()
    ]
    assert kept == fresh  # and all that waited is read by the comparison
    stored.write_text("{ damaged", encoding="utf-8")
    assert load(tmp_path / "data", cache) == fresh
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    assert load(tmp_path / "data", in_the_way) == fresh


def test_what_is_broken_is_never_kept(tmp_path: Path, load_with: Callable[..., Knowledge]) -> None:
    _issues(lambda: load_with("model.toml", "none = [0.05,", "none = 0.05,"))
    for _ in range(2):
        _issues(lambda: load(tmp_path / "data", tmp_path / "cache"))
    assert not (tmp_path / "cache").exists()


def test_a_value_that_no_cache_can_hold(tmp_path: Path, load_with: Callable[..., Knowledge]) -> None:
    fresh = load_with("conditions/cramp.toml", 'refer_to = "Nobody"', 'refer_to = "Nobody"', notes="on = 2026-11-22")
    assert load(tmp_path / "data", tmp_path / "cache") == fresh


# ---- what is broken ----------------------------------------------------------------------------------------


def test_a_file_that_is_not_toml_is_named_with_its_line(load_with: Callable[..., Knowledge]) -> None:
    issues = _issues(lambda: load_with("model.toml", "none = [0.05,", "none = 0.05,"))
    assert [issue.where for issue in issues] == ["model.toml"]
    assert "The file is not valid TOML" in issues[0].what
    assert "line 3" in issues[0].what


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "holds no TOML file" in _issues(lambda: load(tmp_path))[0].what


def test_every_fault_is_named_at_once(load_with: Callable[..., Knowledge]) -> None:
    issues = _issues(
        lambda: load_with(
            "findings/body.toml",
            'by = "person"',
            'by = "neighbour"',
            model=MODEL.replace("one = [0.85", "one = [0.80"),
        )
    )
    places = {issue.where for issue in issues}
    assert {"findings/body.toml: numb", "model.toml"} <= places


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('term = "Numbness"\n', "", "The entry 'term' is missing."),
        ("background = [0.2, 0.1, 0.3]\n", "", "The entry 'background' is missing."),
        ("[0.2, 0.1, 0.3]", "[0.2, 0.3, 0.4]", "0.2 does not lie in its range 0.3 to 0.4"),
        ("[0.2, 0.1, 0.3]", "[0.2, 0.0, 0.3]", "is not strictly between 0 and 1"),
        ("[0.2, 0.1, 0.3]", "[nan, nan, nan]", "nan does not lie in its range"),
        ("[0.2, 0.1, 0.3]", "[0.2, 0.2, 0.2]", "the estimate 0.2 has no range"),
        ("[0.2, 0.1, 0.3]", "[0.2, 0.1]", "[0.2, 0.1] is not [value, low, high]"),
        ("[0.2, 0.1, 0.3]", '["a", "b", "c"]', "could not convert"),
        ("[0.2, 0.1, 0.3]", "0.2", "0.2 is not [value, low, high]"),
        ('background = [0.2, 0.1, 0.3]\nsource = "estimate"', "background = [0.2, 0.1, 0.3]", "has no source"),
        ("burden_s = 4", "burden_s = 0", "the burden must be above 0 seconds"),
        ("[finding.numb]", "[finding.Numb]", "'Numb' is not an id"),
        ("[finding.numb]", "[finding.numb]\nburdens = 3", "unknown entry 'burdens'"),
        ('by = "person"', 'by = "person"\nkind = "fuzzy"', "'fuzzy' is not a valid"),
        ("0.85, 0.8, 0.9", "0.75, 0.7, 0.9", "the background of potassium adds up to 0.9, not to 1"),
        ('id = "high"', 'id = "low"', "potassium names a value twice"),
        ("edges = [3.5, 5.0]", "edges = [5.0, 3.5]", "do not rise"),
        ("edges = [3.5, 5.0]", "edges = [3.5]", "3 values need 2 edges"),
        ('{ "mEq/L" = 1 }', '{ "mEq/L" = 0 }', "a unit factor is not positive"),
    ],
)
def test_a_broken_finding(load_with: Callable[..., Knowledge], old: str, new: str, what: str) -> None:
    issues = _issues(lambda: load_with("findings/body.toml", old, new))
    assert what in issues[0].what
    assert issues[0].where.startswith("findings/body.toml: ")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('lay_name = "Cramp"\n', "", "The entry 'lay_name' is missing."),
        ('icd10 = ["R25.2"]', "icd10 = []", "cramp has no ICD-10 code"),
        ('icd10 = ["R25.2"]', 'icd10 = "R25.2"', "icd10 must be a list of texts"),
        ('group = "benign"', 'group = "other"', "'other' is not a valid Group"),
        ('urgency = "routine"', 'urgency = "soon"', "'soon' is no urgency; choose from self-care"),
        ("p = [1.0, 0.5, 2.0]", "p = [1.0, 0.0, 2.0]", "the prior of cramp must be above 0"),
        ("p = [1.0, 0.5, 2.0]", "p = [1.0, 0.5, inf]", "the range 0.5 to inf is not finite"),
        ("age = [65, 120]\nsex", "weight = 80\nsex", "a modifier knows age, sex and pregnant, not weight"),
        ('age = [65, 120]\nsex = "female"\n', "", "a modifier says for nobody in particular"),
        ("factor = [2, 1, 4]", "factor = [2, -1, 4]", "a factor is below 0"),
        ("times = [3, 1, 9]", "times = [3, -1, 9]", "an affinity is below 0"),
        ("numb = {", "numbness = {", "'numbness' is not a finding"),
        ("numb = { p = [0.3, 0.2, 0.4]", "numb = { p = [1.0, 0.2, 1.0]", "numb: "),
        ("high = [0.05, 0.02, 0.1] }", "high = [0.15, 0.02, 0.2] }", "the values of potassium add up to 1.1, not to 1"),
        (", high = [0.05, 0.02, 0.1] }", " }", "potassium: give each of low, normal, high a number"),
        ('settle = "yourself"', 'settle = "yourself"\nexclude = ["other"]', "unknown entry 'exclude'"),
        ('why = "It is often numb."', 'wy = "It is often numb."', "unknown entry 'wy'"),
    ],
)
def test_a_broken_condition(load_with: Callable[..., Knowledge], old: str, new: str, what: str) -> None:
    issues = _issues(lambda: load_with("conditions/cramp.toml", old, new))
    assert what in issues[0].what
    assert issues[0].where == "conditions/cramp.toml"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("one = [0.85, 0.75, 0.92]", "one = [0.80, 0.75, 0.92]", "none, one and two causes add up to 0.95, not to 1"),
        ("none = [0.05, 0.02, 0.12]", "none = [0.05, 0.0, 0.12]", "is not strictly between 0 and 1"),
        ("further = [0.5, 0.3, 0.7]", "further = [1.0, 0.3, 1.0]", "is not strictly between 0 and 1"),
        ("nothing_fits = [0.40, 0.30, 0.60]\n", "", "The entry 'nothing_fits' is missing."),
        ("[implications]", "[implication]", "The entry 'implications' is missing."),
        ('["numb", "potassium"]]', '["numb"]]', "missing 1 required positional argument"),
        (
            "[implications]",
            '[[doubt]]\nsays = "Numb."\nwhen = { numb = ["present"] }\n[implications]',
            "a doubt is about two findings at least",
        ),
        (
            "[implications]",
            '[cluster.twice]\nfindings = ["potassium"]\nfurther = [0.5, 0.3, 0.7]\nsource = "Book"\n[implications]',
            "potassium stands in two clusters",
        ),
    ],
)
def test_a_broken_model(load_with: Callable[..., Knowledge], old: str, new: str, what: str) -> None:
    issues = _issues(lambda: load_with("model.toml", old, new))
    assert what in issues[0].what
    assert issues[0].where == "model.toml"


def test_a_missing_model(tmp_path: Path, load_with: Callable[..., Knowledge]) -> None:
    load_with()
    (tmp_path / "data" / "model.toml").unlink()
    assert [issue.what for issue in _issues(lambda: load(tmp_path / "data"))] == ["The entry 'model.toml' is missing."]


def test_an_id_in_two_files_is_never_a_silent_choice(load_with: Callable[..., Knowledge]) -> None:
    issues = _issues(lambda: load_with(findings__again=FINDINGS.replace("[screen.1]", "[screen.2]")))
    assert [issue.what for issue in issues] == ["The id is given twice."] * 2
    assert [issue.where for issue in issues] == ["findings/body.toml: numb", "findings/body.toml: potassium"]
    issues = _issues(lambda: load_with(conditions__again=CONDITION))
    assert ("The id is given twice.", "conditions/cramp.toml: cramp") in [(i.what, i.where) for i in issues]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('[screen.1]\nquestion = "Is any of this so?"', "[screen.1]", "The entry 'question' is missing."),
        ("[screen.1]", "[screen.one]", "invalid literal"),
        ("[screen.1]", "finding = 3\n[screen.1]", "finding must be a table"),
    ],
)
def test_a_file_of_another_shape(load_with: Callable[..., Knowledge], old: str, new: str, what: str) -> None:
    text = FINDINGS if "finding = 3" not in new else FINDINGS.split("[finding.numb]")[0]
    issues = _issues(lambda: load_with("findings/body.toml", old, new, findings__body=text))
    assert any(what in issue.what for issue in issues)


def test_our_own_knowledge_is_sound() -> None:
    knowledge = load()
    assert len(knowledge.conditions) >= 80
    assert len(knowledge.findings) >= 200
    for condition in knowledge.conditions.values():
        assert len(condition.likelihoods) >= 5, condition.id
