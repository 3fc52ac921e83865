"""The formats of `check --format`, each read back by what will read it: a schema, a parser, GitHub's rules, a browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator

from shenbao import form, pipeline, reporting, reports, xml
from shenbao.finding import WARNING, Finding, Origin, Place, Term
from shenbao.message import Message
from shenbao.reports import Report
from shenbao.reports.inert import harmless
from tests.conftest import REAL, ROOT, TASK, run

Edit = Callable[[Path, str, str], None]

SCHEMA = json.loads((ROOT / "tests/data/sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
"""OASIS' schema as the npm package @microsoft/jest-sarif 1.0.0-beta.0 carries it, lib/schemas/sarif-2.1.0-rtm.5.json"""
HOSTILE = "]]>%0A::error::x,a=b:c##[error]<script>alert(1)</script>&amp;'\"{{7*7}}"


@pytest.fixture
def hostile(content: Path) -> Path:
    """A declaration whose names, reasons and files try to break out of whatever they are put into."""
    quoted = json.dumps(HOSTILE)
    waived = f"- {{name: {quoted}, category: 质量指标, value: 95%, waive: {{T002: {quoted}}}}}\n"
    plain = f"- {{name: {json.dumps(HOSTILE + '2')}, category: {quoted}, value: 95%}}\n"
    text = TASK.replace("title: 基层培训", f"title: {quoted}").replace("targets:\n", f"targets:\n  {waived}  {plain}")
    (content / "tasks/01-培训.md").write_text(text, encoding="utf-8")
    (content / "tasks/02 %41 ]]>,<b>.md").write_text(text.replace("funds: 60.00", "funds: 61"), encoding="utf-8")
    (content / "a\x7f\x1b[31m\nb\u202e.txt").write_text("", encoding="utf-8")
    return content


def report(content: Path, lang: str = "zh", *, strict: bool = False, lists_waivers: bool = False) -> Report:
    """Return what a check of `content` on a day of 2024 comes to."""
    assembled = pipeline.assemble(content, form.shipped())
    examined = pipeline.check(assembled, date(2024, 6, 1))
    return reporting.report(assembled, examined, lang, strict=strict, lists_waivers=lists_waivers)


def written(name: str, told: Report) -> str:
    """Return the report as it leaves the program."""
    return "".join(f"{harmless(line.text)}\n" for line in reports.write(name, told))


# ---- SARIF ----


def sarif(content: Path, lang: str = "zh") -> Any:
    log = json.loads(written("sarif", report(content, lang)))
    Draft4Validator(SCHEMA).validate(log)
    [one] = log["runs"]
    return one


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sarif_holds_its_schema_whatever_the_sources_say(hostile: Path, lang: str) -> None:
    assert len(sarif(hostile, lang)["results"]) > 5


def test_sarif_of_sources_without_a_declaration_holds_its_schema(content: Path) -> None:
    (content / "department.md").write_text("什么也没有", encoding="utf-8")
    assert [result["ruleId"] for result in sarif(content)["results"]] == ["S001"]


def test_sarif_counts_columns_in_characters_and_names_every_rule(hostile: Path) -> None:
    one = sarif(hostile)
    rules = one["tool"]["driver"]["rules"]
    assert one["columnKind"] == "unicodeCodePoints"
    for result in one["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert all("# ←" not in rule["help"]["markdown"] for rule in rules)
    assert all(rule["shortDescription"]["text"] and rule["defaultConfiguration"]["level"] for rule in rules)


def test_sarif_places_are_relative_uris(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(hostile.parent))
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in sarif(hostile)["results"]
    }
    assert "content/tasks/02%20%2541%20%5D%5D%3E%2C%3Cb%3E.md" in uris
    assert all(re.fullmatch(r"[A-Za-z0-9/._~%-]+", uri) and (hostile.parent / unquote(uri)).exists() for uri in uris)


