"""The rules on prose where their manuals' examples do not reach: figures, exact places, many sentences, any text."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenbao import form, pipeline
from shenbao.checks.n005_no_long_passage_stands_in_two_tasks import no_long_passage_stands_in_two_tasks
from shenbao.checks.rule import Problem
from shenbao.finding import Finding
from shenbao.model import dated
from shenbao.model.address import Address, Stretch
from shenbao.model.declaration import Declaration
from shenbao.model.likeness import longest, runs
from shenbao.model.narrative import Block, Narrative, Run
from shenbao.model.punctuation import doubled, half_width, unpaired, without_addresses
from tests import examples
from tests.conftest import REAL

SHIPPED = form.read(form.shipped(), "nansha").form
assert SHIPPED is not None
WORDS = SHIPPED.words
SIGNS = st.text("，,。.；;：:？！“”‘’《》（）()\"' 12年月一二三完成ab…—\n", max_size=40)


def found(content: Path, *codes: str) -> list[Finding]:
    findings = pipeline.check(pipeline.assemble(content, form.shipped()), None).findings
    return [finding for finding in findings if finding.code in codes]


def stated(folder: Path, text: str, code: str) -> list[Finding]:
    """Return the findings of `code` on a declaration of the year 2024 whose 总体绩效目标 is `text`."""
    made = examples.Folder()
    department = made.files["department.md"]
    made.files["department.md"] = department[: department.index("\n---\n", 4) + 5] + text + "\n"
    made.write(folder)
    return found(folder, code)


def quoted(folder: Path, finding: Finding) -> str:
    """Return the characters that `finding` stands at."""
    place = finding.place
    lines = (folder / Path(place.file).name).read_text(encoding="utf-8").split("\n")
    assert place.end_line == place.line
    return lines[place.line - 1][place.column - 1 : place.end_column - 1]


def spot(finding: Finding) -> tuple[str, int, int, int]:
    place = finding.place
    return Path(place.file).name[:2], place.line, place.column, place.end_column


# -- N002, N005: likeness ------------------------------------------------------------------------------------------


def test_of_the_real_tasks_one_restates_half_of_its_content_and_no_other_a_ninth() -> None:
    declaration = pipeline.assemble(REAL, form.shipped()).reading.declaration
    assert declaration is not None
    shares = {}
    for task in declaration.tasks:
        said, aimed = runs(task.content.text), runs(task.outcome.text)
        shares[task.title] = round(len(said & aimed) / len(aimed), 2)
    assert shares.pop("广州南沙粤港合作咨询委员会综合保障工作") == 0.51
    assert max(shares.values()) <= 0.11


def test_a_restated_aim_is_told_with_its_share_and_both_places() -> None:
    [restated] = found(REAL, "N002")
    assert str(restated.message) == (
        "“期望达到的目标”有 51% 的文字与“主要实施内容”相同，如“为咨委会及商协会、专业联盟等机构提供场地及”"
    )
    assert spot(restated) == ("06", 20, 14, 35)
    assert [related.place.line for related in restated.related] == [16]


def test_the_passage_of_two_real_tasks_is_told_at_the_later_with_the_earlier_beside_it() -> None:
    [shared] = found(REAL, "N005")
    assert spot(shared) == ("06", 16, 17, 57)
    assert shared.subject == "广州南沙粤港合作咨询委员会综合保障工作"
    assert "（40 个字）在“广州南沙港澳商协会服务集聚区综合保障工作”里也有" in str(shared.message)
    [first] = shared.related
    assert (Path(first.place.file).name[:2], first.place.line, first.place.column) == ("03", 11, 14)


def tasks(folder: Path, *contents: str) -> Path:
    """Write a declaration with a task for each of `contents`."""
    made = examples.Folder()
    for n, content in enumerate(contents):
        made.files[f"tasks/{n + 2:05}.md"] = (
            f"---\ntitle: 任务{n}\nfunds: 0.00\n---\n## 主要实施内容\n\n{content}\n\n## 期望达到的目标\n\n按期完成。\n"
        )
    made.write(folder)
    return folder


def test_a_passage_counts_from_the_twentieth_character_on(tmp_path: Path) -> None:
    nineteen = "会同县直各有关单位制定年度实施方案和分工"
    assert len(nineteen) == 20
    assert [f.subject for f in found(tasks(tmp_path / "a", f"甲{nineteen}乙", f"丙{nineteen}丁"), "N005")] == ["任务1"]
    assert found(tasks(tmp_path / "b", f"甲{nineteen[:19]}乙", f"丙{nineteen[:19]}丁"), "N005") == []


def test_a_passage_may_begin_and_end_within_a_number_that_no_other_task_has(tmp_path: Path) -> None:
    shared = found(
        tasks(tmp_path, "共112号楼会同县直各有关单位制定年度方案34项", "共212号楼会同县直各有关单位制定年度方案35项"),
        "N005",
    )
    assert [quoted(tmp_path / "tasks", one) for one in shared] == ["12号楼会同县直各有关单位制定年度方案3"]


def test_two_passages_shared_with_two_tasks_are_two_findings(tmp_path: Path) -> None:
    one, other = (
        "会同县直各有关单位制定年度实施方案，明确责任分工。",
        "通过公开招标选定承接单位，签订合同并约定考核条款。",
    )
    shared = found(tasks(tmp_path, one, other, f"{other}另外，{one}"), "N005")
    assert [f.subject for f in shared] == ["任务2", "任务2"]
    assert sorted(str(f.related[0].message) for f in shared) == ["“任务0”里的这一段", "“任务1”里的这一段"]


def test_a_template_is_one_finding_a_task_with_a_count_of_the_others(tmp_path: Path) -> None:
    filled = [
        f"按照县委关于{n}村的统一部署，会同{n}村各有关单位制定年度实施方案，明确责任分工和完成时限。" for n in range(30)
    ]
    shared = found(tasks(tmp_path, *filled), "N005")
    assert [f.subject for f in shared] == [f"任务{n}" for n in range(1, 30)]
    assert "“任务0”和另外 28 项任务里也有" in str(shared[-1].message)
    assert quoted(tmp_path / "tasks", shared[0]) == "村各有关单位制定年度实施方案，明确责任分工和完成时限。"


_REPEATED = st.lists(
    st.sampled_from(["甲乙丙甲", "乙丙", "甲", "丙丙乙甲乙", "丁戊己庚辛壬", "12", "2", "甲1"]), max_size=8
).map("".join)


@cache
def clean() -> Declaration:
    """Return the manuals' clean declaration."""
    with TemporaryDirectory() as folder:
        examples.Folder().write(Path(folder))
        declaration = pipeline.assemble(Path(folder), form.shipped()).reading.declaration
    assert declaration is not None
    return declaration


