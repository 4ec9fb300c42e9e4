"""Identity numbers, masks, phones and names: the vectors of the domain reference, and properties."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.rules.contact import normalise_phone
from people.rules.identity import IdentityRefused, check_character, parse_identity
from people.rules.masking import mask_identity, mask_name, mask_phone
from people.rules.names import NameRefused, clean_name
from people.rules.roster_header import column_letter, text_of
from tests.factories.people import identity_number

DIGITS = st.text("0123456789", min_size=3, max_size=3)
BIRTHS = st.dates(date(1900, 1, 1), date(2020, 12, 31))


@st.composite
def numbers(draw) -> str:
    digits = f"{draw(st.sampled_from(['110105', '340524', '990101']))}{draw(BIRTHS):%Y%m%d}{draw(DIGITS)}"
    return digits + check_character(digits + "0")


@pytest.mark.parametrize(
    ("number", "sex"),
    [
        ("11010519491231002X", "female"),
        ("34052419800101001X", "male"),
        ("440524188001010014", "male"),
        ("990101199001010019", "male"),
        ("990101199001010027", "female"),
        ("99010119850630101X", "male"),
        ("99010119991231999X", "male"),
        ("990101197012013048", "female"),
        ("990101196003150089", "female"),
        ("990101200002290062", "female"),
    ],
)
def test_valid_number_tells_sex(number, sex):
    assert parse_identity(number, allow_demo=True).sex == sex


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("410602199002290017", "birth_date"),
        ("990101197012013049", "check_character"),
        ("990101199002290016", "birth_date"),
        ("", "empty"),
        ("110105491231002", "old_15"),
        ("1101051949123100", "shape"),
        ("护照E12345678", "shape"),
        ("99010120991231002X", "birth_date"),
    ],
)
def test_invalid_number_is_refused_with_a_code_and_without_the_number(number, code):
    if code == "birth_date" and number.startswith("9901012099"):
        number = number[:17] + check_character(number)
    with pytest.raises(IdentityRefused) as refused:
        parse_identity(number, allow_demo=True)
    assert refused.value.code == code
    assert not number or number not in str(refused.value)


def test_demonstration_number_needs_leave():
    with pytest.raises(IdentityRefused) as refused:
        parse_identity("990101199001010019")
    assert refused.value.code == "demo"


@given(numbers())
def test_number_is_read_however_it_is_written(number):
    wide = number.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
    spaced = f" {number[:6]} {number[6:14]}-{number[14:].lower()} "
    for written in (number, number.lower(), wide, spaced):
        assert parse_identity(written, allow_demo=True).number == number


@given(numbers())
def test_birth_date_and_sex_are_those_of_the_digits(number):
    identity = parse_identity(number, allow_demo=True)
    assert f"{identity.birth_date:%Y%m%d}" == number[6:14]
    assert (identity.sex == "male") == (int(number[16]) % 2 == 1)


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_any_one_wrong_digit_is_found(number, place, shift):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(IdentityRefused):
        parse_identity(wrong, allow_demo=True)


@given(numbers(), st.integers(0, 15))
def test_two_swapped_digits_are_found(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(IdentityRefused):
            parse_identity(swapped, allow_demo=True)


@given(st.integers(0, 200_000))
def test_factory_makes_valid_numbers(number):
    assert parse_identity(identity_number(number), allow_demo=True).is_demo


@given(numbers())
def test_masked_number_keeps_three_and_four(number):
    masked = mask_identity(number)
    assert (masked[:3], masked[-4:], set(masked[3:-4]), len(masked)) == (number[:3], number[-4:], {"*"}, 18)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张*丰"),
        ("欧阳文慧", "欧阳**"),
        ("欧阳娜", "欧阳*"),
        ("阿卜杜拉·买买提", "阿***·买**"),
        ("张", "张"),
        ("", ""),
    ],
)
def test_masked_name(name, masked):
    assert mask_name(name) == masked


@given(st.text("张王李赵欧阳文慧丽华·", min_size=1, max_size=25))
def test_masked_name_is_as_long_and_shows_at_most_two_characters_a_part(name):
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert all(len(part.replace("*", "")) <= 2 for part in masked.split("·"))


def test_masked_phone():
    assert mask_phone("13800001234") == "138****1234"
    assert mask_phone("") == ""


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("13812345678", "13812345678"),
        (" 138 1234 5678 ", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("+8613812345678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("12345678901", ""),
        ("1381234567", ""),
        ("0454-2345678", ""),
        ("", ""),
    ],
)
def test_phone_is_read_however_it_is_written(written, phone):
    assert normalise_phone(written) == phone


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (" 张三 ", "张三"),
        ("张 三", "张三"),
        ("王 小 丫", "王小丫"),
        ("张\u200b三", "张三"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉 · 买买提", "阿卜杜拉·买买提"),
        ("张\ue863", "张䶮"),
        ("张䶮", "张䶮"),
        ("𠅤𬭎𫖯", "𠅤𬭎𫖯"),
        ("\uf900\uf901", "\uf900\uf901"),
        ("John  O'Neil-Smith Jr.", "John O'Neil-Smith Jr."),
        ("买" * 25, "买" * 25),
    ],
)
def test_name_is_cleaned_and_never_normalised(written, name):
    assert clean_name(written) == name


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        ("\u200b ", "empty"),
        ("张\ue000", "private_use"),
        ("张", "shape"),
        ("张3", "shape"),
        ("买" * 51, "shape"),
    ],
)
def test_what_is_no_name_is_refused(written, code):
    with pytest.raises(NameRefused) as refused:
        clean_name(written)
    assert refused.value.code == code


@given(st.text(min_size=0, max_size=60))
def test_cleaning_a_clean_name_changes_nothing(text):
    try:
        name = clean_name(text)
    except NameRefused:
        return
    assert clean_name(name) == name
    assert 2 <= len(name) <= 50


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letters_are_those_of_spreadsheets(index, letter):
    assert column_letter(index) == letter


@pytest.mark.parametrize(
    ("cell", "text"),
    [(13812345678.0, "13812345678"), (None, ""), (" 甲 ", "甲"), (990201, "990201"), (1.5, "1.5")],
)
def test_cells_are_read_as_text(cell, text):
    assert text_of(cell) == text
