"""Word lists, thresholds and switched-off rules: data of a form's folder, held to account when they are loaded."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest

from shenbao import form, yamlfile
from shenbao.finding import Finding
from shenbao.model.wording import Words, signs
from tests.conftest import ROOT

SIGNED = ("empty_words", "not_joining", "yardstick_words", "elsewhen_words", "comparing_words", "item_words")
LISTS = ("grade_units", "time_words", "vague_words", "adverbs", "change_verbs", "placeholder_words")


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    shutil.copytree(form.shipped() / "nansha", tmp_path / "nansha")
    return tmp_path


def write(templates: Path, name: str, text: str) -> form.FormFile:
    path = templates / "nansha" / name
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(before + text, encoding="utf-8")
    return form.read(templates, "nansha")


def told(finding: Finding) -> tuple[str, int, int, str]:
    place = finding.place
    return Path(place.file).name, place.line, place.column, str(finding.message)


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("grade_unit: [级]\n", 1, 1, "没有词表“grade_unit”，可能是 grade_units"),
        ("# 词\ngrade_units: 级\n", 2, 14, "“grade_units”应是词的列表"),
        ("grade_units: {级: 1}\n", 1, 1, "“grade_units”应是词的列表"),
        ("grade_units:\n  - 级\n  - [等, 类]\n", 3, 5, "“grade_units”的第 2 项不是词"),
        ("grade_units: [级, '']\n", 1, 18, "“grade_units”的第 2 项不是词"),
        ("grade_units: [一…二…三…四]\n", 1, 15, "“一…二…三…四”里的 # 和 … 最多 2 个"),
        (f"grade_units: [{'级' * 41}]\n", 1, 15, f"“{'级' * 41}”超过 40 个字"),
        (f"grade_units: [{'级,' * 2000}级]\n", 1, 1, "“grade_units”有 2001 个词，最多 2000 个"),
        ("grade_units: [级…]\n", 1, 15, "“grade_units”里的词不能用 # 和 …，现在是“级…”"),
        ('count_endings:\n  - 次数\n  - "#场"\n', 3, 5, "“count_endings”里的词不能用 # 和 …，现在是“#场”"),
        ("paired_signs: [“]\n", 1, 16, "“paired_signs”的每一项是两个符号，前一半和后一半，现在是““”"),
        ("paired_signs: [“”, 《〉》]\n", 1, 20, "“paired_signs”的每一项是两个符号，前一半和后一半，现在是“《〉》”"),
        ("signs_across_paragraphs: [”]\n", 1, 27, "“signs_across_paragraphs”的每一项是两个符号"),
        (
            'half_width_signs: [",，", ";"]\n',
            1,
            26,
            "“half_width_signs”的每一项是半角符号和代替它的全角符号，现在是“;”",
        ),
        ('half_width_signs: ["..."]\n', 1, 20, "“half_width_signs”的每一项是半角符号和代替它的全角符号，现在是“...”"),
        ("- 级\n", 1, 1, "应是“词表名称: 词的列表”，每个词表一项"),
        ("grade_units: [级]\ngrade_units: [类]\n", 2, 1, "“grade_units”写了两次"),
        ("grade_units: [级\n", 1, 1, "YAML 写法有误"),
    ],
)
def test_a_mistake_in_a_word_list_is_told_with_its_place(
    templates: Path, text: str, line: int, column: int, says: str
) -> None:
    found = write(templates, "words.yaml", text)
    assert found.form is None
    [finding] = found.findings
    assert told(finding)[:3] == ("words.yaml", line, column)
    assert says in str(finding.message)
    assert finding.code == "M002"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("thresholds: {most_target: 20}\n", "没有界限“most_target”，可能是 most_targets"),
        ("thresholds: {most_targets: 很多}\n", "应是一个数，现在是“很多”"),
        ("thresholds: {most_targets: .nan}\n", "应是一个数，现在是“.nan”"),
        ("switched_off: [T0002]\n", "没有规则 T0002，可能是 T002"),
        ("switched_off: [F001]\n", "F001 会报错误，不能关掉"),
        ("switched_off: [T005]\n", "T005 会报错误，不能关掉"),
        ("switched_of: [T002]\n", "没有“switched_of”这个键，可能是 switched_off"),
    ],
)
def test_a_mistake_in_form_yaml_is_told_with_its_place(templates: Path, text: str, says: str) -> None:
    lines = (templates / "nansha/form.yaml").read_text(encoding="utf-8").count("\n")
    [finding] = write(templates, "form.yaml", text).findings
    assert told(finding)[:2] == ("form.yaml", lines + 1)
    assert str(finding.message) == says


def test_a_forms_own_list_takes_the_place_of_the_shipped_one_and_no_other(templates: Path) -> None:
    mine = write(templates, "words.yaml", "grade_units: [等次]\n").form
    shipped = form.read(form.shipped(), "nansha").form
    assert mine
    assert shipped
    assert mine.words["grade_units"] == ("等次",)
    assert {n for n in shipped.words if shipped.words[n] != mine.words[n]} == {"grade_units"}


def test_a_list_whose_words_have_signs_is_searched_for_and_never_held_against_the_ends_of_a_text() -> None:
    shipped = form.read(form.shipped(), "nansha").form
    assert shipped
    code = "\n".join(path.read_text(encoding="utf-8") for path in Path(form.__file__).parent.rglob("*.py"))
    by_ends = {"empty_words"}  # Q013 takes its words' beginnings for a first look, with all digits beside them
    for name in (name for name, words in shipped.words.items() if any(map(signs, words))):
        literal = rf"(?:with\(|in )[\w.]*\[\"{name}\"\]|\[\"{name}\"\]\.at_"
        assert name in by_ends or not re.search(literal, code), name


def test_a_form_may_put_signs_where_the_shipped_list_has_some(templates: Path) -> None:
    mine = write(templates, "words.yaml", 'deadline_words: ["#月前"]\n').form
    assert mine
    assert mine.words["deadline_words"].within("12月前") == "12月前"


def test_a_forms_own_threshold_takes_the_place_of_the_shipped_one(templates: Path) -> None:
    mine = write(templates, "form.yaml", "thresholds: {most_targets: 12}\n").form
    assert mine
    assert mine.thresholds["most_targets"] == 12
    assert mine.thresholds["most_in_a_category"] == 8


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (
            f"grade_units: [级]\nempty_words: [{'级#,' * 100}…级]\n",
            2,
            "“empty_words”有 101 个带 # 或 … 的词，最多 100 个",
        ),
        (
            "".join(f"{key}: [{'级#,' * 99}级…级]\n" for key in SIGNED),
            6,
            f"到“{SIGNED[5]}”为止，各词表一共有 600 个带 # 或 … 的词，最多 500 个",
        ),
        (
            "".join(f"{key}: [{'级,' * 1_999}级]\n" for key in LISTS[:4]),
            4,
            f"到“{LISTS[3]}”为止，各词表一共有 8000 个词，最多 6000 个",
        ),
    ],
)
def test_more_words_than_a_check_can_look_for_are_told_at_the_list_that_has_too_many(
    templates: Path, text: str, line: int, says: str
) -> None:
    found = write(templates, "words.yaml", text)
    assert found.form is None
    assert [told(finding) for finding in found.findings] == [("words.yaml", line, 1, says)]


def test_no_word_can_make_a_search_slow() -> None:
    worst = Words(["项…目…表", "#…#", "本…本"])
    text = "项目项目本" * 20_000 + "1" * 20_000 + "一" * 20_000
    begun = time.perf_counter()
    for _found in worst.all_within(text):
        pass
    assert time.perf_counter() - begun < 5  # a list that backtracks without bound would take hours


def test_a_gap_stays_within_a_clause_and_a_number_is_one_in_either_script() -> None:
    words = Words(["本年…安排", "投入#万元", "……"])
    assert words.within("共需本年度预算安排") == "本年度预算安排"
    assert words.within("本年，另行安排") == ""
    assert [m[0] for m in words.all_within("投入1,200万元，投入一百二十万元")] == ["投入1,200万元", "投入一百二十万元"]
    assert words.within("……") == "……"
    assert signs("本年…安排#万元") == 2
    assert signs("…") == signs("#") == 0
    assert Words(["…"]).within("本年") == ""


def test_every_list_that_ships_holds_words() -> None:
    lists = yamlfile.plain((ROOT / "shenbao/words.yaml").read_text(encoding="utf-8"))
    assert isinstance(lists, dict)
    assert [odd for key, words in lists.items() for odd in form.odd_words(key, words, plain=False)] == []
