"""Days, times and clock changes in words; the two lines of the emergency screen; what booking keeps of a draft."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from eutonia.knowledge.vocabulary import PRESENT, Person, Urgency
from eutonia.pathway.cover import told
from eutonia.pathway.money import Money, MoneyRange
from eutonia.pathway.standing import AuthorisationState, Payer, Standing, Terms
from eutonia.web.engine import assessor
from eutonia.web.patient.booking import way, words
from eutonia.web.patient.booking.draft import MOST_LENGTH, Draft
from eutonia.web.patient.booking.screen import LINES, Sign
from eutonia.web.patient.visit.page import Cost, cost_of

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 8, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 0, "midnight"),
        (0, 15, "12:15am"),
        (9, 0, "9am"),
        (9, 5, "9:05am"),
        (12, 0, "midday"),
        (12, 15, "12:15pm"),
        (13, 0, "1pm"),
        (23, 45, "11:45pm"),
    ],
)
def test_a_time_as_people_say_it(hour: int, minute: int, said: str) -> None:
    assert words.time_words(datetime(2026, 11, 25, hour, minute, tzinfo=LONDON)) == said


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 11, 25), "Today, Wednesday 25 November"),
        (date(2026, 11, 26), "Tomorrow, Thursday 26 November"),
        (date(2026, 11, 27), "Friday 27 November"),
        (date(2026, 11, 24), "Tuesday 24 November"),
    ],
)
def test_a_day_as_seen_from_today(day: date, begins: str) -> None:
    assert words.relative_day_words(day, TODAY) == begins


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 10, 24), ""),
        (date(2026, 10, 25), "go back"),
        (date(2026, 10, 26), ""),
        (date(2027, 3, 27), ""),
        (date(2027, 3, 28), "go forward"),
        (date(2027, 3, 29), ""),
    ],
)
def test_the_clock_change_is_told_on_its_day_only(day: date, says: str) -> None:
    note = words.clock_change_words(datetime(day.year, day.month, day.day, 10, tzinfo=LONDON))
    assert (says in note) if says else not note


def test_a_zone_that_has_no_clock_change_is_silent() -> None:
    assert words.clock_change_words(datetime(2026, 10, 25, 10, tzinfo=ZoneInfo("Asia/Tokyo"))) == ""
    assert words.zone_words("America/New_York") == "New York time"


# ---- danger first ------------------------------------------------------------------------------------------------


def test_every_sign_that_alone_is_an_emergency_stands_in_a_line_of_its_level() -> None:
    """A sign that somebody adds to the emergency questions cannot be forgotten where people book without them."""
    findings = assessor().engine.knowledge.findings
    for finding in findings.values():
        if finding.screen is None:
            continue
        level = assessor().triage.highest({finding.id: PRESENT}, Person(sex=finding.asked_of))
        lines = {line.level for line in LINES.values() if finding.id in line.signs}
        assert lines == ({level} if level is not None and level.is_emergency else set()), finding.id


def test_the_lines_name_no_sign_that_is_not_asked() -> None:
    asked = {finding.id for finding in assessor().engine.knowledge.findings.values() if finding.screen is not None}
    listed = [sign for line in LINES.values() for sign in line.signs]
    assert set(listed) <= asked
    assert len(listed) == len(set(listed))
    assert set(LINES) == {Sign.NOW, Sign.HOSPITAL}


# ---- the draft ---------------------------------------------------------------------------------------------------

SLOT = "new-consultation~8b6f0f6e-1111-4222-8333-444455556666~2026-11-26T10:00:00+00:00~consulting-1"
HOLD = {"id": "8b6f0f6e-1111-4222-8333-444455556666", "slot": SLOT, "zone": "Europe/London", "until": NOW.isoformat()}


def draft(**changes: object) -> Draft:
    """Somebody who has passed the emergency screen."""
    document = {"format": 1, "need": {"screened": True}, "answers": {}} | changes
    found = Draft.read(document)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "document",
    [
        None,
        "rubbish",
        {},
        {"format": 2, "need": {}, "answers": {}},
        {"format": 1, "need": [], "answers": {}},
        {"format": 1, "need": {}, "answers": {}, "hold": HOLD | {"slot": "no slot"}},
        {"format": 1, "need": {}, "answers": {}, "hold": HOLD | {"zone": "Nowhere/Land"}},
        {"format": 1, "need": {}, "answers": {"person": {"birth_date": "yesterday"}}},
        {"format": 1, "need": {"assessment": "no id"}, "answers": {"wishes": {"share": "yes"}}},
    ],
)
def test_a_broken_draft_is_no_draft(document: object) -> None:
    assert Draft.read(document) is None


def test_a_draft_comes_back_as_it_was() -> None:
    kept = draft(hold=HOLD, answers={"person": {"birth_date": "2011-06-01"}}, proof={"channel": "email"})
    again = Draft.read(kept.document())
    assert again == kept
    assert again is not None
    assert again.wall == datetime(2026, 11, 26, 10, tzinfo=LONDON)


def test_what_is_too_long_was_not_typed_into_a_form() -> None:
    assert draft(answers={"private": {"words": "x" * (MOST_LENGTH + 1)}}).answer("private", "words") == ""


@pytest.mark.parametrize(
    ("born", "young", "guardian", "private"),
    [
        ("2014-11-27", True, False, False),  # eleven on the day of the visit
        ("2014-11-26", False, True, True),  # twelve that very day
        ("2010-11-27", False, True, True),
        ("2010-11-26", False, False, True),  # sixteen that very day
        ("2008-11-27", False, False, True),
        ("2008-11-26", False, False, False),
        ("2000-02-29", False, False, False),
    ],
)
def test_the_age_that_counts_is_that_on_the_day_of_the_visit(
    born: str, young: bool, guardian: bool, private: bool
) -> None:
    found = draft(hold=HOLD, answers={"visit": {"age": "40"}, "person": {"birth_date": born}})
    assert found.is_too_young(TODAY) is young
    assert found.needs_guardian(TODAY) is guardian
    assert found.is_young(TODAY) is private


def test_the_way_of_an_emergency_never_begins() -> None:
    for urgency in (Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_DEPARTMENT):
        found = draft(need={"urgency": urgency.slug, "screened": False})
        assert way.next_open(found, TODAY, NOW) == "start"
    assert way.next_open(draft(need={}), TODAY, NOW) == "start"
    assert way.next_open(draft(), TODAY, NOW) == "visit"


def test_a_lost_time_lets_one_type_on_and_is_asked_for_in_the_end() -> None:
    answers = {name: {} for name in ("visit", "wishes", "person", "contact", "help", "pay")}
    lost = draft(answers=answers, hold=HOLD | {"gone": "Somebody else has it."})
    assert way.is_open("contact", lost, TODAY, NOW)
    assert not way.is_open("check", lost, TODAY, NOW)
    assert way.next_open(lost, TODAY, NOW) == "times"


# ---- who pays, on the page of a visit --------------------------------------------------------------------------

DAY = date(2026, 11, 25)
PRICE = MoneyRange(Money(20_000), Money(35_000))


def cost(payer: Payer, standing: Standing | None = None) -> Cost:
    """What the page says of a visit that costs £200 to £350."""
    insurer = "Example Mutual" if payer is Payer.INSURED else ""
    paid = SimpleNamespace(paid=Money(0))
    line = SimpleNamespace(actions=frozenset())
    page = SimpleNamespace(told=told(payer, standing, PRICE, day=DAY), payments=paid, insurer_name=insurer, line=line)
    return cost_of(page)  # type: ignore[arg-type] # all of a visit that it looks at


def test_who_pays_themselves_sees_a_price_and_nothing_of_insurers() -> None:
    shown = cost(Payer.SELF)
    assert (shown.insurer, shown.insurer_may_pay, shown.price, shown.share) == ("", False, "£200 to £350", "")


def test_who_is_covered_has_no_share_and_who_is_covered_in_part_has_one() -> None:
    assert cost(Payer.INSURED, Standing(AuthorisationState.APPROVED, Terms("M-42", DAY, 2))).share == ""
    partly = cost(Payer.INSURED, Standing(AuthorisationState.APPROVED, Terms("M-42", DAY, 2, Money(15_000))))
    assert (partly.insurer, partly.insurer_may_pay, partly.share) == ("Example Mutual", True, "£50 to £200")


def test_an_insurer_that_said_no_is_not_said_to_pay() -> None:
    assert cost(Payer.INSURED, Standing(AuthorisationState.REQUESTED)).insurer_may_pay
    assert not cost(Payer.INSURED, Standing(AuthorisationState.DECLINED)).insurer_may_pay