def told(contents: list[str], width: int) -> list[Problem]:
    """Return what N005 says of tasks with these `contents`, where passages count from `width` characters on."""
    d = clean()
    made = [
        replace(
            d.tasks[0], at=at, title=f"任务{n}", content=Narrative(at, (Block((Run(text),)),)), outcome=Narrative(at)
        )
        for n, text in enumerate(contents)
        for at in [Address(str(n))]
    ]
    thresholds = {**d.form.thresholds, "shared_passage": Decimal(width)}
    return list(
        no_long_passage_stands_in_two_tasks.rule(
            replace(d, tasks=tuple(made), form=replace(d.form, thresholds=thresholds))
        )
    )


def part(contents: list[str], at: Address) -> str:
    """Return the characters of `contents` at `at`."""
    text, stretch = contents[int(at.file)], at.path[-1]
    assert isinstance(stretch, Stretch)
    return text[stretch.start : stretch.end]


@given(st.lists(_REPEATED | st.text("甲乙12", max_size=30), min_size=2, max_size=5), st.integers(4, 7))
def test_a_passage_is_told_where_brute_force_finds_one_and_stands_at_both_places(
    contents: list[str], width: int
) -> None:
    problems = told(contents, width)
    windows = [{text[n : n + width] for n in range(len(text) - width + 1)} for text in contents]
    alike = [n for n, own in enumerate(windows) if own & set().union(*windows[:n])]
    assert sorted({int(problem.at.file) for problem in problems}) == alike
    for problem in problems:
        [(other, _says)] = problem.related
        assert int(other.file) < int(problem.at.file)
        assert part(contents, problem.at) == part(contents, other)
        assert len(part(contents, other)) >= width


