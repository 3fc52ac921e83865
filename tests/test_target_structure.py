"""The rules of structure where their manuals do not reach: words, sums, places, and names that are in doubt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shenbao import form
from shenbao.finding import Finding
from shenbao.manual import Block, Example
from shenbao.model.direction import against
from shenbao.model.indicator import Value
from tests import examples
from tests.conftest import REAL
from tests.test_manuals import findings
from tests.test_rules import found, one, spot

Edit = Callable[[Path, str, str], None]


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """The manuals' clean declaration."""
    examples.Folder().write(tmp_path)
    return tmp_path


def changed(where: Path, code: str, *blocks: tuple[str, str]) -> list[Finding]:
    """Return the findings of `code` in the clean declaration, changed by `blocks`."""
    example = Example("", tuple(Block(kind, text) for kind, text in blocks), False)
    return [finding for finding in findings(example, where)[1] if finding.code == code]


def test_the_real_tasks_without_outputs_are_told_with_their_funds_at_their_heads() -> None:
    lacking = [finding for finding in found(REAL) if finding.code == "T008"]
    assert [spot(finding)[1:3] for finding in lacking] == [(1, 1), (1, 1)]
    assert str(lacking[0].message) == "“广州南沙港澳商协会服务集聚区综合保障工作”有资金 132.55 万元，没有产出指标"
    assert "数量指标、质量指标、时效指标" in str(lacking[0].help)


def test_a_misspelt_category_of_outputs_still_counts_as_one(clean: Path) -> None:
    task = clean / "tasks/01-全民阅读.md"
    text = task.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if "时效" not in line and "质量" not in line]
    task.write_text("".join(kept).replace("数量指标", "数目指标"), encoding="utf-8")
    assert "T008" not in {finding.code for finding in found(clean)}


def test_weights_are_told_with_the_sum_the_total_every_term_and_who_has_none(tmp_path: Path) -> None:
    weighed = (
        "- {name: 阅读推广活动场次, category: 数量指标, value: ≥24场, weight: 60.50}\n"
        "- {name: 图书编目合格率, category: 质量指标, value: ≥98%, weight: 29}\n"
        "- {name: 持证读者增长率, category: 社会效益指标, value: ≥5%}\n"
        "- {name: 不涉及, category: 生态效益指标, value: 不涉及}\n"
    )
    [odd] = changed(tmp_path, "T009", ("yaml form", "weight_total: 100\n"), ("yaml targets", weighed))
    assert str(odd.message) == "各指标分值合计 89.5，本表总分 100，相差 10.5；1 个指标没有写分值"
    [origin] = odd.origins
    assert (origin.total, [(term.name, term.amount) for term in origin.terms]) == (
        "89.5",
        [("阅读推广活动场次", "60.5"), ("图书编目合格率", "29")],
    )
    assert [str(related.message) for related in odd.related] == ["“持证读者增长率”没有写分值"]
    assert odd.subject == "分值"


DOUBTED = [
    "投诉受理率 ≥98%", "未投诉率 ≥98%", "零投诉率 ≥98%", "群众不满意率 ≤5%", "未达标率 ≤3%", "单位成本降低率 ≥5%", "投诉率下降幅度 ≥10%",
    "平均无故障时间 ≥5000小时", "成本控制率 ≤100%", "资产负债率 ≤60%", "建筑覆盖率 ≤30%", "培训时长 ≥40学时", "开放时间 ≥56小时",
    "逾期贷款回收率 ≥50%", "信访积案化解率 ≥90%", "事故隐患整改率 ≥95%", "填埋处理率 ≤10%", "失业人员再就业率 ≥60%", "热线一次性接通率 ≥90%",
    "满意度差值 ≤5个百分点", "投诉率 =0%", "空气质量优良天数比率 ≥85%", "响应时间 =30分钟", "违约金 ≥1万元", "节约单位成本 ≥3元",
    "艾滋病病毒检出率 ≥90%",
]  # fmt: skip
CERTAIN = [
    "12345热线投诉率 ≥3%", "学生辍学率 ≥1%", "城镇登记失业率 >4.5%", "生均培养人均成本 ≥1.2万元/人", "热线接通等待时间 ≥20秒",
    "审批时限 ≥5个工作日", "参训教师满意度 ≤90分", "出水水质达标率 <98%", "零售药店抽检合格率 ≤95%", "未成年人保护满意度 ≤90%",
    "无障碍设施完好率 ≤95%", "漏损率 ≥9%",
]  # fmt: skip


