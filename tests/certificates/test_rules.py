from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.rules.codes import ALPHABET, LENGTH, check_character, new_code, read_code, spaced_code
from certificates.rules.eligibility import Standing, reasons_against
from certificates.rules.glyphs import missing_glyphs, private_use
from certificates.rules.numbering import (
    DEFAULT_TEMPLATE,
    NumberTemplateRefused,
    check_number_template,
    format_number,
    normalise_number,
    series_of,
)
from certificates.rules.wording import chinese_date, plain_hours

bodies = st.text(alphabet=ALPHABET, min_size=10, max_size=10)
positions = st.integers(min_value=0, max_value=LENGTH - 1)


def test_number_has_hexagonal_brackets_and_five_figures() -> None:
    assert format_number(DEFAULT_TEMPLATE, prefix="鹤网校证", year=2026, seq=1) == "鹤网校证〔2026〕第00001号"
    assert (
        format_number(DEFAULT_TEMPLATE, prefix="鹤网校证", year=2026, seq=123456) == "鹤网校证〔2026〕第123456号"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "鹤网校证[2026]第00001号",
        "鹤网校证（2026）第00001号",
        "鹤网校证(2026)第00001号",
        "鹤网校证【2026】第00001号",
        "鹤网校证［2026］ 第 00001 号",
        "鹤网校证〔2026〕第00001号\n",
    ],
)
def test_pasted_number_gets_its_own_brackets(typed: str) -> None:
    assert normalise_number(typed) == "鹤网校证〔2026〕第00001号"


@given(st.text())
def test_normalising_twice_is_once(text: str) -> None:
    assert normalise_number(normalise_number(text)) == normalise_number(text)


@pytest.mark.parametrize(
    "template",
    [
        "第{seq}号",
        "{prefix}〔{year}〕号",
        "{year}{seq}{other}",
        "{year.real}{seq}",
        "{year}{seq!r}",
        "{year}{seq:>9999d}",
        "{year}{seq",
        "{}{year}{seq}",
        "",
    ],
)
def test_bad_number_pattern_is_refused(template: str) -> None:
    with pytest.raises(NumberTemplateRefused) as refused:
        check_number_template(template)
    assert refused.value.code == "number_template"


@pytest.mark.parametrize("template", [DEFAULT_TEMPLATE, "{year}-{seq}", "{prefix}{year}{seq:4d}"])
def test_good_number_pattern_passes_and_prints_year_and_figure(template: str) -> None:
    check_number_template(template)
    printed = template.format(prefix="鹤", year=2026, seq=7)
    assert "2026" in printed
    assert "7" in printed


def test_templates_that_print_equal_numbers_share_a_series() -> None:
    assert series_of("{prefix}证{year}{seq}", prefix="鹤") == series_of("鹤证{year}{seq}", prefix="")


@given(st.integers(min_value=1, max_value=10**7), st.integers(min_value=1, max_value=10**7))
def test_numbers_of_a_series_differ(one: int, other: int) -> None:
    numbers = {format_number(DEFAULT_TEMPLATE, prefix="证", year=2026, seq=seq) for seq in (one, other)}
    assert len(numbers) == len({one, other})


@given(bodies)
def test_code_is_read_however_it_is_typed(body: str) -> None:
    code = body + check_character(body)
    typed = [
        code,
        code.lower(),
        spaced_code(code),
        f" {code[:4]}-{code[4:]} ",
        code.replace("0", "o"),
        code.replace("1", "l"),
        code.replace("1", "I"),
        code.translate({c: c + 0xFEE0 for c in range(48, 91)}),
    ]
    assert {read_code(text) for text in typed} == {code}


@given(bodies, positions, st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(body: str, position: int, letter: str) -> None:
    code = body + check_character(body)
    wrong = code[:position] + letter + code[position + 1 :]
    assert read_code(wrong) == (code if wrong == code else "")


@given(bodies, positions, positions)
def test_every_two_swapped_characters_are_noticed(body: str, one: int, other: int) -> None:
    code = list(body + check_character(body))
    swapped = code.copy()
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert read_code("".join(swapped)) == ("".join(code) if swapped == code else "")


@given(st.text(max_size=20))
def test_reading_any_text_never_raises(text: str) -> None:
    assert read_code(text) == "" or len(read_code(text)) == LENGTH


def test_new_codes_differ_and_are_read_back() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(read_code(code) == code for code in codes)


def test_dates_and_hours_are_written_without_padding() -> None:
    assert chinese_date(date(2026, 1, 5)) == "2026年1月5日"
    assert [plain_hours(Decimal(text)) for text in ("2.50", "8.00", "40", "0.25", "100")] == [
        "2.5",
        "8",
        "40",
        "0.25",
        "100",
    ]


def test_missing_glyphs_and_private_use_are_told_apart() -> None:
    repertoires = [{ord("王")}, {ord("䶮")}]
    assert missing_glyphs("王䶮龘龘\ue863", repertoires) == ["龘"]
    assert private_use("王\ue863\U000f0000") == ["\ue863", "\U000f0000"]


def codes_of(**facts: object) -> list[str]:
    return [reason.code for reason in reasons_against(Standing(**({"kind": "completion"} | facts)))]


def test_nothing_stands_in_the_way_of_who_has_done_everything() -> None:
    assert codes_of(hours=Decimal(40), hours_required=Decimal(40)) == []


def test_every_missing_thing_is_named_with_its_figure() -> None:
    standing = Standing(
        kind="completion",
        hours=Decimal("37.5"),
        hours_required=Decimal(40),
        lessons_missing=1,
        drills_missing=2,
        exams_missing=("结业考试",),
    )
    words = [reason.text for reason in reasons_against(standing)]
    assert words == ["学时差 2.5", "还有 1 课没学", "还有 2 次演练没过", "结业考试没过"]


def test_who_has_one_is_told_its_number_and_nothing_else() -> None:
    (reason,) = reasons_against(
        Standing(kind="completion", live_number="证〔2026〕第00001号", hours_required=Decimal(9))
    )
    assert (reason.code, reason.text) == ("already_issued", "已发：证〔2026〕第00001号")


def test_who_left_gets_nothing() -> None:
    assert codes_of(is_withdrawn=True, lessons_missing=3) == ["withdrawn"]
    assert codes_of(kind="honor", is_withdrawn=True) == ["withdrawn"]


def test_honours_ask_for_no_hours_but_for_glyphs() -> None:
    assert codes_of(kind="honor", hours_required=Decimal(40), lessons_missing=3) == []
    assert codes_of(kind="lecturer", unprintable="没有这个字") == ["unprintable"]


def test_uncompleted_enrolment_is_said_when_nothing_else_explains_it() -> None:
    assert codes_of(is_completed=False) == ["not_completed"]
    assert codes_of(is_completed=False, lessons_missing=1) == ["lessons"]


@given(
    st.decimals(min_value=0, max_value=200, places=2),
    st.decimals(min_value=0, max_value=200, places=1),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_ready_exactly_when_every_condition_is_met(
    hours: Decimal, required: Decimal, lessons: int, drills: int
) -> None:
    found = codes_of(hours=hours, hours_required=required, lessons_missing=lessons, drills_missing=drills)
    assert (found == []) == (hours >= required and lessons == 0 and drills == 0)