def test_a_passage_that_stands_twice_in_the_earlier_task_is_told_to_its_end() -> None:
    twice, end = "会同县直各有关单位制定年度实施方案，", "明确责任分工和完成时限。"
    contents = [f"{twice}甲。{twice}{end}", f"另外，{twice}{end}"]
    [problem] = told(contents, 10)
    assert part(contents, problem.at) == f"{twice}{end}"


def test_windows_that_stand_apart_in_the_earlier_task_are_no_passage_of_it() -> None:
    alike = "会同县直各有关单位制定年度实施方案和分工"
    contents = [f"{alike}。又{alike[1:]}甲", f"{alike}甲"]
    [problem] = told(contents, 20)
    assert part(contents, problem.at) == part(contents, problem.related[0][0]) == f"{alike[1:]}甲"


@given(st.text("甲乙丙丁，。１1 \n", max_size=60), st.text("甲乙丙丁，。１1", max_size=60))
def test_the_longest_stretch_is_made_of_known_runs(text: str, other: str) -> None:
    known = runs(other)
    start, end = longest(text, known)
    assert 0 <= start <= end <= len(text)
    assert runs(text[start:end]) <= known
    assert (end > start) == bool(runs(text) & known)


# -- N004: punctuation ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("完成年度防汛工作，，确保安全。", "，，"), ("完成年度防汛工作。；", "。；"), ("完成、。", "、。"),
        ("完成防汛工作,开展巡查。", ","), ("其中:续建五个。", ":"), ("完成巡查;做好保障。", ";"), ("完成任务.", "."),
        ("覆盖率达到95%.", "."), ("落实到位...", "..."), ("提高县(市、区)的质量。", "("), ('实现"双一流"目标。', '"'),
        ("2024年,完成改造。", ","), ("采购A类,进行编目。", ","), ("服务 300 人 , 开展培训。", ","),
        ("建设“三区一中心“和平台。", "“"), ("建设”三区一中心”平台。", "”"), ("落实《总体方案，推进建设。", "《"),
        ("总体方案》已经印发。", "》"), ("完成项目（含续建五个。", "（"), ("完成项目）五个。", "）"),
        ("落实《关于印发〈办法的通知》。", "〈"), ("完成任务", "务"), ("完成“放管服”任务（详见附件）", "）"),
        ("一、完成任务；\n二、做好保障，", "，"),
    ],
)  # fmt: skip
def test_a_slip_is_told_at_its_very_characters(text: str, at: str, tmp_path: Path) -> None:
    [slip] = stated(tmp_path, text, "N004")
    assert quoted(tmp_path, slip) == at


@pytest.mark.parametrize(
    "text",
    [
        "投入 1,288.25 万元，比上年增长 3.5%，每天 12:00 闭馆，比例 1:3。", "编制 1:500 地形图，PM2.5 浓度不高于 25。",
        "1.完成拆违任务。2.开展普查。", "1. 完成拆违任务；\n2. 开展普查；", "1）完成巡查；2）开展普查。", "（1）完成；（二）开展。",
        "a) 完成巡查；b) 开展普查。", "(一)加强领导。(2)做好保障。", "一.加强保障。二.做好服务。",
        "按照财预〔2021〕101号、粤财绩〔2019〕11号执行。", "落实《关于印发〈条例〉的通知》。", "任务完成了吗？！做好了！！",
        "采购服务器、电脑等设备……", "推进合作——打造平台——形成合力。", "与 Co., Ltd. 合作，引进 Apple Inc.，拓展市场。",
        "世界贸易组织(WTO)规则培训，满意度(%)不低于90。", "采购55\"显示屏3台。", "Xi’an 和 It's 是英文。", "做到“‘一网’通办”。",
        "访问 https://a.gov.cn/a?b=1,2 查询，写信到 a.b@gov.cn。", "引进Word, Excel等软件。", "采购 A4 纸 (80g) 100 包。",
        "馆里说：“开门要准时。\n\n“关门不赶人。”", "- 巡查\n- 保洁", "他说：“做好保障。”", "执行 GB/T 15834-2011（试行）。",
        "**重点**：完成“互联网+政务服务”。", "结果>90%；≥95%。", "v1.2 版、3.0 版上线。", "无",
    ],
)  # fmt: skip
def test_what_forms_write_rightly_is_left(text: str, tmp_path: Path) -> None:
    assert stated(tmp_path, text, "N004") == []


