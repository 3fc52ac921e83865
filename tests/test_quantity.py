"""The quantities of a text: which they are, where they stand, and that what is printed reads back as the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenbao import form
from shenbao.model import mention
from shenbao.model.quantity import Quantity
from tests.numerals import write

_FORM = form.read(form.shipped(), "nansha").form
assert _FORM is not None
READER = mention.reader(_FORM.words)
UNITS = st.sampled_from(["次", "人次", "人", "个", "%", "公里", "平方米", "亩", "分钟", "个工作日", "元/人", "倍"])
AMOUNTS = st.integers(1, 10**13).map(lambda cents: Decimal(cents).scaleb(-2))
NUMBERS = st.integers(1, 10**9).map(Decimal) | st.decimals("0.01", 10**6, places=2)
PIECES = st.sampled_from(
    ["全年", "举办", "活动", "不少于", "约", "近", "超过", "达到", "以上", "以内", "左右", "其中", "，", "。", "、", "《", "》", "“", "”", "第", "余",
     "至", "-", "—", "年", "月", "日", "万", "亿", "元", "万元", "人次", "场", "%", "百分之", "1", "24", "3.5", "1,200", "２０", "一", "三百二十", "十",
     "2024", "〔2021〕", "号", "一带一路", "/", " ", "个", "工作日"]
)  # fmt: skip


def only(text: str) -> Quantity:
    [one] = READER.read(text)
    return one


def meaning(one: Quantity) -> tuple[Decimal, Decimal, str, str]:
    return one.low, one.high, one.unit, one.operator


@given(NUMBERS, UNITS, st.sampled_from(["", "≥", "≤", "约", "不少于", "不超过", "近"]))
def test_a_quantity_as_printed_reads_back_as_the_same(number: Decimal, of: str, limit: str) -> None:
    one = only(f"{limit}{number:f}{of}")
    assert meaning(only(one.printed)) == meaning(one)


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60))
def test_what_is_found_in_any_text_reads_back_as_the_same_and_stands_in_order(text: str) -> None:
    end = 0
    for one in READER.read(text):
        assert end <= one.opens <= one.start < one.end <= one.closes <= len(text)
        assert one.low <= one.high
        end = one.closes
        if one.unit:
            assert meaning(only(one.printed)) == meaning(one)


@given(AMOUNTS)
def test_an_amount_is_the_same_money_in_every_unit_and_script(wan: Decimal) -> None:
    typed = [f"{wan:f}万元", f"{wan.scaleb(4):f}元", f"{wan.scaleb(4):,f}元", f"{wan.scaleb(-4):f}亿元"]
    assert {only(text).low for text in typed if READER.read(text)} == {wan.scaleb(4)}
    money = only(f"投入{wan:f}万元").money
    assert money is not None
    assert money.value == wan


@given(st.integers(2, 10**12).map(Decimal), st.sampled_from(["人次", "场", "元", "公里"]))
def test_chinese_numerals_are_the_same_quantity_as_digits(number: Decimal, of: str) -> None:
    spelt, digits = only(write(number) + of), only(f"{number}{of}")
    assert (spelt.low, spelt.unit) == (digits.low, digits.unit)
    assert spelt.spelt
    assert not digits.spelt


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=8), st.randoms())
def test_the_amounts_of_a_sentence_add_up_in_every_order(parts: list[int], random: object) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types its Random as object
    found = READER.read("，".join(f"购书{part}元" for part in shuffled))
    assert sum(one.low for one in found) == sum(parts)


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("全年开放 300 天，接待读者 12 万人次，举办活动 24 场。", ["300天", "120,000人次", "24场"]),
        ("不少于一千二百人次", ["≥1,200人次"]), ("不低于95％", ["≥95%"]), ("至少8次", ["≥8次"]), ("超过800人次", ["≥800人次"]),
        ("约30场", ["约30场"]), ("近百场活动、近90场讲座", ["约90场"]), ("30余场", ["≥30场"]), ("三十多个", ["≥30个"]), ("100多万元", ["≥100万元"]),
        ("80%以上", ["≥80%"]), ("3个工作日以内", ["≤3个工作日"]), ("20场左右", ["约20场"]), ("控制在0.8万元/场以内", ["≤8,000元/场"]),
        ("百分之九十五以上", ["≥95%"]), ("千分之三", ["3‰"]), ("3千人", ["3,000人"]), ("1.2万平方米", ["12,000平方米"]), ("２０场", ["20场"]),
        ("１，２００人次", ["1,200人次"]), ("3至5万元", ["3—5万元"]), ("5万元—8万元", ["5—8万元"]), ("十至二十场", ["10—20场"]), ("90%-95%", ["90—95%"]),
        ("由80%提高到90%", ["80%", "90%"]), ("壹佰贰拾万元", ["120万元"]), ("1,630,000元", ["163万元"]), ("0.0163亿元", ["163万元"]),
        ("第1批建成3个", ["3个"]), ("2公顷", ["20,000平方米"]), ("每人200元", ["0.02万元"]), ("节约30万元", ["30万元"]), ("签约10个", ["10个"]),
    ],
)  # fmt: skip
def test_these_are_quantities(text: str, quantities: list[str]) -> None:
    assert [one.printed for one in READER.read(text)] == quantities


@pytest.mark.parametrize(
    "text",
    ["一带一路", "建设“三区一中心”", "争创第一", "推进一体化", "“十四五”期间", "统一部署", "唯一", "万顷沙镇", "服务百姓", "千方百计", "百家争鸣",
     "第十二届", "三级医院", "4A级景区", "Ⅲ类", "财预〔2021〕101号", "《三年行动计划100项》", "2024年12月底前", "2024-12-31", "2023.07-2024.01", "2024—2026年",
     "12月31日", "第三季度", "一季度", "1-6月", "二〇二四年", "020-84986666", "1. 举办活动", "（2）召开会议", "目标1：培训", "PM2.5", "5G", "7×24小时", "1+3+N",
     "三分之一", "1:3", "几十个", "数百人", "十几场", "三四个", "一批项目", "一系列活动", "十分重要", "一起推进", "五台山", "两个维护", "二期工程", "15分钟生活圈", "12345热线"],
)  # fmt: skip
def test_these_are_none(text: str) -> None:
    assert READER.read(text) == ()


def test_a_quantity_knows_where_it_stands() -> None:
    text = "本年共投入约1,288.25万元左右，用于培训。"
    one = only(text)
    assert text[one.start : one.end] == "1,288.25万元"
    assert text[one.opens : one.closes] == "约1,288.25万元左右"
    told = mention.prose(READER, text).mention(one)
    assert (told.before, told.behind, told.lead) == ("本年共投入", "", "")


def test_a_mention_has_the_words_of_its_clause_and_of_its_sentence_before() -> None:
    text = "上年办会。其中，青年活动6次（境外2次）、讲座8次。"
    told = mention.prose(READER, text)
    first, second, third = (told.mention(one) for one in told.quantities)
    assert (first.before, first.lead, first.listed, first.shared) == ("青年活动", "其中,", False, False)
    assert (second.before, second.lead) == ("境外", "其中,青年活动6次(")
    assert (third.before, third.listed) == ("讲座", True)


def test_a_long_text_takes_no_time() -> None:
    assert len(READER.read("举办活动24场，" * 5_000)) == 5_000
    assert READER.read("一" * 50_000) == ()
    assert READER.read("9" * 50_000) == ()
    assert not any(one.unit for one in READER.read("1," * 20_000))
