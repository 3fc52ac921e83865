"""Declarations of every shape that a form must hold, the same for the same number: 1 to 60 tasks, 1 to 200 targets, long
and short text, Latin words, numbers, quotation marks, lists, and rows taller than a page.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

_CLAUSES = (
    "统筹推进重点任务落地见效", "完善工作机制", "做好日常服务保障", "开展走访调研", "提升群众满意度", "按时完成年度目标",
    "加强资金监管", "组织专题培训和业务交流活动", "建立健全台账制度并按季度更新", "会同各镇街制定实施方案", "落实主体责任",
    "推动粤港澳大湾区规则衔接、机制对接", "对外宣传推介营商环境", "委托第三方开展绩效评价", "引导社会力量参与", "确保专款专用",
)  # fmt: skip
_QUOTED = (
    "“三区一中心”", "《广州南沙深化面向世界的粤港澳全面合作总体方案》", "“一带一路”", "《预算法》第五十七条", "“放管服”改革",
    "《关于‘十四五’规划的意见》", "（穗府〔2023〕11号）", "【重点】", "“一网通办”、“跨省通办”", "（含对下转移支付）", "〈试行〉",
)  # fmt: skip
_FIGURES = (
    "3.5%", "≥98%", "1,288.25万元", "2024年12月底前", "800人次以上", "2024-2026年", "第2批", "5G", "12.5万平方米", "100%",
    "24小时/7天", "1:3", "No.5", "36.6°", "2,000 余人", "0.8元/㎡", "(1)(2)",
)  # fmt: skip
# What LibreOffice parts against the rules of Chinese type, or prints over other words: see README.
_ODD = ("＞95％", "3～5个", "10^4", "±0.5", "￥300", "-3℃", "GDP％", "B2B/B2C", "d'accord")
_LATIN = (
    "GDP", "App", "e-mail", "Wi-Fi", "PPP 模式", "ISO9001", "Greater Bay Area", "AI+政务", "U.S.", "Q&A", "COVID-19", "RCEP",
    "café", "Windows 11", "LED灯", "K12", "“Smart City”", "C#", "IPv6+", "O2O", "TED Talk", "3D",
)  # fmt: skip
_DASHED = ("南沙——世界的湾区", "教育、医疗、养老……", "——试点先行——", "……等")
_STOPS = ("，", "，", "，", "、", "；", "。", "：", "！", "？")
_NAMES = (
    "培训",
    "走访",
    "宣传",
    "验收",
    "资金",
    "项目",
    "服务",
    "设备",
    "活动",
    "档案",
    "平台",
    "社区",
    "审批",
    "检查",
)
_ENDS = ("次数", "完成率(%)", "合格率", "满意度", "人次", "及时性", "数量（个）", "覆盖率", "成本", "增长率")
_VALUES = (
    "≥{n}人次",
    "≥{p}%",
    "≤{n}万元",
    "{n}场",
    "得到提升",
    "2024年12月底前",
    "=100%",
    "“优”等次以上",
    "逐步完善，形成长效机制",
)
_CATEGORIES = (
    "数量指标", "质量指标", "时效指标", "经济效益指标", "社会效益指标", "生态效益指标", "服务对象满意度指标", "经济成本指标",
    "社会成本指标", "生态环境成本指标",
)  # fmt: skip
_MOST_TASKS, _MOST_TARGETS = 60, 200
_TALL = (1200, 2600)  # characters that take two pages and more in the form's narrow columns
_ODD_SHARE = 0.005  # of the pieces of text
_DASHED_SHARE = 0.15  # of the declarations hold dashes


class _Pen:
    """Writes text by chance, the same for the same number."""

    def __init__(self, number: int) -> None:
        self.chance = random.Random(number)
        self.pieces = [*[_CLAUSES] * 8, _QUOTED, _FIGURES, _LATIN]
        if self.chance.random() < _DASHED_SHARE:
            self.pieces.append(_DASHED)

    def count(self, most: int) -> int:
        """Return a number from 1 to `most`, small ones more often."""
        return 1 + int((most - 1) * self.chance.random() ** 2 + 0.5)

    def sentence(self, characters: int) -> str:
        """Return about so many characters of prose."""
        said = ""
        while len(said) < characters:
            odd = self.chance.random() < _ODD_SHARE
            said += self.chance.choice(_ODD if odd else self.chance.choice(self.pieces))
            if self.chance.random() < 0.7:
                said += self.chance.choice(_STOPS)
        return said.rstrip("，、；：！？。") + "。"

    def narrative(self, characters: int) -> str:
        """Return paragraphs and lists of about so many characters, as people type them."""
        blocks, left = [], characters
        while left > 0:
            take = self.chance.randint(10, max(left, 12))
            kind = self.chance.random()
            if kind < 0.6 or take < 30:
                blocks.append(self.emphasised(self.sentence(take)))
            else:
                blocks.append("\n".join(self.items(take, numbered=kind < 0.8)))
            left -= take
        return "\n\n".join(blocks)

    def items(self, characters: int, numbered: bool) -> Iterator[str]:
        """Yield the lines of a list; some of its items hold a list of their own."""
        number, left = 0, characters
        while left > 0:
            number, take = number + 1, self.chance.randint(6, 60)
            mark = f"{number}. " if numbered else "- "
            yield mark + self.sentence(take)
            if self.chance.random() < 0.2:
                yield " " * len(mark) + "- " + self.sentence(12)
            left -= take

    def emphasised(self, said: str) -> str:
        """Return `said` with its beginning in bold or italic now and then."""
        if self.chance.random() < 0.8 or not said[:4].isalpha():
            return said
        mark = self.chance.choice(("**", "*"))
        return f"{mark}{said[:4]}{mark}{said[4:]}"

    def target(self, number: int) -> str:
        """Return one target's lines."""
        middle = "".join(self.chance.choice(_NAMES) for _n in range(self.count(6)))
        latin = self.chance.choice(_LATIN) if self.chance.random() < 0.2 else ""
        name = f"{latin}{middle}{number}{self.chance.choice(_ENDS)}"
        values = (self.chance.choice(_VALUES).format(n=self.chance.randint(1, 9999), p=self.chance.randint(60, 100)) for _n in "ab")  # fmt: skip
        period, annual = values
        category = self.chance.choice(_CATEGORIES)
        return f'  - name: "{name}"\n    category: {category}\n    period: "{period}"\n    annual: "{annual}"\n'