@pytest.mark.parametrize(("rows", "certain"), [(DOUBTED, False), (CERTAIN, True)])
def test_a_name_is_held_against_its_operator_only_where_there_is_no_doubt(rows: list[str], certain: bool) -> None:
    shipped = form.read(form.shipped(), "nansha").form
    assert shipped is not None
    pairs = [row.split() for row in rows]
    assert [name for name, value in pairs if bool(against(shipped, name, Value.read(value))) is not certain] == []


def test_an_operator_against_the_name_says_which_way_is_better_and_what_to_write(tmp_path: Path) -> None:
    rows = "- {name: 读者投诉率, category: 社会效益指标, period: ≥5%, annual: 不低于6%}\n"
    [odd] = changed(tmp_path, "T012", ("yaml target", rows))
    assert str(odd.message) == "“读者投诉率”越低越好，指标值 ≥6% 写的却是不低于"
    assert str(odd.help).startswith("反向指标用 ≤")
    assert [str(related.message) for related in odd.related] == ["实施周期指标值 ≥5%"]


@pytest.mark.parametrize(
    ("row", "help"),
    [
        ("{name: 图书加工合格率, category: 质量指标, value: ≥95}", "补上单位，如“%”"),
        ("{name: 新书采购册数, category: 数量指标, value: ≥95}", "补上单位，如“次”“人”“万元”"),
        (
            "{name: 新书采购册数, category: 数量指标, period: ≥95, annual: ≥90册}",
            "补上单位，与另一列的“册”一致",
        ),
    ],
)
def test_a_missing_unit_is_asked_for_as_the_name_or_the_other_column_has_it(
    tmp_path: Path, row: str, help: str
) -> None:
    [odd] = changed(tmp_path, "T013", ("yaml target", f"- {row}\n"))
    assert str(odd.help) == help


def test_an_amount_in_yuan_is_told_with_the_total_and_the_amount_in_ten_thousands(clean: Path, edit: Edit) -> None:
    edit(clean / "tasks/01-全民阅读.md", "funds: 80.00", "funds: 800,123.45")
    odd = one(clean, "F006")
    assert str(odd.message) == "拟投入的资金 800,123.45 万元，而收入来源合计 200.00 万元，像是按元填写的"
    assert str(odd.help) == "本表的单位是万元：如果填的是元，改成 80.01"
    assert spot(odd)[1:] == (3, 8, 18)
    assert odd.subject == "全民阅读推广"


def test_the_real_declaration_in_yuan_is_found_line_by_line(real: Path, edit: Edit) -> None:
    for old, new in (("459.65", "4596500"), ("1288.25", "12882500"), ("1747.90", "17479000")):
        edit(real / "department.md", old, new)
    told = [finding.subject for finding in found(real) if finding.code == "F006"]
    assert told == ["基本支出", "项目支出", "财政拨款", "区本级使用资金"]


def test_another_name_of_the_department_is_shown_where_it_stands_with_every_other_place(
    clean: Path, edit: Edit
) -> None:
    edit(clean / "department.md", "青禾县图书馆", "青禾县文化广电和旅游局")
    edit(clean / "department.md", "全年开放", "青禾县文化广电旅游局全年开放")
    edit(clean / "tasks/01-全民阅读.md", "面向社区", "由青禾县文化广电旅游局面向社区")
    odd = one(clean, "C002")
    assert str(odd.message) == "部门名称是“青禾县文化广电和旅游局”，这里写成“青禾县文化广电旅游局”"
    assert spot(odd) == ("department.md", 13, 1, 11)
    assert [(Path(r.place.file).name, r.place.line, r.place.column) for r in odd.related] == [
        ("department.md", 2, 13),
        ("01-全民阅读.md", 14, 2),
    ]