def test_half_width_signs_of_a_paragraph_are_one_finding_that_names_the_others(tmp_path: Path) -> None:
    [slip] = stated(tmp_path, "完成投资3.2亿元;其中,财政资金1.5亿元.", "N004")
    assert str(slip.message) == "; 是半角标点，中文里用全角的 ；"
    assert [str(related.message) for related in slip.related] == ["这里的 ,", "这里的 ."]


@given(SIGNS)
def test_slips_lie_within_any_text(text: str) -> None:
    slips = [
        *doubled(text, WORDS["doubled_signs"]),
        *half_width(text, WORDS["half_width_signs"]),
        *(slip for _n, slip in unpaired([text], WORDS["paired_signs"], WORDS["signs_across_paragraphs"])),
    ]
    assert all(text[slip.start : slip.end] == slip.sign for slip in slips)
    assert len(without_addresses(text)) == len(text)


@given(SIGNS)
def test_what_is_quoted_whole_has_as_many_unpaired_signs_as_before(text: str) -> None:
    pairs = ("《》", "“”")
    assert len(unpaired([f"《\n{text}", "”"], pairs, ())) >= len(unpaired([text], pairs, ()))


# -- N001: what is left to fill in ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("具体时间待定。", "待定"), ("资金（待补充），另行安排。", "待补充"), ("数量待填写。", "待填"), ("完成 XX 个项目。", "XX"),
        ("XXX街道综合整治。", "XXX"), ("20XX年底前完成。", "XX"), ("对××街道进行改造。", "××"), ("由某某公司承担。", "某某"),
        ("由某某承担。", "某某"), ("支持某某项目建设。", "某某"), ("某某单位完成改造。", "某某"), ("与某某市签约。", "某某"), ("某某某公司承办。", "某某"),
        ("TODO", "TODO"), ("……", "……"), ("完成改造。\n……", "……"), ("目标1：", "目标1："), ("目标1：目标2：完成。", "目标1："),
        ("目标1：完成。目标2：……", "目标2：……"), ("×月×日前完成。", "×月×日"),
    ],
)  # fmt: skip
def test_a_blank_is_told_at_its_very_characters(text: str, at: str, tmp_path: Path) -> None:
    [blank] = stated(tmp_path, text, "N001")
    assert quoted(tmp_path, blank) == at


@pytest.mark.parametrize(
    "text",
    [
        "期待填补我区空白。", "技术空白待填补。", "服务体系有待补充。", "接待定点单位，招待定额标准，对待定期检查。", "等待补充。",
        "待定岗人员安置，待补充材料清单一次告知。", "配备X光机 2 台。", "采购XXL号、XXXL号工作服。", "设 3×3 米展位，举办4×100米接力赛。",
        "访问 https://a.gov.cn/XX?TODO 查询。", "调解李某某的纠纷。", "郑某某、何某某案件办结。", "欧阳某某、于某某诉讼代理。", "目标1：完成巡查。", "目标1：\n\n- 完成巡查；\n- 完成保洁。",
        "采购服务器、电脑等设备……", "MAXX 品牌。",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_blank_is_left(text: str, tmp_path: Path) -> None:
    assert stated(tmp_path, text, "N001") == []


def test_all_blanks_of_a_paragraph_are_one_finding(tmp_path: Path) -> None:
    [blank] = stated(tmp_path, "XX街道××社区，时间待定。", "N001")
    assert [str(related.message) for related in blank.related] == ["“××”处还没有填", "“待定”处还没有填"]


# -- C003, C005 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2023年12月底前", [(2023, 2023)]), ("二〇二三年十二月底前", [(2023, 2023)]), ("２０２３年６月３０日前", [(2023, 2023)]),
        ("2023.07-2024.01", [(2023, 2024)]), ("2023年7月至12月", [(2023, 2023)]), ("2024年上半年、2025年第一季度", [(2024, 2024), (2025, 2025)]),
        ("2023-12-31前", [(2023, 2023)]), ("〔2021〕101号", []), ("2021-2025年", [(2021, 2025)]), ("共2023人", []), ("12023年", []),
        ("2023-2024学年", []),
    ],
)  # fmt: skip
def test_dates_are_read_with_their_years(text: str, dates: list[tuple[int, int]]) -> None:
    assert [(one.year, one.last) for one in dated.dates(text)] == dates


