"""Chinese numerals are exact: what is written reads back as the same number, in every manner of writing it."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenbao.model import numerals
from tests.numerals import write, write_percent

WHOLE = st.integers(0, 10**16 - 1).map(Decimal) | st.integers(0, 10**6).map(Decimal)
EXACT = st.decimals(0, 10**9, places=2) | st.decimals(0, 10**4, places=6) | WHOLE
NUMERALS = "零〇一二两三四五六七八九十百千万亿点壹贰拾佰仟0123456789."
SIGNS = "零〇一二两三四五六七八九十百千万亿点分之壹贰拾佰仟负0123456789.,，０９余 "


@given(EXACT)
def test_a_number_as_written_reads_back_as_the_same(number: Decimal) -> None:
    assert numerals.read(write(number)) == number
    assert numerals.read(write(number, formal=True)) == number
    assert numerals.read(write(-number)) == -number


@given(st.decimals(0, 1000, places=2))
def test_a_percentage_as_written_reads_back_as_the_same(number: Decimal) -> None:
    assert numerals.read(write_percent(number)) == number / 100


@given(EXACT)
def test_digits_read_as_the_number_they_are(number: Decimal) -> None:
    assert numerals.read(f"{number:f}") == numerals.read(f"{number:,f}") == number


@given(st.decimals("0.01", 9999, places=2), st.sampled_from(["十", "百", "千", "万", "亿", "万亿"]))
def test_digits_before_a_multiplier_are_so_many_of_it(number: Decimal, times: str) -> None:
    one = numerals.read(f"1{times}")
    assert one is not None
    assert numerals.read(f"{number:f}{times}") == number * one


@given(st.text(SIGNS, max_size=45) | st.text(max_size=30))
def test_any_text_is_a_number_or_none_and_a_number_is_written_again(text: str) -> None:
    number = numerals.read(text)
    if number is not None:
        with suppress(ValueError):  # too large for everyday words
            assert numerals.read(write(number)) == number


@given(st.text(NUMERALS, max_size=45) | st.text("九万亿点", max_size=45))
def test_reading_numerals_never_raises_and_gives_no_more_digits_than_are_added_exactly(text: str) -> None:
    number = numerals.read(text)
    assert number is None or (len(number.as_tuple().digits) <= 18 and number.adjusted() < 18)


@pytest.mark.parametrize(
    "text", ["三万亿亿亿亿点五", "九" * 30 + "点五", "九" * 19, "1" * 19, "三点五" + "亿" * 30, "九" * 30 + "万"]
)
def test_more_than_eighteen_digits_are_no_number(text: str) -> None:
    assert numerals.read(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", "10"), ("十二", "12"), ("二十", "20"), ("一百零五", "105"), ("一百一十", "110"), ("一百二", "120"), ("两千五", "2500"),
        ("一千零一十", "1010"), ("一万零五", "10005"), ("十万", "100000"), ("一亿零一", "100000001"), ("一万亿", "1000000000000"),
        ("壹仟贰佰叁拾", "1230"), ("贰萬", "20000"), ("二〇二四", "2024"), ("二零二四", "2024"), ("零", "0"), ("三点五万", "35000"),
        ("3千", "3000"), ("1.2万", "12000"), ("3千5百", "3500"), ("3万5千", "35000"), ("1亿2000万", "120000000"), ("1.5百万", "1500000"),
        ("１，２００", "1200"), ("百分之九十五", "0.95"), ("百分之九十八点五", "0.985"), ("百分之100", "1"), ("千分之三", "0.003"),
        ("万分之二点五", "0.00025"), ("负三", "-3"), ("1,288.25", "1288.25"), ("12 万", "120000"),
    ],
)  # fmt: skip
def test_it_names_this_number(text: str, number: str) -> None:
    assert numerals.read(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", "百", "万", "亿", "三四", "三四十", "几百", "十几", "三百余", "一千三千", "十十", "百千", "3万5", "一带一路", "百姓", "千方百计",
     "万顷沙", "第一", "1,20", "1.", "点五", "三点", "百分之", "三分之一", "一" * 41, "⑩", "٣"],
)  # fmt: skip
def test_it_names_no_number(text: str) -> None:
    assert numerals.read(text) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [("10", "十"), ("15", "十五"), ("110", "一百一十"), ("1010", "一千零一十"), ("10010", "一万零一十"), ("101000", "十万一千"),
     ("1500000000", "十五亿"), ("100000010", "一亿零一十"), ("0.95", "零点九五"), ("1288.25", "一千二百八十八点二五")],
)  # fmt: skip
def test_it_is_written_as_people_write_it(number: str, text: str) -> None:
    assert write(Decimal(number)) == text


def test_a_number_beyond_everyday_words_is_refused() -> None:
    with pytest.raises(ValueError, match="10000000000000000"):
        write(Decimal(10**16))
