"""Declarations of any size, the same at every run: what grows is the count of tasks and targets, not their oddity.

python bench/make.py FOLDER TASKS TARGETS_A_TASK
"""

from __future__ import annotations

import random
import sys
from decimal import Decimal
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

_FUNDS = Decimal("36.50")  # 万元 a task

_PLACES = [
    "南沙街", "珠江街", "龙穴街", "万顷沙镇", "横沥镇", "黄阁镇", "东涌镇", "大岗镇", "榄核镇", "港湾社区",
    "金洲社区", "蕉门社区", "明珠湾", "庆盛枢纽", "南沙湾", "亭角村", "塘坑村", "板头村", "深湾村", "芦湾村",
    "东井村", "金隆社区", "海熙社区", "丰庭社区", "江畔社区", "翠瑜社区", "星海社区", "海滨社区",
]  # fmt: skip
_WORKS = [
    "政务服务", "河道清淤", "校舍维修", "道路养护", "古树保护", "文物普查", "就业培训", "义诊活动",
    "食品抽检", "消防演练", "防汛物资储备", "老旧小区改造", "公园管护", "垃圾分类宣传", "居家养老",
    "图书流动服务", "法律援助", "青年创业辅导", "困难家庭慰问", "水质监测", "农田整治", "电梯加装",
    "路灯更新", "学前教育补助", "人才引进", "招商推介", "统计调查", "信用体系建设", "森林防火",
    "公共自行车维护", "疫苗接种", "信访接待", "档案数字化", "社工督导", "残疾人康复", "退役军人服务",
    "港澳青年实习", "国际学校交流", "会展活动", "游客咨询",
]  # fmt: skip


class _Kind(NamedTuple):
    """A kind of target: its category, what its name ends in, and a value that any number fits into."""

    category: str
    ending: str
    value: str


_KINDS = (
    _Kind("数量指标", "完成数量", "≥{n}项"),
    _Kind("质量指标", "验收合格率", "≥{share}%"),
    _Kind("时效指标", "按期完成率", "≥{share}%"),
    _Kind("社会效益指标", "受益人数", "≥{n}人"),
    _Kind("服务对象满意度指标", "居民满意度", "≥{share}%"),
    _Kind("经济成本指标", "成本控制率", "≤{share}%"),
)
# What is to be done, and what comes of it, as a department writes that thinks of each task by itself: the number of the
# site keeps every passage of one task apart from the others', and the outcome's figure is a target's.
_CONTENT = (
    "按{site}{work}的统一部署，会同{site}各单位制定实施方案，明确{site}责任。",
    "对{site}{work}的设备和人员摸底，为{site}建立“一事一档”台账，{site}按季度更新。",
    "{site}完成{n}处{work}，其中{site}不少于{few}处采用新标准，{site}验收后支付尾款。",
    "公开招标选定{site}{work}单位，与{site}约定考核；{site}低于{share}分的扣费。",
    "加强{site}{work}资金监管，{site}做到专款专用，定期公示{site}（每月）。",
    "组织{site}居民代表{few}人评议{work}，{site}的问题{few}天内整改。",
)
_OUTCOME = (
    "**{site}**居民就近享受{work}，{site}全年{gain}人受益。",
    "{site}{work}更加规范，{site}投诉明显少于往年，群众信任{site}的服务。",
    "{work}在{site}形成可推广的经验，周边参照{site}开展{work}，{site}常年开放。",
)

_ALIKE = ("", "工作", "专项工作", "活动", "宣传活动", "专项宣传", "检查", "专项检查", "会议", "专项会议")

# Every pair of a place and a work, a place's works far apart, so that neighbouring files do not read alike.
_PAIRS = [(place, work) for work, place in product(_WORKS, _PLACES)]


def write(folder: Path, tasks: int, targets: int) -> None:
    """Write a declaration of `tasks` files with `targets` each into `folder`, sums and rates in order."""
    (folder / "tasks").mkdir(parents=True)
    project = _FUNDS * tasks
    (folder / "department.md").write_text(_department(project), encoding="utf-8")
    for number in range(tasks):
        (folder / "tasks" / f"{number + 1:05}-任务.md").write_text(_task(number, targets), encoding="utf-8")


def write_alike(folder: Path, targets: int) -> None:
    """Write a declaration of so many targets, all in one category, one task for each two hundred of them.

    The names are made of few parts, so that they nearly repeat, hold each other and end alike.
    """
    each = 200
    write(folder, targets // each, 0)
    names = [f"{place}{work}{what}次数" for what in _ALIKE for work in _WORKS for place in _PLACES]
    for n, path in enumerate(sorted((folder / "tasks").iterdir())):
        rows = "".join(
            f"  - {{name: {name}, category: 数量指标, value: ≥{len(name)}次}}\n"
            for name in names[n * each : (n + 1) * each]
        )
        text = path.read_text(encoding="utf-8").replace("targets:\n", f"targets:\n{rows}", 1)
        path.write_text(text, encoding="utf-8")


def _department(project: Decimal) -> str:
    basic = Decimal("459.65")
    total = basic + project
    return (
        "---\ndepartment: 南沙区公共服务统筹办公室\nform: nansha\nyear: 2025\nbudget:\n"
        f"  expenditure: {{basic: {basic}, project: {project}}}\n  development: {{special: 0.00, other: 0.00}}\n"
        f"  income: {{appropriation: {total}, other: 0.00}}\n  level: {{district: {total}, transfer: 0.00}}\n---\n"
        "统筹各镇街公共服务，健全“一张清单、一个平台、一套标准”的工作机制，按期完成全年各项重点任务。\n"
    )


def _task(number: int, targets: int) -> str:
    """Return the file of one task; the same number gives the same text."""
    chance = random.Random(number)
    place, work = _PAIRS[number % len(_PAIRS)]
    batch = f"第{number // len(_PAIRS) + 1}批" if number >= len(_PAIRS) else ""
    told, gain = {"site": f"{number * 7919 % 100_003:05}号点", "work": work}, 0
    front = [f"title: {place}{work}{batch}", f"funds: {_FUNDS}", "duration: 2025", "targets:"]
    for kind in islice(_KINDS, targets):
        n = chance.randint(3, 900)
        gain = n if "{n}人" in kind.value else gain
        value = kind.value.format(n=n, share=chance.randint(90, 98))
        front += [f"  - name: {place}{work}{batch}{kind.ending}", f"    category: {kind.category}"]
        front += [f"    period: {value}", f"    annual: {value}"]
    content = _narrative(chance, _CONTENT, 4, told)
    outcome = _narrative(chance, _OUTCOME, 3, told | {"gain": str(gain)})
    return "\n".join(("---", *front, "---", "## 主要实施内容", "", content, "", "## 期望达到的目标", "", outcome, ""))


def _narrative(chance: random.Random, known: tuple[str, ...], sentences: int, told: dict[str, str]) -> str:
    chosen = chance.sample(known, sentences)
    return "".join(
        sentence.format(n=chance.randint(20, 3000), few=chance.randint(3, 30), share=chance.randint(80, 95), **told)
        for sentence in chosen
    )


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
