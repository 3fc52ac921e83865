"""What each key of the content files means, in Chinese and in English: for the READMEs, the schema and new files."""

from __future__ import annotations

from collections.abc import Mapping

MEANINGS: Mapping[str, tuple[str, str]] = {
    "department": ("部门全称，照原样印在表上", "the department's full name, printed as written"),
    "form": ("用哪张表样：`templates/` 里文件夹的名字", "which form: the name of a folder in `templates/`"),
    "style": (
        "用哪种版式：`gbt9704` 是公文格式；不写是紧凑的",
        "which look: `gbt9704` is that of official papers; without it the form is set densely",
    ),
    "year": ("预算年度，四位数；南沙表不印，检查要用", "the budget's year; the nansha form does not print it"),
    "budget": ("预算整体情况，单位万元；有哪几项由表样定", "the budget, in 万元; the form decides its lines"),
    "targets": ("绩效指标，每项以“- ”开头", "the targets, each beginning with `- `"),
    "order": ("某个类别里指标的打印顺序；没有列出的排在后面", "printed order within a category; the rest follow"),
    "last_year": (
        "上年申报内容的文件夹，如 `../2025/content`；用来查增减（Y001）",
        "the folder of last year's content, as `../2025/content`: what rose or fell is looked for (Y001)",
    ),
    "change": ("比上年增减很多的原因；不印", "why it rose or fell so much against last year; not printed"),
    "title": ("任务名称，不能与别的任务重名", "the task's name, no two alike"),
    "funds": ("资金，单位万元", "the funds, in 万元"),
    "sources": ("资金按收入来源的划分，合计等于资金", "the funds by source; they must add up"),
    "duration": ("任务做几年：`2026` 或 `2025-2027`", "the years the task lasts: `2026` or `2025-2027`"),
    "name": ("三级指标的名称", "the indicator's name"),
    "category": ("二级指标，可以省去“指标”二字", "a second-level indicator; 指标 may be left out"),
    "value": ("两列相同时只写这一项", "where both columns are the same, this alone"),
    "period": ("整个实施周期的值", "the value for the whole period"),
    "annual": ("本年度的值", "the value for this year"),
    "weight": ("分值；南沙表不印", "the weight; the nansha form does not print it"),
    "respondents": ("满意度调查谁；不印", "whose satisfaction is asked; not printed"),
    "baseline": ("基期的情况，如 `2025年为82%`；不印", "what it was before, as `2025年为82%`; not printed"),
    "grades": ("文字指标的分档，如 `[优, 良, 中, 差]`；不印", "the scale of a value in words; not printed"),
    "source": ("数据从哪里来；不印", "where the figure comes from; not printed"),
    "evidence": ("年底用什么证明；不印", "what will prove it at the year's end; not printed"),
    "explain": ("指标的解释；不印", "what the indicator means; not printed"),
    "waive": (
        "豁免：规则的代码和不改的原因，如 `{Q012: 原因}`",
        "waivers: a rule's code and why it is left, as `{Q012: reason}`",
    ),
    "reason": ("为什么不改", "why it is left"),
    "by": ("谁同意的", "who agreed"),
    "until": ("到哪一天为止，如 `2026-12-31`", "until which day, as `2026-12-31`"),
}
NEEDED: Mapping[str, tuple[str, str]] = {
    "value": ("写这一项", "this one"),
    "period": ("或者写两列", "or both columns"),
    "annual": ("或者写两列", "or both columns"),
    "reason": ("是", "yes"),
}