ORGANS = {
    "天长市水利局": "天长市水务局 滁州市水利局 天长市农林水利局 天长市水利局水旱灾害防御股 全市水利局",
    "大英县司法局": "大英县执法局 大英县公安局 大英县司法局司法所 蓬溪县司法局",
    "青禾县人民医院": "青禾县第二人民医院 青禾县人民总医院 青禾县人民法院 青禾市人民医院",
    "上海市普陀区城市管理行政执法局": "普陀区城市管理行政执法局 上海市城市管理行政执法局 上海市黄浦区城市管理行政执法局 上海市普陀区城市管理行政执法局执法大队",
    "湘潭市城市管理和综合执法局": "湘潭县城市管理和综合执法局 湘潭市城市管理局 湘潭市城市管理和行政执法局 湘潭市城市管理综合执法局岳塘分局",
    "中共宁德市委党史和地方志研究室": "中共福建省委党史和地方志研究室 宁德市委党史和地方志研究室 中共宁德市委党史研究室",
    "青禾县卫生健康局（县疾病预防控制局）": "青禾县卫生健康局(县疾病预防控制局) 青禾县卫生健康局",
    "青禾县第十二中学校": "青禾县第二十中学校 青禾县第二中学校 青禾县第十一中学校",
    "广州南沙经济技术开发区港澳合作事务办公室": "南沙区港澳办 广州南沙开发区港澳合作事务办公室 广州南沙经济技术开发区外事合作事务办公室",
}


@pytest.mark.parametrize("name", ORGANS)
def test_the_names_of_other_organs_are_not_taken_for_the_departments(clean: Path, edit: Edit, name: str) -> None:
    edit(clean / "department.md", "青禾县图书馆", name)
    edit(clean / "department.md", "全年开放", f"{name}会同{ORGANS[name].replace(' ', '、')}，全年开放")
    assert [finding.message for finding in found(clean) if finding.code == "C002"] == []


@pytest.mark.parametrize(
    ("name", "other", "codes"),
    [
        ("ABC局第2办公室", "ABC 局第 2 办公室", []), ("ABC 局第 2 办公室", "ABC局第2办公室", []), ("ABC局第2办公室", "ABC\n局第2\n办公室", []),
        ("青禾县 CBD 管理局", "青禾县　CBD管理局", []), ("青禾县CBD管理局", "青禾县CBD管 理局", ["C002"]),
        ("青禾县CBD管理局", "青禾县C BD管理局", ["C002"]), ("青禾县CBD管理局", "青禾县ＣＢＤ管理局", ["C002"]),
    ],
)  # fmt: skip
def test_a_space_between_latin_and_chinese_makes_no_other_name(
    clean: Path, edit: Edit, name: str, other: str, codes: list[str]
) -> None:
    edit(clean / "department.md", "青禾县图书馆", name)
    edit(clean / "department.md", "全年开放", f"{other}全年开放")
    assert [finding.code for finding in found(clean) if finding.code == "C002"] == codes


def test_of_thousands_of_lost_names_in_the_order_all_are_told_and_the_first_are_likened(
    clean: Path, edit: Edit
) -> None:
    lost = "".join(f"    - 阅读推广活动场数第{n}批\n" for n in range(3_000))
    edit(clean / "department.md", "---\n全年", f"order:\n  数量指标:\n{lost}    - 阅读推广活动 场次\n---\n全年")
    odd = [finding for finding in found(clean) if finding.code == "C004"]
    assert len(odd) == 3_001
    likened = [n for n, finding in enumerate(odd) if "阅读推广活动场次" in str(finding.help)]
    assert likened == [*range(50), 3_000]  # the last one prints like a name: that is looked up


def test_a_name_in_the_order_is_pointed_at_and_the_nearest_named(clean: Path, edit: Edit) -> None:
    order = "order:\n  数量: [图书, 阅读推广活动场数]\n  质量指标: [阅读推广活动场次]\n  时效: [新书上架完成 时间]\n---\n全年"
    edit(clean / "department.md", "---\n全年", order)
    odd = [finding for finding in found(clean) if finding.code == "C004"]
    assert [(finding.place.line, finding.place.column, finding.place.end_column) for finding in odd] == [
        (13, 8, 10),
        (13, 12, 20),
        (14, 10, 18),
        (15, 8, 17),
    ]
    assert [str(finding.help) for finding in odd] == [
        "改成指标的名称，或删去",
        "改成“阅读推广活动场次”",
        "它写在数量指标里：移到那一类的顺序里，或删去",
        "改成“新书上架完成时间”",
    ]