def test_sarif_says_all_that_code_scanning_asks_for(hostile: Path) -> None:
    one = sarif(hostile)
    for rule in one["tool"]["driver"]["rules"]:
        texts = [rule[key]["text"] for key in ("shortDescription", "fullDescription")]
        assert all(0 < len(text) <= 1024 for text in texts)
        assert rule["help"]["text"]
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
    for result in one["results"]:
        [place] = result["locations"]
        region = place["physicalLocation"]["region"]
        assert list(region) == ["startLine", "startColumn", "endLine", "endColumn"]
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
        assert result["message"]["text"]


def test_sarif_of_a_finding_at_one_value_stands_at_that_value_s_characters(content: Path, edit: Edit) -> None:
    edit(
        content / "tasks/01-培训.md",
        "name: 培训考核合格率, category: 质量指标, value: ≥95%",
        "name: 𠀀合格率, category: 质量指标, value: 195%",
    )
    [result] = [one for one in sarif(content)["results"] if one["ruleId"] == "T005"]
    region = result["locations"][0]["physicalLocation"]["region"]
    line = (content / "tasks/01-培训.md").read_text(encoding="utf-8").splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "195%"


def test_sarif_of_two_declarations_in_one_repository_are_two_categories(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(content.parent))
    shutil.copytree(content, content.parent / "科室/content")
    ids = [sarif(folder)["automationDetails"]["id"] for folder in (content, content.parent / "科室/content")]
    assert ids == ["shenbao/content/", "shenbao/科室/content/"]


@pytest.mark.parametrize("name", ["sarif", "gitlab"])
def test_files_are_named_from_the_repository_s_root_wherever_in_it_the_check_runs(content: Path, name: str) -> None:
    (content.parent / ".git").mkdir()
    (content / "department.md").write_text("---\n---\n", encoding="utf-8")
    ran = run(
        "check", "--content", content, "--format", name, cwd=content / "tasks", GITHUB_WORKSPACE="", CI_PROJECT_DIR=""
    )
    files = re.findall(r'"(?:uri|path)": "([^"]*)"', ran.stdout)
    assert files
    assert all(file.startswith("content/") for file in files)


def test_sarif_of_a_sum_of_many_terms_relates_no_more_than_code_scanning_takes() -> None:
    [run_] = json.loads(written("sarif", Report((summed(1200),))))["runs"]
    assert len(run_["results"][0]["relatedLocations"]) == 999


def test_sarif_lists_what_was_waived_as_suppressed_with_its_reason(real: Path, edit: Edit) -> None:
    edit(
        real / "department.md",
        "form: nansha",
        "form: nansha\nwaive: {C001: {reason: 待通知, by: 王某, until: 2025-12-31}}",
    )
    suppressed = [r for r in sarif(real)["results"] if "suppressions" in r]
    assert [(r["ruleId"], r["suppressions"]) for r in suppressed] == [
        ("C001", [{"kind": "inSource", "status": "accepted", "justification": "待通知，王某 同意，至 2025-12-31"}])
    ]


def test_sarif_relates_a_sum_to_its_terms(real: Path) -> None:
    [found] = [r for r in sarif(real)["results"] if r["ruleId"] == "F004"]
    assert [place["message"]["text"].rpartition(" ")[2] for place in found["relatedLocations"]] == [
        "163.00", "34.00", "132.55", "244.40", "450.00", "221.60",
    ]  # fmt: skip


# ---- fingerprints ----


def prints(content: Path, lang: str = "zh") -> list[str]:
    return [entry["fingerprint"] for entry in json.loads(written("gitlab", report(content, lang)))]


def test_fingerprints_stay_when_lines_move_and_whatever_the_language(hostile: Path, edit: Edit) -> None:
    before = prints(hostile)
    edit(hostile / "tasks/01-培训.md", "title:", "# 一行\n# 又一行\ntitle:")
    assert prints(hostile) == prints(hostile, "en") == before
    assert len(set(before)) == len(before) > 5


