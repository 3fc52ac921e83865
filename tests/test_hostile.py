"""Sources made to take for ever: each is checked within a minute, without a traceback."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from shenbao import form
from shenbao.model import mention
from tests.conftest import TASK, assembled, codes, run

HEAD, _, _ = TASK.partition("## 主要")
_TARGETS_HEAD, _, _ = TASK.partition("targets:")


def narrative(content: str, outcome: str = "完成 30 场。") -> str:
    return f"{HEAD}## 主要实施内容\n\n{content}\n\n## 期望达到的目标\n\n{outcome}\n"


def targets(rows: str) -> str:
    return f"{_TARGETS_HEAD}targets:{rows}\n---\n## 主要实施内容\n\n开展。\n\n## 期望达到的目标\n\n完成 30 场。\n"


HOSTILE = {
    "spaces": narrative("甲" + " " * 900_000 + "乙"),
    "slips of the department's name": narrative("某某县示 范局" * 40_000),
    "targets on one line": targets(" [" + ", ".join(f"{{name: 甲{n}, category: 数量指标, value: 5}}" for n in range(9_000)) + "]"),
    "a unit of multipliers": TASK.replace("name: 培训场次", f"name: 甲({'亿' * 300_000})"),
    "a numeral without end": narrative("提升" + "万" * 300_000),
    "brackets": narrative("[" * 600_000 + "\n[a\nb](c)"),
    "brackets in front matter": f'---\ntitle: "x{"[" * 800_000}\n---\nx',
    "colons and brackets in front matter": f'---\ntitle: "x{": [" * 300_000}]\n---\nx',
    "amounts": narrative("".join(f"投入{n}.5万元，" for n in range(30_000))),
    "figures": narrative("开展。", "".join(f"培训{n}.5次，" for n in range(30_000))),
    "titles": narrative("《甲》1次，" * 40_000),
    "quotes": narrative("“甲”一次，" * 40_000),
    "titles without an end": narrative("1次" + "《" * 300_000),
    "crosses": narrative("×" * 300_000),
    "labels": narrative("目标1：" * 80_000),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_source_is_checked_in_bounded_time(content: Path, name: str) -> None:
    (content / "tasks/01-培训.md").write_text(HOSTILE[name], encoding="utf-8")
    done = run("check", "--content", content, "--format", "json", timeout=60)
    assert done.returncode in (0, 1), done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("text", ["《甲》1次，" * 40_000, "“甲”一次，" * 40_000, "“甲" * 60_000 + "1次"])
def test_the_figures_of_a_paragraph_are_read_in_time_that_grows_with_its_length(text: str) -> None:
    nansha = form.read(form.shipped(), "nansha").form
    assert nansha is not None
    started = time.perf_counter()
    figures = mention.reader(nansha.words).read(text)
    assert len(figures) == text.count("次")
    assert time.perf_counter() - started < 20  # a walk over all titles for each of the numbers takes a minute


@pytest.mark.parametrize("numeral", ["三万亿亿亿亿点五", "九" * 30 + "点五", "9" * 30])
def test_a_numeral_of_more_digits_than_any_amount_is_no_number(content: Path, numeral: str) -> None:
    (content / "tasks/01-培训.md").write_text(narrative(f"举办活动{numeral}次，投入{numeral}亿元。"), encoding="utf-8")
    done = run("check", "--content", content, timeout=60)
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr


def test_a_report_never_takes_the_place_of_a_pipe_or_a_device(content: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = run("check", "--content", content, "--report", pipe)
    assert done.returncode == 2
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_baseline_is_never_written_through_a_link(content: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text('{"shenbao-baseline": 1}\n', encoding="utf-8")
    (content.parent / ".shenbao-baseline.json").symlink_to(elsewhere)
    done = run("check", "--content", content, "--write-baseline")
    assert done.returncode == 2
    assert elsewhere.read_text(encoding="utf-8") == '{"shenbao-baseline": 1}\n'


def test_a_name_that_no_cell_can_be_meant_to_hold_is_told(content: Path) -> None:
    (content / "tasks/01-培训.md").write_text(TASK.replace("培训场次", "培" * 1_001), encoding="utf-8")
    told = run("check", "--content", content).stdout
    assert "错误[S011] “名称（name）”有 1001 个字，最多 1000 个" in told


def test_a_split_that_the_form_has_no_lines_for_is_not_dropped(content: Path) -> None:
    text = TASK.replace("funds: 60.00", "funds: 60.00\nsources: {appropriation: 1.00, bogus: 59.00}")
    (content / "tasks/01-培训.md").write_text(text, encoding="utf-8")
    assert "错误[S002] 没有“bogus”这个键" in run("check", "--content", content).stdout


def test_a_folder_that_nobody_may_look_into_is_a_finding(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: str, _mode: int) -> bool:
        return not str(path).endswith("tasks")

    monkeypatch.setattr(os, "access", forbidden)  # root may look everywhere
    assert "S011" in codes(content)


def test_items_of_a_wrong_shape_are_told_each_and_the_others_keep_their_numbers(content: Path) -> None:
    rows = "\n  - x\n  - [y]\n  - {name: 甲, category: 数量指标, value: 5, colour: 红}"
    (content / "tasks/01-培训.md").write_text(targets(rows), encoding="utf-8")
    found = [
        (str(finding.at.path[1]), finding.code, str(finding.message)[:7]) for finding in assembled(content).findings
    ]
    assert sorted(found) == [("0", "S015", "“第 1 项”"), ("1", "S015", "“第 2 项”"), ("2", "S002", "没有“colo")]
