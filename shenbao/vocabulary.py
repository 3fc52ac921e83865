"""The keys of the content files and their Chinese names: every key may be written in either.

A name may serve two keys (名称 is a task's title and a target's name); the record in which it stands decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

CHINESE: Mapping[str, tuple[str, ...]] = {
    "department": ("部门名称", "部门"),
    "form": ("申报表", "表样"),
    "style": ("版式",),
    "year": ("年度", "预算年度"),
    "budget": ("预算", "预算整体情况"),
    "targets": ("绩效指标", "指标"),
    "order": ("指标顺序", "顺序"),
    "last_year": ("上年",),
    "change": ("变动原因",),
    "title": ("名称", "任务名称"),
    "funds": ("资金", "拟投入的资金"),
    "sources": ("资金来源", "来源"),
    "duration": ("实施年度", "起止年度"),
    "name": ("名称", "指标名称", "三级指标"),
    "category": ("类别", "二级指标"),
    "period": ("实施周期指标值",),
    "annual": ("年度指标值",),
    "value": ("指标值",),
    "weight": ("分值", "权重"),
    "respondents": ("服务对象", "调查对象"),
    "baseline": ("基期值", "基线"),
    "grades": ("分档", "等级"),
    "source": ("数据来源", "指标依据"),
    "evidence": ("佐证材料", "佐证"),
    "explain": ("指标解释", "说明"),
    "waive": ("豁免",),
    "reason": ("原因", "理由"),
    "by": ("同意人", "批准人"),
    "until": ("有效期至", "截止"),
}


_LONGEST = 60
"""characters of a word that others are likened to; likening takes the square of it"""


@cache
def names(keys: frozenset[str]) -> Mapping[str, str]:
    """Return each accepted spelling of `keys`, English and Chinese, with the key that it stands for."""
    return {spelling: key for key in sorted(keys) for spelling in (key, *CHINESE.get(key, ()))}


def nearest(word: str, known: Iterable[str], alike: float = 0.5) -> str:
    """Return the one of `known` most like `word`; empty where none is as much `alike`."""
    if len(word) > _LONGEST:
        return ""
    from difflib import get_close_matches  # few words are misspelt

    return next(iter(get_close_matches(word, [one for one in known if len(one) <= _LONGEST], 1, alike)), "")
