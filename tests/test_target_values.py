"""The rules of values (Q005, Q006, Q014 to Q021) where their manuals do not reach: places, words, forms, many phrases."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import form, pipeline
from shenbao.finding import NOTICE, WARNING, Finding
from tests import examples
from tests.conftest import REAL

Edit = Callable[[Path, str, str], None]
OURS = ("Q005", "Q006", "Q014", "Q015", "Q016", "Q017", "Q018", "Q019", "Q020", "Q021")
TASK = "tasks/01-全民阅读.md"


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """The manuals' clean declaration."""
    examples.Folder().write(tmp_path / "content")
    return tmp_path / "content"


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """The shipped form, to be changed."""
    shutil.copytree(form.shipped() / "nansha", tmp_path / "templates/nansha")
    return tmp_path / "templates"


def found(content: Path, templates: Path | None = None) -> list[Finding]:
    assembled = pipeline.assemble(content, templates or form.shipped())
    return [f for f in pipeline.check(assembled, None).findings if f.code in OURS]


def with_targets(content: Path, *targets: str) -> list[Finding]:
    """Return what is found of `targets` (lines of YAML) in the clean task."""
    folder = examples.Folder()
    folder.add_targets("".join(f"- {{{target}}}\n" for target in targets))
    folder.write(content)
    return found(content)


def spot(finding: Finding) -> tuple[int, int, int]:
    return finding.place.line, finding.place.column, finding.place.end_column


def test_the_real_declaration_has_the_notices_it_must_have() -> None:
    notices = [(f.code, f.subject) for f in found(REAL) if f.severity is NOTICE]
    assert sorted(notices) == [
        ("Q005", "费用应付尽付率"),
        ("Q006", "接待工作保障及时性"),
        ("Q015", "使用单位成员满意度"),
        ("Q015", "咨询任务完成率(%)"),
        ("Q015", "服务对象满意度(%)"),
        ("Q016", "实施周期指标值"),
    ]


def phrases(text: str) -> list[str]:
    return text.split()


VAGUE = phrases("""
    得到提升 有效提升 逐步完善 持续改善 显著增强 明显提高 正常开展 有所下降 良好 较好 提高 降低 减少 合理 可控 显著 效果明显 成效显著 稳步推进 正常运转 正常运行 运行良好 长期
    持续 中长期 得到有效改善 促进经济社会发展 居民生活水平得到提高 进一步提高 有序开展 风险可控 保障有力 有效控制 得到控制 高 较高 强 很强 保持稳定 达到预期效果 安全稳定运行 良性运行
    基本稳定 全面提升 起到促进作用 影响深远 广泛 规范 有效 有力 确保正常运行 提升城市形象 不断优化 日益完善 提升了工作效率 管理规范 得到有效保障 大幅提升 稳中有升 提高。 及时有效 能够较为明显地得到提升 效果好 可持续
""")
TOLD = phrases("""
    优良 优 良 合格 达标 是 否 已建成 完成 基本完成 顺利完成 按时完成 按计划完成 全覆盖 Ⅲ类 达到Ⅲ类 提升至Ⅲ类 二级以上 良好以上 优秀 A级 一等 三星级 国家级 无 零事故 零增长 不发生 未发生
    不减少 不低于上年 较上年提升 较上年有所提高 同比下降 提高5个百分点 下降3% 提高两成 符合规范 达到国家标准 稳定达标 通过验收 验收合格 完善并印发 提升改造完成 已投入使用 建立制度 形成技术规范 满意 较满意
    非常满意 安全度汛 不受损失 2024年12月底前 12月 全年 科学技术奖 证书有效期内 有 一次 每季度一次 24小时内及时处理 规定时间内及时完成 免费开放 无明显下降 持续全年 持续三年 足额保障 高质量完成 满足要求
""")
TIMELY = ["及时", "及时完成", "基本及时", "处理及时", "及时发放", "及时上报", "尽快办结", "及时。"]


@pytest.mark.parametrize(("texts", "severity"), [(VAGUE, WARNING), (TOLD, None), (TIMELY, NOTICE)])
def test_a_value_in_words_is_as_vague_as_a_reader_would_say(clean: Path, texts: list[str], severity: object) -> None:
    targets = (f"name: 事项{n}, category: 社会效益指标, value: {text}" for n, text in enumerate(texts))
    values = {f.subject: f.severity for f in with_targets(clean, *targets) if f.code == "Q006"}
    assert values == ({f"事项{n}": severity for n in range(len(texts))} if severity else {})


def test_a_vague_value_in_both_columns_is_told_once_at_the_year(clean: Path) -> None:
    [vague] = with_targets(clean, "name: 阅读氛围, category: 社会效益指标, period: 得到提升, annual: 逐步提升")
    assert str(vague.message) == "“阅读氛围”的指标值“逐步提升”看不出做到什么程度"
    assert spot(vague) == (11, 58, 62)
    assert [str(related.message) for related in vague.related] == ["实施周期指标值 得到提升"]


