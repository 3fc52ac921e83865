"""What changed between two declarations: what belongs together, what a target demands, what a text says otherwise."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from shenbao import changes, form, pipeline
from shenbao.changes import demand, pairing
from shenbao.changes.record import Amounts, Demand
from shenbao.changes.words import Differ, Kind
from shenbao.model.address import Address
from shenbao.model.declaration import Budget, Declaration, OtherTasks, Target, Task
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.money import Figure, Wan
from shenbao.model.narrative import Block, Narrative, Run
from tests.conftest import REAL


@pytest.fixture(scope="module")
def real_one() -> Declaration:
    found = pipeline.assemble(REAL, form.shipped()).reading.declaration
    assert found
    return found


def nansha() -> Form:
    found = form.read(form.shipped(), "nansha").form
    assert found
    return found


def task(number: int, title: str, text: str, *targets: str, file: str = "") -> Task:
    at = Address(file or f"tasks/{number:04}.md")
    narrative = Narrative(at / "content", (Block((Run(text),)),))
    listed = tuple(target(at / "targets" / n, name) for n, name in enumerate(targets))
    return Task(
        at, title, Figure("拟投入的资金", Wan(Decimal(1)), at / "funds"), narrative, Narrative(at / "outcome"), listed
    )


def target(at: Address, name: str, category: str = "数量指标", value: str = "≥3次") -> Target:
    return Target(at, name, category, Value.read(value), Value.read(value))


@pytest.mark.parametrize(
    ("name", "old", "new", "becomes"),
    [
        ("培训人数", "≥800人次", "≥900人次", Demand.STRONGER),
        ("培训人数", "≥800人次", "≥0.07万人次", Demand.WEAKER),
        ("投诉件数", "≤5件", "≤3件", Demand.STRONGER),
        ("投诉件数", "≤5件", "≤8件", Demand.WEAKER),
        ("培训人数", "≥30人", ">30人", Demand.STRONGER),
        ("培训人数", "≥30人", "≤30人", Demand.INCOMPARABLE),
        ("培训人数", "≥30人", "≤20人", Demand.INCOMPARABLE),
        ("培训次数", "≥30人", "≥30次", Demand.INCOMPARABLE),
        ("参训教师满意度", "95%", "90%", Demand.WEAKER),
        ("群众投诉率", "5%", "3%", Demand.STRONGER),
        ("会议", "8", "9", Demand.UNCLEAR),
        ("完成时间", "2024年12月底前", "2024年10月底前", Demand.STRONGER),
        ("完成时间", "2024年12月底前", "2025年10月底前", Demand.UNCLEAR),
        ("影响力", "得到提升", "显著提升", Demand.UNCLEAR),
        ("影响力", "得到提升", "≥90%", Demand.INCOMPARABLE),
    ],
)
def test_a_new_value_demands_more_or_less_the_way_its_operator_or_its_name_goes(
    name: str, old: str, new: str, becomes: Demand
) -> None:
    found = demand.change(nansha(), name, "annual", Value.read(old), Value.read(new))
    assert found
    assert found.demand is becomes


def test_a_value_that_prints_the_same_has_not_changed() -> None:
    assert demand.change(nansha(), "合格率", "annual", Value.read("≥95%"), Value.read("不低于 95％")) is None


def test_per_cent_are_rounded_as_people_round() -> None:
    shares = [
        Amounts(Decimal(old), Decimal(new)).per_cent for old, new in ((2000, 2001), (2000, 1999), (0, 5), (-1, 5))
    ]
    assert [str(share) for share in shares] == ["0.1", "-0.1", "None", "None"]


def test_a_declaration_has_not_changed_against_itself(real_one: Declaration) -> None:
    assert not changes.compare(real_one, replace(real_one)).some


def test_a_figure_is_told_with_every_sum_that_it_enters(real_one: Declaration) -> None:
    first, *others = real_one.tasks
    more = replace(first, funds=replace(first.funds, amount=Wan(Decimal("263.00"))))
    found = changes.compare(real_one, replace(real_one, tasks=(more, *others)))
    [figure] = found.figures
    assert (figure.owner, figure.amounts.difference, figure.sums) == (
        first.title,
        Decimal("100.00"),
        ("重点工作任务合计",),
    )
    assert [(one.key, str(one.amounts.new)) for one in found.sums] == [("tasks", "1345.55"), ("gap", "-57.30")]


def test_a_sum_has_one_name_and_a_single_figure_is_told_once(real_one: Declaration) -> None:
    *others, last = real_one.tasks
    at = Address("other.md")
    other = OtherTasks(at, Narrative(at / "body"), replace(last.funds, at=at / "funds"))
    spent = real_one.budget["expenditure"]
    more = replace(spent, lines=(spent.lines[0], replace(spent.lines[1], amount=Wan(Decimal("1300.00")))))
    budget = Budget({**real_one.budget.blocks, "expenditure": more})
    found = changes.compare(real_one, replace(real_one, tasks=tuple(others), other=other, budget=budget))
    assert {one.sums for one in found.figures if one.key == "funds"} == {("各项任务合计",)}
    assert [one.key for one in found.sums] == ["spent", "gap"]


def test_what_a_new_task_says_is_new_and_what_one_that_went_said_is_gone(real_one: Declaration) -> None:
    first, *others = real_one.tasks
    fewer = replace(real_one, tasks=tuple(others))
    for old, new, kind in ((fewer, real_one, Kind.NEW), (real_one, fewer, Kind.GONE)):
        told = changes.compare(old, new).narratives
        assert [(one.owner, one.section, {piece.kind for piece in one.pieces}) for one in told] == [
            (first.title, "content", {kind}), (first.title, "outcome", {kind}),
        ]  # fmt: skip


def test_a_reason_that_came_is_told_and_renames_nothing(real_one: Declaration) -> None:
    first, *others = real_one.tasks
    [found] = changes.compare(real_one, replace(real_one, tasks=(replace(first, change="新增一次出访"), *others))).tasks
    assert (found.texts[0].key, found.texts[0].new, found.renamed) == ("change", "新增一次出访", False)


def test_a_task_with_another_title_and_another_file_is_one_task() -> None:
    text = "统筹推进基层教师培训，组织专题研修，建立考核台账并按季度更新。"
    old = [task(1, "基层培训", text, "培训场次"), task(2, "会议", "召开年度工作会议并形成会议纪要。", "会议次数")]
    new = [task(2, "会议", "召开年度工作会议并形成会议纪要。", "会议次数"), task(7, "教师能力提升", text, "培训场次")]
    assert [(one and one.title, other and other.title) for one, other in pairing.tasks(old, new)] == [
        ("会议", "会议"), ("基层培训", "教师能力提升"),
    ]  # fmt: skip


def test_another_task_in_a_file_of_the_same_name_is_another_task() -> None:
    old = [task(1, "基层培训", "统筹推进基层教师培训，组织专题研修。", "培训场次", "培训合格率")]
    new = [task(1, "河道清淤", "对河道开展清淤疏浚，改善水体环境。", "清淤长度", "水质达标率")]
    assert pairing.tasks(old, new) == [(None, new[0]), (old[0], None)]


def test_a_target_with_another_name_is_one_target_and_one_of_another_thing_is_not() -> None:
    at = Address("tasks/1.md")
    old = (target(at / 0, "会议次数"), target(at / 1, "培训人数"))
    new = (target(at / 0, "会议召开次数"), target(at / 1, "走访企业数量"))
    named = [(one and one.name, other and other.name) for one, other in pairing.targets(old, new)]
    assert named == [("会议次数", "会议召开次数"), (None, "走访企业数量"), ("培训人数", None)]


def test_a_target_that_left_its_task_for_another_has_moved(real_one: Declaration) -> None:
    first, second, *others = real_one.tasks
    one, *rest = first.targets
    there = replace(one, at=second.at / "targets" / len(second.targets))
    tasks = (replace(first, targets=tuple(rest)), replace(second, targets=(*second.targets, there)), *others)
    [found] = changes.compare(real_one, replace(real_one, tasks=tasks)).targets
    assert (found.moved_from, found.task, found.target.name) == (first.title, second.title, one.name)


def test_thousands_of_renamed_tasks_are_paired_in_seconds() -> None:
    old = [task(n, f"任务{n}", f"第{n * 7919}号点完成河道清淤工程验收。" * 3, f"清淤{n}") for n in range(3000)]
    new = [replace(one, title=f"新{one.title}", at=Address(f"tasks/x{one.at.file[6:]}")) for one in old]
    begun = time.monotonic()
    paired = pairing.tasks(old, new)
    assert time.monotonic() - begun < 10
    assert all(one and other and other.title == f"新{one.title}" for one, other in paired)


def test_what_a_side_could_not_read_is_never_told_as_gone(real_one: Declaration) -> None:
    gone, *others = real_one.tasks
    partial = replace(real_one, tasks=tuple(others), targets=(), whole=False)
    unread = {Address(gone.at.file), Address("department.md", ("targets",))}
    found = changes.compare(real_one, partial, unread)
    assert not found.some
    assert found.unread == ("department.md", gone.at.file)


def test_a_narrative_is_compared_by_words() -> None:
    pieces = Differ().pieces(
        "全年开展培训 30 场，覆盖 Windows 10 用户。", "全年持续开展培训 35 场，覆盖 Windows 11 用户。"
    )
    assert [text for kind, text in pieces if kind is Kind.GONE] == ["30", "10"]
    assert [text for kind, text in pieces if kind is Kind.NEW] == ["持续", "35", "11"]


def test_the_pieces_are_both_texts() -> None:
    chance = random.Random(6)
    for _n in range(500):
        old = "".join(chance.choice("甲乙丙，。a1.0 \n") for _m in range(chance.randint(0, 60)))
        new = "".join(chance.choice((char, char, char, "", "丁", "2")) for char in old)
        pieces = Differ().pieces(old, new)
        assert "".join(text for kind, text in pieces if kind is not Kind.NEW) == old
        assert "".join(text for kind, text in pieces if kind is not Kind.GONE) == new


@pytest.mark.parametrize("unit", ["，", "甲", "甲，乙。", "a1 "])
def test_texts_that_only_repeat_themselves_take_no_time(unit: str) -> None:
    old = unit * (300_000 // len(unit))
    begun = time.monotonic()
    pieces = Differ().pieces(f"头{old}尾", f"前{unit}{old}{unit}后")
    assert time.monotonic() - begun < 3
    assert "".join(text for kind, text in pieces if kind is not Kind.NEW) == f"头{old}尾"


def test_two_years_say_what_was_raised_and_by_how_much(real_one: Declaration) -> None:
    first, *others = real_one.targets
    raised = replace(first, period=Value.read("≥30场次"), annual=Value.read("≥30场次"))
    found = changes.compare(replace(real_one, year=2024), replace(real_one, year=2025, targets=(raised, *others)))
    assert found.years == (2024, 2025)
    amounts = found.targets[0].values[0].amounts
    assert amounts
    assert (str(amounts.difference), str(amounts.per_cent)) == ("4", "15.4")