def test_fingerprints_stay_wherever_the_folder_is(hostile: Path, tmp_path: Path) -> None:
    there = shutil.copytree(hostile, tmp_path / "elsewhere/declaration")
    assert prints(there) == prints(hostile)


def test_gitlab_is_told_path_lines_and_severity(content: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI_PROJECT_DIR", str(content.parent))
    edit(content / "department.md", "basic: 100.00", "basic: 100.01")
    [entry, *_rest] = json.loads(written("gitlab", report(content)))
    assert (entry["check_name"], entry["severity"]) == ("F001", "critical")
    assert entry["location"]["path"] == "content/department.md"
    assert set(entry["location"]["lines"]) == {"begin", "end"}


# ---- GitHub ----

_COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")
_ESCAPES = {"%25": "%", "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}


def commands(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield the commands in a log as GitHub's runner reads them (ActionCommand.TryParseV2)."""
    for line in text.splitlines():
        if line.lstrip().startswith("::"):
            match = _COMMAND.fullmatch(line)
            assert match, line
            pairs = (pair.split("=", 1) for pair in match[2].split(","))
            yield match[1], {key: unescaped(value) for key, value in pairs}, unescaped(match[3])


def unescaped(text: str) -> str:
    return re.sub("%(25|0D|0A|3A|2C)", lambda found: _ESCAPES[found[0]], text)


def test_github_reads_back_each_finding_and_nothing_else(hostile: Path) -> None:
    told = report(hostile)
    read = list(commands(written("github", told)))
    assert [severity for severity, _properties, _text in read] == [found.severity.value for found in told.findings]
    says = [harmless(found.message.within("zh")).replace("\\n", "\n") for found in told.findings]
    assert [text.partition("\n改法：")[0] for _severity, _properties, text in read] == says
    assert f"T001 {HOSTILE}2" in {properties["title"] for _severity, properties, _text in read}


def test_github_is_given_no_older_command(hostile: Path) -> None:
    log = [line for line in written("github", report(hostile)).splitlines() if not line.startswith("::")]
    assert any("已豁免" in line for line in log)
    assert not any("##[" in line for line in log)


def test_a_text_report_holds_no_command_to_the_log_that_it_may_be_printed_in(hostile: Path) -> None:
    log = written("text", report(hostile))
    assert "## [error]" in log
    assert not [line for line in log.splitlines() if "##[" in line or line.lstrip().startswith("::")]


def test_github_is_told_columns_only_within_one_line() -> None:
    two = Finding("X001", WARNING, Message("甲"), Place("a.md", 1, 2, 3, 4))
    [(_severity, properties, _text)] = commands(written("github", Report((two,))))
    assert set(properties) == {"file", "line", "endLine", "title"}


# ---- JUnit ----


def test_junit_is_xml_that_keeps_every_text(hostile: Path) -> None:
    told = report(hostile)
    root = xml.parse(written("junit", told).encode())
    assert int(root.get("tests") or 0) == len(told.findings) + len(told.waived)
    assert f"T001 {HOSTILE}2:7" in {case.get("name") for case in root.iter("testcase")}
    assert [skipped.get("message") for skipped in root.iter("skipped")] == [HOSTILE] * 2


@pytest.mark.parametrize("strict", [False, True])
def test_junit_fails_what_fails_the_run(strict: bool) -> None:
    told = report(REAL, strict=strict)
    failing = sum(finding.severity is WARNING for finding in told.findings) if strict else 0
    root = xml.parse(written("junit", told).encode())
    assert (root.get("failures"), len(list(root.iter("failure")))) == (str(failing), failing)


def test_junit_of_nothing_found_has_a_case_that_passes() -> None:
    root = xml.parse(written("junit", Report(())).encode())
    assert (root.get("tests"), root.get("failures")) == ("1", "0")


# ---- JSON and text ----


@pytest.mark.parametrize(("name", "key"), [("json", "file"), ("gitlab", "path")])
def test_json_stays_json_whatever_a_file_is_called(hostile: Path, name: str, key: str) -> None:
    text = written(name, report(hostile))
    found = re.findall(rf'"{key}": (".*")', text)
    assert str(hostile / "a\x7f\x1b[31m\nb\u202e.txt") in {json.loads(one) for one in found}
    assert not re.search("[\x7f\u202e]", text)


def test_a_sum_of_a_hundred_terms_is_shown_whole_and_in_lines_that_people_read() -> None:
    shown = written("text", Report((summed(100),)))
    assert [f"{n}.00 (tasks/{n}.md:3)" for n in range(1, 101)] == re.findall(r"\d+\.00 \(tasks/\d+\.md:3\)", shown)
    assert "= 5,050.00" in shown
    assert max(map(len, shown.splitlines())) <= 110


def test_of_a_longer_sum_it_says_how_many_terms_are_left_out_and_where_they_are() -> None:
    shown = written("text", Report((summed(250),)))
    assert shown.count("(tasks/") == 99
    assert "…另 151 项，用 --format json 查看…" in shown


def summed(count: int) -> Finding:
    terms = tuple(Term("资金", f"{n}.00", Place(f"content/tasks/{n}.md", 3)) for n in range(1, count + 1))
    total = f"{count * (count + 1) // 2:,}.00"
    return Finding("F003", WARNING, Message("多了"), Place("content/department.md"), origins=(Origin(total, terms),))


# ---- waivers ----

WAIVE = """form: nansha
waive:
  C001: {reason: 待通知, by: 王某, until: 2025-12-31}
  T007: {reason: 已到期的, until: 2024-01-01}
  Q999: 没有这条规则
  S014: 没有多余的文件"""


def test_check_lists_every_waiver_with_what_it_does(real: Path, edit: Edit) -> None:
    edit(real / "department.md", "form: nansha", WAIVE)
    told = json.loads(written("json", report(real, lists_waivers=True)))["waivers"]
    assert [(w["code"], w["line"], w["state"], w["waives"]) for w in told] == [
        ("C001", 5, "waives", 1), ("T007", 6, "ended", 0), ("Q999", 7, "wrong", 0), ("S014", 8, "idle", 0),
    ]  # fmt: skip
    assert {w["subject"] for w in told} == {"广州南沙经济技术开发区港澳合作事务办公室"}
    assert (told[0]["reason"], told[0]["by"], told[0]["until"]) == ("待通知", "王某", "2025-12-31")


def test_the_text_lists_them_as_well(real: Path, edit: Edit) -> None:
    edit(real / "department.md", "form: nansha", WAIVE)
    shown = written("text", report(real, lists_waivers=True))
    assert "department.md:5：豁免了 1 项\n   = 原因：待通知，王某 同意，至 2025-12-31" in shown
    assert "department.md:8：已没有可豁免的内容" in shown


def test_a_waiver_of_a_rule_that_did_not_run_says_so(real: Path, edit: Edit) -> None:
    edit(real / "department.md", "form: nansha", "form: nansha\nwaive: {C001: 待通知}")
    edit(real / "tasks/02-国际化社区.md", "funds: 34.00", "funds: 三")
    [waiver] = json.loads(written("json", report(real, lists_waivers=True)))["waivers"]
    assert waiver["state"] == "unasked"


def test_plain_json_has_the_contracts_keys_alone(real: Path) -> None:
    assert set(json.loads(written("json", report(real)))) == {"findings", "waived", "summary"}


def test_waivers_of_a_format_that_has_none_are_wrong_usage() -> None:
    done = run("check", "--waivers", "--format", "sarif")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


# ---- HTML ----


class Page(HTMLParser):
    """What a page asks for, runs and says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.asked: list[str] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.asked += [value or "" for key, value in attrs if key in ("href", "src", "srcset", "action", "xlink:href")]
        self.asked += [key for key, _value in attrs if key.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_page_runs_nothing_and_asks_for_nothing(hostile: Path) -> None:
    text = written("html", report(hostile))
    page = Page(text)
    assert "script" not in page.tags
    assert all(asked.startswith("#") for asked in page.asked)
    assert not re.search(r"url\((?!#)|@import|https?://", text)
    assert HOSTILE in page.words


def test_the_page_shows_every_figure_every_term_and_every_empty_category() -> None:
    words = Page(written("html", report(REAL))).words
    for figure in ("163.00", "34.00", "132.55", "244.40", "450.00", "221.60", "1,245.55", "1,288.25", "42.70"):
        assert words.count(figure) >= 2
    assert "生态效益指标 · 经济成本指标 · 社会成本指标 · 生态环境成本指标" in words


def test_the_page_says_by_whom_and_until_when_something_is_waived(real: Path, edit: Edit) -> None:
    edit(real / "department.md", "form: nansha", WAIVE)
    words = Page(written("html", report(real))).words
    for word in ("王某", "2025-12-31", "待通知", "豁免了 1 项", "已到期，不再起作用", "没有写预算年度"):
        assert word in words


def test_sources_without_a_declaration_still_give_a_page(content: Path) -> None:
    (content / "department.md").write_bytes(b"\xff\xfe")
    words = Page(written("html", report(content))).words
    assert "S007" in words
    assert "还读不成一份申报表" in words


def test_a_declaration_that_is_not_whole_says_that_its_figures_are_not_either(real: Path, edit: Edit) -> None:
    edit(real / "tasks/02-国际化社区.md", "funds: 34.00", "funds: 三")
    assert "下面的资金和指标不全" in Page(written("html", report(real))).words


def test_the_page_of_no_tasks_and_no_money_is_a_page(content: Path, edit: Edit) -> None:
    (content / "tasks/01-培训.md").unlink()
    edit(content / "department.md", "project: 60.00", "project: 0.00")
    assert "项目支出" in Page(written("html", report(content))).words


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="no chromium on this machine")
def test_a_browser_prints_the_page_on_a4_with_every_figure(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(written("html", report(REAL)), encoding="utf-8")
    browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    sheet = tmp_path / "page.pdf"
    subprocess.run(
        [*browser, "--no-pdf-header-footer", f"--print-to-pdf={sheet}", (tmp_path / "page.html").as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    about = subprocess.run(["pdfinfo", sheet], check=True, capture_output=True, encoding="utf-8").stdout
    text = subprocess.run(["pdftotext", sheet, "-"], check=True, capture_output=True, encoding="utf-8").stdout
    assert "A4" in about
    assert {"1,245.55", "1,288.25", "42.70"} <= set(text.split())


def test_a_report_goes_to_a_file_in_utf_8_and_its_status_stays(tmp_path: Path) -> None:
    file = tmp_path / "报告/检查.html"
    done = run("check", "--content", REAL, "--format", "html", "--report", file, "--strict")
    assert (done.returncode, done.stdout) == (1, "")
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [path.name for path in file.parent.iterdir()] == ["检查.html"]


def test_a_report_is_never_written_among_the_sources(content: Path) -> None:
    before = (content / "department.md").read_bytes()
    done = run("check", "--content", content, "--report", content / "department.md")
    assert done.returncode == 2
    assert (content / "department.md").read_bytes() == before


@pytest.mark.parametrize("name", ["", "目录是文件/报告.txt"])
def test_a_report_that_cannot_be_written_is_told_in_one_line(content: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "目录是文件").touch()
    done = run("check", "--content", content, "--report", tmp_path / name)
    assert done.returncode == 2
    assert done.stderr.startswith("写不了报告")
    assert "Traceback" not in done.stderr