NOBODY = phrases("""
    服务对象满意度 满意度 社会公众或服务对象满意度 受益对象满意度 服务满意度 总体满意度 培训满意度 环境卫生满意度 相关人员满意度 社会满意度 卫生满意度 各方满意度 人居环境满意度 办公楼服务对象满意
""")
SOMEBODY = phrases("""
    群众满意度 市民满意度 社会公众满意度 参训人员满意度 企业满意度 项目单位满意度 养殖户满意度 球迷满意度 驾驶员满意率 就餐人员满意率≥90% 用人单位满意度 帮扶对象满意度 学生家长对学校的满意度 台商满意度
    满意度（居民） 服务对象（学员）满意度 老人满意度 网格员满意度 购房者满意度 社会各界满意度 不满意率 投诉率
""")


def test_satisfaction_of_nobody_in_particular_is_told_and_of_somebody_is_not(clean: Path) -> None:
    names = [*NOBODY, *SOMEBODY]
    targets = (f"name: {name}, category: 服务对象满意度指标, value: ≥90%" for name in names)
    assert [f.subject for f in with_targets(clean, *targets) if f.code == "Q014"] == NOBODY


INPUTS = phrases("""
    资金到位率 资金及时到位率 上级补助资金到位率 预算执行率 资金支付率 工程款支付率 支付及时率 合同款付款及时率 支出金额 资金使用率 经费保障率 足额保障率 拨付及时率 预算支出进度 补助资金支出进度 人员经费支付率
""")
RESULTS = phrases("""
    助学金发放率 工资支付率 补贴资金支付率 应保尽保率 应助尽助率 补贴应付尽付率 移动支付率 设备到位率 人员到位率 投资完成额 招商引资资金到位率 实际到位资金 社会消费支出额 研发经费投入 预算执行分析报告份数
    政策兑现率 奖补资金兑付率 资金使用合规率 计划执行率 养老金发放准确率 三公经费控制率 政府采购节约率 收入预算完成率 救助资金支付及时率 预算公开及时率 支撑项目数
""")


def test_inputs_are_told_and_money_that_reaches_people_is_not(clean: Path) -> None:
    names = [*INPUTS, *RESULTS]
    targets = (f"name: {name}, category: 质量指标, value: =100%" for name in names)
    assert [f.subject for f in with_targets(clean, *targets) if f.code == "Q005"] == INPUTS


def test_an_input_is_told_at_its_name(clean: Path) -> None:
    [told] = with_targets(clean, "name: 资金到位率, category: 质量指标, value: =100%")
    assert str(told.message) == "“资金到位率”是投入或支付，不是产出指标"
    assert spot(told) == (11, 12, 17)


def test_a_rule_that_the_form_switches_off_is_silent_and_no_other(clean: Path, templates: Path) -> None:
    rows = (
        "name: 资金到位率, category: 质量指标, value: 得到提升",
        "name: 费用应付尽付率, category: 质量指标, value: ≥0%",
    )
    assert [f.code for f in with_targets(clean, *rows)] == ["Q005", "Q006", "Q005", "Q021"]
    yaml = templates / "nansha/form.yaml"
    yaml.write_text(f"{yaml.read_text(encoding='utf-8')}\nswitched_off: [Q005]\n", encoding="utf-8")
    assert [f.code for f in found(clean, templates)] == ["Q006", "Q021"]


def test_a_form_with_costs_among_its_outputs_may_write_payments_there(clean: Path, templates: Path, edit: Edit) -> None:
    edit(templates / "nansha/form.yaml", "[数量指标, 质量指标, 时效指标]", "[数量指标, 质量指标, 时效指标, 成本指标]")
    rows = [f"name: 工程款支付率, category: {category}, value: =100%" for category in ("成本指标", "时效指标")]
    with_targets(clean, *rows)
    assert [f.place.line for f in found(clean, templates) if f.code == "Q005"] == [12]


def test_costs_are_known_by_their_group_whatever_a_form_calls_them(clean: Path, templates: Path, edit: Edit) -> None:
    edit(templates / "nansha/form.yaml", "经济成本指标", "直接成本指标")
    with_targets(clean, "name: 工程款支付率, category: 直接成本指标, value: =100%")
    edit(clean / TASK, "category: 经济成本指标", "category: 直接成本指标")
    edit(clean / TASK, "value: ≤0.8万元/场", "value: ≤80万元")
    edit(clean / TASK, "单场活动成本", "活动经费")
    assert [f.code for f in found(clean, templates) if f.code in ("Q005", "Q020")] == ["Q020"]


