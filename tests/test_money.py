"""Money is exact: what is printed reads back as the same, and parts make up their total in every order."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenbao.model.address import Address
from shenbao.model.money import ZERO, Figure, Wan
from shenbao.model.weight import Points, Score

AT = Address("department.md")
AMOUNTS = st.integers(0, 10**15).map(lambda cents: Wan(Decimal(cents).scaleb(-2)))


def figures(amounts: list[Wan]) -> list[Figure]:
    return [Figure(str(n), amount, AT / n) for n, amount in enumerate(amounts)]


@given(AMOUNTS)
def test_an_amount_as_printed_reads_back_as_the_same(amount: Wan) -> None:
    assert Wan.read(str(amount)) == amount
    assert str(Wan.read(str(amount))) == str(amount)


@given(st.integers(0, 6), st.integers(0, 10**15))
def test_an_amount_as_printed_reads_back_as_the_same_whatever_decimals_a_form_has(decimals: int, units: int) -> None:
    amount = Wan(Decimal(units).scaleb(-decimals))
    assert Wan.read(amount.printed(decimals), decimals) == amount
    assert Wan.read(str(amount), max(decimals, 2)) == amount


@given(AMOUNTS)
def test_commas_and_full_width_digits_change_no_amount(amount: Wan) -> None:
    wide = str(amount).translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert Wan.read(wide) == Wan.read(str(amount).replace(",", "")) == amount


@given(st.lists(AMOUNTS, max_size=50), st.randoms())
def test_parts_make_up_their_total_in_every_order(amounts: list[Wan], random: object) -> None:
    shuffled = list(amounts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types its Random as object
    assert Figure.total("", figures(amounts), AT).amount == Figure.total("", figures(shuffled), AT).amount


@given(st.lists(AMOUNTS, max_size=50), st.integers(0, 50))
def test_parts_make_up_to_the_last_cent_what_their_cents_add_up_to_however_they_are_grouped(
    amounts: list[Wan], n: int
) -> None:
    cents = sum(int(amount.value.scaleb(2)) for amount in amounts)
    groups = [Figure.total("", figures(part), AT) for part in (amounts[:n], amounts[n:])]
    assert (
        Figure.total("", groups, AT).amount
        == Figure.total("", figures(amounts), AT).amount
        == Wan(Decimal(cents).scaleb(-2))
    )


@given(st.lists(AMOUNTS, min_size=1, max_size=50), st.integers(0, 49))
def test_a_total_less_one_part_is_the_total_of_the_others(amounts: list[Wan], n: int) -> None:
    n %= len(amounts)
    rest = Figure.total("", figures(amounts[:n] + amounts[n + 1 :]), AT).amount
    assert Figure.total("", figures(amounts), AT).amount - amounts[n] == rest


@given(AMOUNTS, AMOUNTS)
def test_two_amounts_are_equally_far_apart_either_way(one: Wan, other: Wan) -> None:
    assert one.apart(other) == other.apart(one)
    assert min(one, other) + one.apart(other) == max(one, other)


@pytest.mark.parametrize("text", ["1288.25", "1,288.25", "１２８８．２５", " 1288.25 ", "1，288.25"])
def test_these_are_one_amount(text: str) -> None:
    assert Wan.read(text).printed() == "1,288.25"


@pytest.mark.parametrize(
    "text",
    ["", "-1", "+1", "1e3", "1E3", "1 288.25", "1.", ".5", "1.255", "12,88.25", "1,2888", "80万", "1²", "①", "￥80", "NaN", "Infinity",
     "0x10", "1_000", "²", "½", "٣", "1234567890123456789"],
)  # fmt: skip
def test_these_are_no_amounts(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        Wan.read(text)


def test_zero_prints_with_both_decimals() -> None:
    assert str(Figure.total("", [], AT).amount) == str(ZERO) == Wan.read("0").printed() == "0.00"


def test_a_form_with_more_decimals_keeps_them() -> None:
    assert Wan.read("1.2345", decimals=4).printed(4) == "1.2345"
    assert str(Wan.read("1.2345", decimals=4)) == "1.2345"


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert Wan.read(text).value >= 0


def test_points_are_added_up_as_money_is_and_equal_none_of_it() -> None:
    scores = [Score(str(n), Points(Decimal(n)), AT / n) for n in (10, 20)]
    given, held = Score.total("", scores, AT), Figure.total("", figures([Wan(Decimal(10)), Wan(Decimal(20))]), AT)
    sums: list[object] = [given.amount, held.amount]
    assert sums == [Points(Decimal(30)), Wan(Decimal(30))]
    assert sums[0] != sums[1]
    assert given.terms == tuple(scores)
    assert Score.total("", [], AT).amount == Points(Decimal(0))
