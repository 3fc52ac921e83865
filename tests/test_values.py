"""Indicator values: what people type is read one way and printed one way, and never lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenbao.model import days, unit
from shenbao.model.indicator import Kind, Value
from shenbao.model.naming import plain, stem

NUMBERS = (
    st.decimals(0, 10**9, places=2).map(str) | st.integers(0, 10**9).map(str) | st.integers(0, 10**9).map("{:,}".format)
)
UNITS = st.sampled_from(
    ["", "%", "次", "人次", "万元", "平方米", "㎡", "元/平方米", "个工作日", "℃", "‰", "/10万", "m"]
)
SIGNS = st.sampled_from(["", "≥", "≤", "=", ">", "<"])


@given(SIGNS, NUMBERS, UNITS)
def test_a_value_as_printed_reads_back_as_the_same(sign: str, number: str, of: str) -> None:
    value = Value.read(f"{sign}{number}{of}")
    again = Value.read(value.printed)
    assert (again.kind, again.operator, again.number, again.unit) == (
        value.kind,
        value.operator,
        value.number,
        value.unit,
    )
    assert value.printed == f"{sign}{number}{of}"
    assert value.number == Decimal(number.replace(",", ""))


@given(
    st.sampled_from([("不低于{}", "≥"), ("不少于{}", "≥"), ("至少 {}", "≥"), ("{}以上", "≥"), (">={}", "≥"), ("不超过{}", "≤"), ("控制在{}以内", "≤"), ("＝{}", "=")]),
    NUMBERS, UNITS, st.booleans(),
)  # fmt: skip
def test_a_value_typed_in_words_is_printed_with_a_sign_that_reads_back_as_the_same(
    typed: tuple[str, str], number: str, of: str, wide: bool
) -> None:
    text = typed[0].format(f"{number}{of}")
    value = Value.read(text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789%"}) if wide else text)
    assert value.printed == f"{typed[1]}{number}{of}"
    assert Value.read(value.printed).number == value.number == Decimal(number.replace(",", ""))


@given(st.dates(date(1949, 10, 1), date(2099, 12, 31)), st.sampled_from(["", "前", "之前", "底前"]))
def test_a_day_as_printed_reads_back_as_the_same(day: date, limit: str) -> None:
    text = f"{day.year}年{day.month}月" + (limit if limit == "底前" else f"{day.day}日{limit}")
    value = Value.read(text)
    assert value.days == Value.read(value.printed).days
    assert value.days is not None
    assert value.days.first <= day <= value.days.last


@given(st.text(max_size=80))
def test_any_text_is_a_value_that_keeps_it(text: str) -> None:
    value = Value.read(text)
    assert value.text == text
    assert Value.read(value.printed).printed == value.printed
    assert (value.number is not None) == (value.kind is Kind.NUMBER)


@given(st.text("≥≤=>0123456789,.％%年月日底前季度次人/-~ 至到", max_size=20))
def test_what_is_printed_reads_back_as_the_same_however_odd(text: str) -> None:
    value = Value.read(text)
    again = Value.read(value.printed)
    assert (again.kind, again.operator, again.number, again.unit) == (
        value.kind,
        value.operator,
        value.number,
        value.unit,
    )


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (">=800人次", "≥800人次"),
        ("≧800人次", "≥800人次"),
        ("＞＝800人次", "≥800人次"),
        ("不低于95％", "≥95%"),
        ("不少于 8 次", "≥8次"),
        ("至少8次", "≥8次"),
        ("达到98%", "≥98%"),
        ("95%以上", "≥95%"),
        ("95%及以上", "≥95%"),
        ("<=15万元", "≤15万元"),
        ("不超过15万元", "≤15万元"),
        ("不高于15万元", "≤15万元"),
        ("至多3次", "≤3次"),
        ("控制在15万元以内", "≤15万元"),
        ("15万元以下", "≤15万元"),
        ("3个工作日内", "≤3个工作日"),
        ("100万元内", "≤100万元"),
        ("＝１００．００（％）", "=100.00%"),
        ("≥1,200人次", "≥1,200人次"),
        ("超过120%", ">120%"),
        ("大于 30 分贝", ">30分贝"),
        ("低于５％", "<5%"),
        ("少于3起", "<3起"),
        ("高于上年", "高于上年"),
        ("超过90%以上", "超过90%以上"),
        ("得到提升", "得到提升"),
        ("  及时 ", "及时"),
    ],
)
def test_it_is_printed_one_way(typed: str, printed: str) -> None:
    assert Value.read(typed).printed == printed


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2024年12月底前", Kind.DATE),
        ("12月底", Kind.DATE),
        ("2024-12-31", Kind.DATE),
        ("2023.07", Kind.DATE),
        ("2020年全年", Kind.DATE),
        ("2024年第四季度", Kind.DATE),
        ("2024年上半年", Kind.DATE),
        ("≤2024年12月31日", Kind.DATE),
        ("不晚于2024年12月31日", Kind.DATE),
        ("2023.07-2024.01", Kind.RANGE),
        ("2024年1月至12月", Kind.RANGE),
        ("90%-95%", Kind.RANGE),
        ("18~26℃", Kind.RANGE),
        ("1234.5", Kind.NUMBER),
        ("6个月", Kind.NUMBER),
        ("-5%", Kind.NUMBER),
        ("Ⅲ类", Kind.WORDS),
        ("二级以上", Kind.WORDS),
        ("≥2000.5", Kind.NUMBER),
        ("不超过 1999.12", Kind.NUMBER),
        ("2000.5", Kind.DATE),
        ("不晚于2024.5", Kind.DATE),
        ("≤2024.6.30", Kind.DATE),
        ("2000.13", Kind.NUMBER),
        ("3级以上", Kind.WORDS),
        ("3星级以上", Kind.WORDS),
        ("4A级以上", Kind.WORDS),
        ("5A以上", Kind.WORDS),
        ("2等级以上", Kind.WORDS),
        ("2等奖以上", Kind.WORDS),
        ("4星级酒店以上", Kind.WORDS),
        ("3级甲等及以上", Kind.WORDS),
        ("2级以下", Kind.WORDS),
        ("3个等级以上", Kind.NUMBER),
        ("20人以上", Kind.NUMBER),
        ("1:3", Kind.WORDS),
        ("≥95%以下", Kind.WORDS),
        ("/", Kind.WORDS),
        ("", Kind.WORDS),
    ],
)
def test_it_is_of_its_kind(text: str, kind: Kind) -> None:
    assert Value.read(text).kind is kind


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024年12月底前", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("2024年底", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024年第二季度", date(2024, 4, 1), date(2024, 6, 30)),
        ("2024年下半年", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024年", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_date_knows_its_days(text: str, first: date, last: date) -> None:
    named = Value.read(text).days
    assert named == days.Days(first, last, True)


def test_a_day_that_no_month_has_is_no_day() -> None:
    assert Value.read("2023年2月30日").days is None


def test_dates_are_held_against_each_other_only_where_both_name_their_year() -> None:
    late, early, yearless = (Value.read(text).days for text in ("2025年6月", "2024年12月底前", "12月底"))
    assert late is not None
    assert early is not None
    assert yearless is not None
    assert late.after(early)
    assert not early.after(late)
    assert not yearless.after(early)
    assert not late.after(yearless)


@given(st.text(max_size=200))
def test_a_date_is_read_or_not_but_never_raises(text: str) -> None:
    days.read(text)


def test_a_long_text_is_words_and_takes_no_time() -> None:
    assert Value.read("9" * 100_000).kind is Kind.WORDS
    assert Value.read("1" * 59 + "-").kind is Kind.WORDS


SYNONYMS = ("平方米 ㎡", "千米 公里 km", "万平方米 公顷", "人 名")


@pytest.mark.parametrize(
    ("text", "bare", "times"),
    [("㎡", "平方米", 1), ("万㎡", "平方米", 10_000), ("KM", "米", 1_000), ("公里", "米", 1_000), ("公顷", "平方米", 10_000),
     ("百万元", "元", 1_000_000), ("名", "人", 1), ("次/年", "次", 1), ("元/年", "元", 1), ("元/㎡", "元/㎡", 1), ("万", "", 10_000)],
)  # fmt: skip
def test_a_unit_is_taken_to_its_bare_form(text: str, bare: str, times: int) -> None:
    assert unit.read(text, SYNONYMS, ("年",)) == unit.Unit(bare, times)


def test_names_are_compared_as_they_print() -> None:
    assert plain("验收 达标率（％）") == "验收达标率(%)"
    assert stem("验收达标率（％）") == "验收达标率"