def test_a_form_with_one_column_is_read_by_it(clean: Path, templates: Path, edit: Edit) -> None:
    edit(templates / "nansha/form.yaml", "  period: 实施周期指标值\n", "")
    edit(clean / TASK, "duration: 2024", "duration: 2024-2026")
    edit(clean / TASK, "value: ≥5%}", "value: ≥5%}\n  - {name: 编目任务完成率, category: 质量指标, annual: ≥80%}")
    assert [(f.code, f.subject) for f in found(clean, templates)] == [("Q015", "编目任务完成率")]


def test_a_forms_own_full_score_is_the_one_that_counts(clean: Path, templates: Path) -> None:
    yaml = templates / "nansha/form.yaml"
    yaml.write_text(f"{yaml.read_text(encoding='utf-8')}\nthresholds: {{full_score_from: 95}}\n", encoding="utf-8")
    [low] = found(clean, templates)
    assert (low.code, str(low.message)) == ("Q015", "“到馆读者满意度”的指标值 ≥92% 低于 95%")


def test_the_first_indicator_too_many_carries_the_notice(clean: Path) -> None:
    found = with_targets(clean, *(f"name: 讲座{n}场次, category: 数量指标, value: ≥2场" for n in range(32)))
    assert [(f.subject, f.place.line, str(f.message)) for f in found] == [
        ("数量指标", 18, "数量指标有 33 个，超过 8 个"),
        ("绩效指标", 35, "全部指标有 38 个，超过 30 个"),
    ]


def test_nothing_measured_is_one_finding(clean: Path) -> None:
    rows = (
        "name: 服务对象满意度, category: 服务对象满意度指标, value: 无",
        "name: 无, category: 经济成本指标, value: 不涉及",
        "name: /, category: 服务对象满意度指标, period: /, annual: /",
    )
    told = with_targets(clean, *rows)
    assert [(f.code, f.place.line, f.place.column) for f in told] == [
        ("Q018", 11, 49),
        ("Q018", 12, 12),
        ("Q018", 13, 12),
    ]


def test_no_harm_done_is_an_indicator(clean: Path) -> None:
    folder = examples.Folder()
    folder.only_targets(
        "- {name: 讲座场次, category: 数量指标, value: ≥2场}\n"
        "- {name: 讲座安全事故, category: 质量指标, value: 无}\n"
        "- {name: 持证读者增长率, category: 社会效益指标, value: ≥5%}\n"
    )
    folder.write(clean)
    codes = {f.code for f in pipeline.check(pipeline.assemble(clean, form.shipped()), None).findings}
    assert not codes & {"Q018", "T006"}


def test_a_task_without_funds_has_no_amount_to_repeat(clean: Path, edit: Edit) -> None:
    edit(clean / TASK, "funds: 80.00", "funds: 0.00")
    edit(clean / TASK, "value: ≤0.8万元/场", "value: =0万元")
    assert found(clean) == []


def test_satisfaction_elsewhere_is_told_at_its_category(clean: Path) -> None:
    [told] = with_targets(clean, "name: 少儿读者满意度, category: 社会效益指标, value: ≥92%")
    assert (told.code, spot(told)) == ("Q019", (11, 31, 37))
    assert str(told.help) == "移到服务对象满意度指标；社会效益指标另写由此带来的变化"


def test_a_category_that_the_form_does_not_have_is_no_wrong_place(clean: Path) -> None:
    assert with_targets(clean, "name: 少儿读者满意度, category: 满易度指标, value: ≥92%") == []


def test_a_repeated_amount_shows_the_funds(clean: Path) -> None:
    [told] = with_targets(clean, "name: 活动总成本, category: 经济成本指标, period: ≤240万元, annual: ≤800000元")
    assert str(told.message) == "“活动总成本”的指标值 ≤800000元 只是重复拟投入的资金 80.00 万元"
    assert [(r.place.line, str(r.message)) for r in told.related] == [(3, "拟投入的资金 80.00 万元")]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("≤80", "活动总成本"),
        ("80万", "活动总成本"),
        ("≤0.008亿元", "活动总成本"),
        ("80.00万元/年", "活动总成本"),
        ("预算内", "会议费"),
    ],
)
def test_the_funds_are_the_funds_however_they_are_written(clean: Path, value: str, name: str) -> None:
    assert [f.code for f in with_targets(clean, f"name: {name}, category: 经济成本指标, value: {value}")] == ["Q020"]


@pytest.mark.parametrize("value", ["≤79.99万元", "≤80元", "≤80%", "≤80台", "≤80万元/场", "按市场价", "不超过批复概算"])
def test_another_amount_is_not_the_funds(clean: Path, value: str) -> None:
    assert with_targets(clean, f"name: 活动总成本, category: 经济成本指标, value: {value}") == []