def write(folder: Path, number: int) -> tuple[int, int]:
    """Write declaration `number` into `folder`; return how many tasks and targets it has."""
    pen = _Pen(number)
    tasks, targets = pen.count(_MOST_TASKS), pen.count(_MOST_TARGETS)
    long = pen.chance.choice((60, 150, 400))
    tall = pen.chance.randrange(tasks) if pen.chance.random() < 0.3 else -1
    owners = [pen.chance.randrange(-1, tasks) for _n in range(targets)]
    (folder / "tasks").mkdir(parents=True)
    (folder / "department.md").write_text(
        _department(pen, [n for n, o in enumerate(owners) if o < 0]), encoding="utf-8"
    )
    for task in range(tasks):
        size = pen.chance.randint(*_TALL) if task == tall else pen.count(long)
        text = _task(pen, size, [n for n, owner in enumerate(owners) if owner == task])
        (folder / "tasks" / f"{task + 1:02}-任务.md").write_text(text, encoding="utf-8")
    if pen.chance.random() < 0.5:
        (folder / "other.md").write_text(f"---\nfunds: 5.00\n---\n{pen.narrative(pen.count(900))}\n", encoding="utf-8")
    return tasks, targets


def _targets(pen: _Pen, numbers: list[int]) -> str:
    return "targets:\n" + "".join(map(pen.target, numbers)) if numbers else "targets: []\n"


def _department(pen: _Pen, numbers: list[int]) -> str:
    return (
        f"---\ndepartment: 某某市{pen.chance.choice(_NAMES) * pen.count(4)}管理办公室\nform: nansha\nbudget:\n"
        "  expenditure: {basic: 459.65, project: 1288.25}\n  development: {special: 0.00, other: 0.00}\n"
        "  income: {appropriation: 1747.90, other: 0.00}\n  level: {district: 1747.90, transfer: 0.00}\n"
        f"{_targets(pen, numbers)}---\n{pen.narrative(pen.count(600))}\n"
    )


def _task(pen: _Pen, characters: int, numbers: list[int]) -> str:
    title = pen.sentence(pen.count(24)).rstrip("。")
    return (
        f'---\ntitle: "{title}"\nfunds: {pen.count(500000) / 100:.2f}\n{_targets(pen, numbers)}---\n'
        f"## 主要实施内容\n\n{pen.narrative(characters)}\n\n## 期望达到的目标\n\n{pen.narrative(pen.count(max(characters // 2, 20)))}\n"
    )