@given(st.text("12０２〇二三十年月日底前至-—.《》 ", max_size=30))
def test_dates_lie_within_any_text(text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in dated.dates(text))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("新书在2023年12月底前编目。", "2023年12月底前"), ("2023年拟举办活动24场。", "2023年"), ("2023年内完成建设。", "2023年内完成"),
        ("服务期：2023年1月1日至2023年12月31日。", "2023年1月1日至2023年12月31日"), ("二〇二三年底之前完成。", "二〇二三年底之前"),
    ],
)  # fmt: skip
def test_a_date_left_over_is_told_at_its_very_characters(text: str, at: str, tmp_path: Path) -> None:
    [left] = stated(tmp_path, text, "C005")
    assert quoted(tmp_path, left) == at
    assert str(left.message) == f"“{at}”不在本年度（2024 年）"


@pytest.mark.parametrize(
    "text",
    [
        "较2022年增长5%，与2023年底前相比下降。", "按照《2023年底前行动方案》推进。", "落实“十四五”规划（2021-2025年）。",
        "财预〔2021〕101号，2023年第12号公告。", "2019年12月成立以来，2021年获批新区。", "到2025年底前建成示范区。", "2024年12月底前完成。",
        "2023年12月底前已完成立项。", "2023年底前竣工的项目。", "2023年前三季度增长3%。", "2023年内控制度健全。", "开展2023年度绩效评价。",
        "截至2023年12月底，累计培训2万人。", "服务期2023.07-2024.01。", "2023年12月前后。",
    ],
)  # fmt: skip
def test_other_years_that_are_no_plans_are_left(text: str, tmp_path: Path) -> None:
    assert stated(tmp_path, text, "C005") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("南沙国际化社区建设实施方案", "南沙国际化社区建设的实施方案", True),
        ("关于加强基层治理的意见", "加强基层治理的意见", True),
        ("粤港澳大湾区发展规划纲要", "粤港澳大湾区发展规化纲要", True),
        ("“十四五”文化服务规划", "十四五文化服务规划", True),
        ("绩效目标管理实施办法细则", "绩效目标管理实施办法", False),
        ("全县绩效目标管理办法", "全县绩效目标管理办法（试行）", False),
        ("全县公共服务目录（第一批）", "全县公共服务目录（第二批）", False),
        ("全县公共服务计划（2023年）", "全县公共服务计划（2024年）", False),
        ("广东省公共文化服务条例", "广州市公共文化服务条例", False),
        ("湖南省全民健身实施计划", "湖北省全民健身实施计划", False),
        ("南沙区公共图书馆服务办法", "南海区公共图书馆服务办法", False),
        ("粤港合作框架协议实施意见", "粤澳合作框架协议实施意见", False),
        ("全民阅读规划（2021-2025年）", "全民阅读规划（2021—2025年）", False),
        ("公共图书馆法", "公共图书管法", False),
        ("中华人民共和国预算法", "预算法", False),
    ],
)
def test_titles_are_one_document_or_two(one: str, other: str, same: bool, tmp_path: Path) -> None:
    differ = stated(tmp_path, f"落实《{one}》，执行《{other}》，再看《{other}》。", "C003")
    assert [quoted(tmp_path, finding) for finding in differ] == ([f"《{other}》"] if same else [])
    assert [str(r.message) for finding in differ for r in finding.related] == ([f"《{one}》"] if same else [])
