"""Rules of names and units where the manuals' examples do not reach: exact places, words, and work that stays linear."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from shenbao import engine, form, pipeline
from shenbao.checks.rule import Check, Problem
from shenbao.finding import Finding
from shenbao.model.address import Address
from shenbao.model.declaration import Budget, Declaration, Target
from shenbao.model.form import Form
from shenbao.model.indicator import Value
from shenbao.model.naming import plain, stem
from shenbao.model.narrative import Narrative
from shenbao.model.overlap import holders, unsigned
from tests.conftest import REAL


def shipped() -> Form:
    found = form.read(form.shipped(), "nansha").form
    assert found is not None
    return found


FORM = shipped()


def declaration(names: Sequence[str], value: str = "≥8次") -> Declaration:
    """Return a declaration whose 数量指标 are `names`."""
    read, root = Value.read(value), Address("department.md")
    targets = (Target(root / "targets" / n, name, "数量指标", read, read) for n, name in enumerate(names))
    return Declaration(root, "示范局", FORM, Budget(), Narrative(root), targets=tuple(targets))


def check(code: str) -> Check:
    return next(one for one in engine.rules() if one.code == code)


def problems(code: str, names: Sequence[str], value: str = "≥8次") -> list[Problem]:
    return list(check(code).rule(declaration(names, value)))


def real(code: str) -> list[Finding]:
    found = pipeline.check(pipeline.assemble(REAL, form.shipped()), None).findings
    return [finding for finding in found if finding.code == code]


@pytest.mark.parametrize("stops", ["", "。", "。。", "．；", "，、!？", " 。 。"])
def test_a_name_is_the_same_whatever_stops_it_ends_in(stops: str) -> None:
    assert plain(f"参训馆员满意度{stops}") == "参训馆员满意度"
    assert stem(f"参训馆员满意度（%）{stops}") == "参训馆员满意度"


@pytest.mark.parametrize(
    ("code", "subjects"),
    [
        ("Q009", ["接待来宾人数", "出访人数", "拜访及接待次数"]),
        ("Q010", ["验收达标率（%）", "服务对象满意度(%)", "咨询任务完成率(%)"]),
        ("Q011", ["数量指标"]),
        ("Q012", ["会议次数"]),
        ("Q013", ["会议次数", "任务完成率", "各种辅助任务的完成情况"]),
        ("Q022", ["任务完成率", "拜访及接待次数"]),
    ],
)
def test_the_real_declaration_is_told_what_the_catalogue_says(code: str, subjects: list[str]) -> None:
    assert [finding.subject for finding in real(code)] == subjects


def test_unlike_units_are_told_with_both_groups_at_the_first_of_the_later_one() -> None:
    [unlike] = real("Q011")
    assert str(unlike.message) == (
        "数量指标里同类的事用了不同的单位：“专项工作活动次数”、“会议次数”、“协助进行咨委会专项工作会议次数”用“场次”；"
        "“交流活动次数”、“宣传推介活动”用“次”"
    )
    assert (Path(unlike.place.file).name, unlike.place.line) == ("01-港澳与外事.md", 12)
    assert [Path(other.place.file).name for other in unlike.related] == ["department.md"]


def test_a_name_inside_others_shows_where_they_stand() -> None:
    [inner] = real("Q012")
    assert str(inner.message) == "“会议次数”也在“协助进行咨委会专项工作会议次数”里面，可能重复计数"
    assert [str(other.message) for other in inner.related] == ["包含这个名称"]


def test_a_unit_in_both_columns_is_one_finding() -> None:
    assert [len(finding.related) for finding in real("Q009")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("name", "mended"),
    [("验收达标率（%）", "验收达标率"), ("接待（%）合格率", "接待合格率"), ("合格率[％]", "合格率")],
)
def test_the_name_without_its_unit_is_ready_to_write(name: str, mended: str) -> None:
    [found] = problems("Q010", [name], "≥9%")
    assert str(found.help) == f"名称改成“{mended}”"


def test_a_group_of_many_names_tells_three_and_the_count() -> None:
    rows = [f"{place}活动次数" for place in "甲乙丙丁戊"]
    d = declaration([*rows, "讲座次数"])
    last = d.targets[-1]
    other = Target(last.at, last.name, last.category, Value.read("≥8场"), Value.read("≥8场"))
    [found] = check("Q011").rule(Declaration(d.at, "局", FORM, Budget(), d.goal, targets=(*d.targets[:-1], other)))
    assert "“甲活动次数”、“乙活动次数”、“丙活动次数”等 5 个用“次”；“讲座次数”用“场”" in str(found.says)


def test_a_few_names_that_are_alike_are_told_one_by_one_and_many_at_once() -> None:
    few = problems("Q012", [f"巡查次数{n}" for n in range(5)])
    many = problems("Q012", [f"巡查次数{n}" for n in range(3000)])
    assert [found.subject for found in few] == [f"巡查次数{n}" for n in range(1, 5)]
    assert [str(found.says) for found in many] == ["“巡查次数0”等 3000 个名称几乎相同，可能重复"]


def test_a_name_inside_thousands_is_told_once_with_the_first_few() -> None:
    [found] = problems("Q012", ["会议次数", *(f"{_word(n)}会议次数" for n in range(3000))])
    assert found.subject == "会议次数"
    assert len(found.related) == 3


def test_a_name_is_not_found_amid_a_number_or_a_latin_word() -> None:
    names = ["3级书库面积", "13级书库面积", "T检测仪台数", "CT检测仪台数"]
    assert holders(names, lambda *_: True) == {}


def test_names_are_found_wherever_they_stand() -> None:
    names = ["会议次数", "党组会议次数", "会议次数总量", "全年会议次数总量合计"]
    assert holders(names, lambda *_: True) == {"会议次数": names[1:], "会议次数总量": names[3:]}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("指标1：会议次数", "会议次数"),
        ("（2）会议次数（次）", "会议次数次"),
        ("2.5万亩造林", "25万亩造林"),
        ("3D打印", "3D打印"),
    ],
)
def test_a_number_before_a_name_is_no_part_of_it(name: str, text: str) -> None:
    assert unsigned(name) == text


def _word(n: int) -> str:
    """Return three characters that no other number gives."""
    return "".join(chr(0x4E00 + n // 50**power % 50) for power in range(3))


def _shared_ending(count: int) -> list[str]:
    return ["综合完成数量", *(f"{_word(n)}综合完成数量" for n in range(count))]


def _pairs(count: int) -> list[str]:
    return [f"{before}{_word(n)}培训次数" for n in range(count // 2) for before in ("", "专项")]


def _digits(count: int) -> list[str]:
    return [f"第{n}批设备{n % 7}采购台数" for n in range(count)]


def _cut_from_one_text(count: int) -> list[str]:
    """Return names that are full of each other: stretches of one text."""
    chance = random.Random(1)
    text = "".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(count // 3))
    starts = [chance.randrange(len(text) - 30) for _ in range(count)]
    return [text[start : start + chance.randint(4, 30)] for start in starts]


@pytest.mark.parametrize("names", [_shared_ending, _pairs, _digits, _cut_from_one_text])
def test_twice_the_names_of_a_category_are_twice_the_work(names: Callable[[int], list[str]]) -> None:
    assert _work(names(10_000)) <= 2.5 * _work(names(5_000))


def _work(names: Sequence[str]) -> int:
    """Return how many lines Q012 runs through for `names`: work that no noise of the machine changes."""
    d, lines = declaration(names), 0

    def traced(_frame: object, event: str, _argument: object) -> object:
        nonlocal lines
        lines += event == "line"
        return traced

    sys.settrace(traced)  # type: ignore[arg-type]
    try:
        for _problem in check("Q012").rule(d):
            pass
    finally:
        sys.settrace(None)
    return lines
