"""The engine: rules found by being there, findings in order, derivations with places, waivers held to account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from shenbao import engine, form, pipeline
from shenbao.checks.rule import Check, Problem
from shenbao.engine import Examined, examine
from shenbao.finding import ERROR, NOTICE, WARNING, Finding, Place, Severity
from shenbao.message import NOTHING, _
from shenbao.model.address import Address
from shenbao.model.declaration import Declaration
from shenbao.model.money import Figure, Wan
from shenbao.model.waiver import Waiver
from shenbao.places import Places
from tests import examples
from tests.conftest import ROOT

TARGET = Address("tasks/01-全民阅读.md", ("targets", 0))
TASK, DEPARTMENT = Address("tasks/01-全民阅读.md"), Address("department.md")
WAIVED = "S014"  # a code of the reading that is a warning: it can be given to the engine without a rule


def places(*known: Address) -> Places:
    return Places({at: Place(f"content/{at.file}", n + 1) for n, at in enumerate((DEPARTMENT, TASK, TARGET, *known))})


def finding(at: Address, severity: Severity = WARNING, code: str = WAIVED) -> Finding:
    return Finding(code, severity, NOTHING, Place(f"content/{at.file}"), at=at)


def waiver(scope: Address, code: str = WAIVED, reason: str = "原因", until: str = "") -> Waiver:
    return Waiver(scope, scope / "waive" / code, code, reason, "财务科", until)


def examined(findings: list[Finding], waivers: list[Waiver], today: date | None = None) -> Examined:
    return examine(None, places(), findings, waivers, today)


def codes(result: Examined) -> list[str]:
    return [f.code for f in result.findings]


def clean(tmp_path: Path) -> Declaration:
    examples.Folder().write(tmp_path)
    declaration = pipeline.assemble(tmp_path, form.shipped()).reading.declaration
    assert declaration is not None
    return declaration


def test_every_file_of_a_rule_holds_one_and_it_is_found() -> None:
    files = [path for path in (ROOT / "shenbao/checks").glob("*.py") if "@check(" in path.read_text(encoding="utf-8")]
    assert len(engine.rules()) == len(files)
    assert [check.code for check in engine.rules()] == sorted({path.name[:4].upper() for path in files} - {"RULE"})


def test_without_a_declaration_no_rule_runs_and_the_findings_stay() -> None:
    assert codes(examine(None, Places(), [finding(DEPARTMENT)], [], None)) == [WAIVED]


def test_findings_come_by_file_and_position() -> None:
    spots = [
        ("content/tasks/01.md", 2, 1),
        ("content/department.md", 9, 1),
        ("content/department.md", 2, 7),
        ("content/department.md", 2, 3),
    ]
    found = [Finding("S001", ERROR, NOTHING, Place(file, line, column)) for file, line, column in spots]
    ordered = examine(None, Places(), found, [], None).findings
    assert [(f.place.file, f.place.line, f.place.column) for f in ordered] == sorted(spots)


def test_a_bug_in_a_rule_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_d: Declaration) -> Iterator[Problem]:
        raise ZeroDivisionError
        yield

    monkeypatch.setattr(engine, "rules", lambda: (Check("F001", broken, ERROR, True),))
    with pytest.raises(ZeroDivisionError):
        examine(clean(tmp_path), Places(), [], [], None)


def test_a_sum_of_sums_is_shown_by_its_single_amounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, three = (Figure(str(n), Wan(Decimal(n)), DEPARTMENT / "budget" / n) for n in (1, 2, 3))
    inner = Figure.total("两项", [one, two], DEPARTMENT / "budget")
    outer = Figure.total("合计", [inner, three], DEPARTMENT / "budget")

    def rule(_d: Declaration) -> Iterator[Problem]:
        yield Problem(DEPARTMENT, _("不平"), NOTHING, "合计", origins=(outer, three))

    monkeypatch.setattr(engine, "rules", lambda: (Check("F001", rule, ERROR, True),))
    [found] = examine(clean(tmp_path), Places({three.at: Place("content/department.md", 7)}), [], [], None).findings
    [origin] = found.origins  # a single amount is no derivation
    assert [(term.name, term.amount) for term in origin.terms] == [("1", "1.00"), ("2", "2.00"), ("3", "3.00")]
    assert origin.total == "6.00"
    assert origin.terms[2].place.line == 7


def test_a_finding_beside_its_waiver_is_left_out_and_listed_with_the_words() -> None:
    result = examined([finding(TARGET / "annual")], [waiver(TARGET)])
    assert result.findings == ()
    assert [(w.finding.code, w.reason, w.by) for w in result.waived] == [(WAIVED, "原因", "财务科")]


@pytest.mark.parametrize(
    ("scope", "at", "reaches"),
    [
        (TARGET, TARGET / "annual", True),
        (TARGET, TARGET, True),
        (TASK, TARGET / "annual", True),
        (TASK, TASK, True),
        (TARGET, TASK / "targets" / 1 / "annual", False),
        (TARGET, TASK, False),
        (DEPARTMENT, TARGET, False),
        (DEPARTMENT, DEPARTMENT / "budget", True),
        (DEPARTMENT, Address("tasks/task.MD"), True),  # a file that can carry no waiver
        (DEPARTMENT, Address(""), True),
        (TASK, Address("tasks/task.MD"), False),
    ],
)
def test_a_waiver_reaches_what_stands_at_or_below_it(scope: Address, at: Address, reaches: bool) -> None:
    assert sorted(codes(examined([finding(at)], [waiver(scope)]))) == ([] if reaches else [WAIVED, "W002"])


def test_the_nearest_waiver_counts_and_the_other_is_idle() -> None:
    result = examined([finding(TARGET)], [waiver(TASK, reason="任务"), waiver(TARGET, reason="指标")])
    assert [w.reason for w in result.waived] == ["指标"]
    assert codes(result) == ["W002"]


def test_an_error_is_never_waived_even_where_its_code_may_be_a_warning() -> None:
    result = examined([finding(TARGET, ERROR, "T005")], [waiver(TARGET, "T005")])
    assert sorted(codes(result)) == ["T005", "W001"]


def test_a_notice_is_waived_like_a_warning() -> None:
    assert codes(examined([finding(TARGET, NOTICE)], [waiver(TARGET)])) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (waiver(TARGET, reason=""), "没有写原因"),
        (waiver(TARGET, until="2025年底"), "不是日期"),
        (waiver(TARGET, until="20251231"), "不是日期"),
        (waiver(TARGET, until="2025-02-30"), "不是日期"),
        (waiver(TARGET, "F001"), "是错误"),
        (waiver(TARGET, "W002"), "豁免本身"),
        (waiver(TARGET, "Z999"), "没有规则"),
        (waiver(TARGET, "S14"), "没有规则"),
    ],
)
def test_a_wrong_waiver_is_an_error_and_waives_nothing(wrong: Waiver, says: str) -> None:
    result = examined([finding(TARGET, code="S014")], [wrong])
    assert sorted(codes(result)) == ["S014", "W001"]
    [complaint] = [f for f in result.findings if f.code == "W001"]
    assert complaint.severity is ERROR
    assert says in str(complaint.message)
    assert complaint.subject == wrong.code


def test_an_unknown_code_is_told_the_nearest() -> None:
    [complaint] = examined([], [waiver(TARGET, "t002 ")]).findings
    assert "T002" in str(complaint.help)


def test_a_waiver_past_its_date_waives_nothing_and_says_so_once() -> None:
    ended = [waiver(TARGET, until="2024-05-31")]
    assert sorted(codes(examined([finding(TARGET)], ended, date(2024, 6, 1)))) == [WAIVED, "W003"]
    assert codes(examined([], ended, date(2024, 6, 1))) == ["W003"]


def test_its_last_day_still_counts_and_without_a_day_nothing_ends() -> None:
    lasting = [waiver(TARGET, until="2024-05-31")]
    for today in (date(2024, 5, 31), None):
        assert codes(examined([finding(TARGET)], lasting, today)) == []


def test_a_waiver_of_a_rule_that_did_not_run_is_left_in_peace() -> None:
    assert codes(examined([], [waiver(DEPARTMENT, "T007"), waiver(DEPARTMENT, "P003")])) == []


def test_what_a_later_stage_finds_is_ordered_and_waived_as_well() -> None:
    result = examined([finding(TARGET)], [waiver(DEPARTMENT, "P003")])
    later = result.with_more([finding(Address(""), WARNING, "P003"), finding(DEPARTMENT, ERROR, "M006")])
    assert codes(later) == ["M006", WAIVED]
    assert [w.finding.code for w in later.waived] == ["P003"]
