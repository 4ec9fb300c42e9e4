"""Identity numbers, phones, unit codes, formulas, dates, and what spreadsheets make of them."""

from datetime import date, datetime
from typing import Any

from people.rules.identity import check_character
from tests.factories.people import identity_number
from tests.people.ugly.cases import HEADER, VILLAGE, VILLAGE_CODE, Case, person, row, ugly
from tests.people.ugly.making import sheet_changed, table, xlsx


def column(at: str, values: list[Any]) -> list[list[Any]]:
    """A row for each value, which stands in the column `at`."""
    return [row(number, **{at: value}) for number, value in enumerate(values, start=1)]


def ending(head: str) -> str:
    """A number with the check character that its first 17 digits ask for."""
    return head + check_character(head + "0")


@ugly
def numbers_as_people_type_them() -> Case:
    """Blanks, hyphens, full-width figures, apostrophes, invisible marks around the same good number."""
    wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    good = [identity_number(number) for number in range(1, 9)]
    written = [
        f"{good[0][:6]} {good[0][6:14]} {good[0][14:]}",
        f"{good[1][:6]}-{good[1][6:14]}-{good[1][14:]}",
        good[2].translate(wide),
        f"'{good[3]}",
        f"‘{good[4]}",
        f"\u202d{good[5]}\u202c",
        f" {good[6]}\n",
        f"{good[7][:17]}\u200b{good[7][17:]}",
    ]
    return Case(xlsx(table(*column("identity", written))), right={at + 1: person(at) for at in range(1, 9)})


@ugly
def check_character_x() -> Case:
    """A small x, a full-width one, a multiplication sign, a Cyrillic letter."""
    number = "99010119850630101X"
    signs = ["x", "X", "Ｘ", "×", "Х"]
    rows = [row(at, identity=number[:17] + sign) for at, sign in enumerate(signs, start=1)]
    people = {2: person(1, identity=number)}
    again = {at: (f"B{at}", "第 2 行") for at in range(3, 7)}
    return Case(xlsx(table(*rows)), right=people, refused=again)


@ugly
def ruined_into_a_quantity() -> Case:
    """2.30882E+17: the column was numeric, the last digits are gone."""
    rows = column("identity", [230882199001011000, 2.30882199001011e17, identity_number(3)])
    return Case(xlsx(table(*rows)), right={4: person(3)}, refused={2: ("B2", "文本"), 3: ("B3", "文本")})


@ugly
def ruined_and_saved_as_text() -> Case:
    """The same, saved as text by another program."""
    rows = column("identity", ["2.30882E+17", "9.90101E+17", "9.90101199001010e+17"])
    return Case(xlsx(table(*rows)), refused={at: (f"B{at}", "文本") for at in (2, 3, 4)})


@ugly
def ruined_and_made_text_again() -> Case:
    """Numbers once ruined end in 000. One in eleven fits its check character: it is not believed either."""
    rows = column("identity", ["990101199001011000", fitting(), identity_number(3)])
    assert check_character("990101199001011000") != "0"
    return Case(xlsx(table(*rows)), right={4: person(3)}, refused={2: ("B2", ""), 3: ("B3", "文本")})


def fitting() -> str:
    """A number that ends in 000 and is right all the same."""
    heads = (f"9901011990{month:02d}15{digit}00" for month in range(1, 13) for digit in range(1, 10))
    return next(head + "0" for head in heads if check_character(head + "0") == "0")


@ugly
def honest_number_ending_in_zeros() -> Case:
    """Such numbers exist; where nothing else in the file was ruined, they are read."""
    number = fitting()
    return Case(xlsx(table(row(1, identity=number), row(2))), right={2: person(1, identity=number), 3: person(2)})


@ugly
def numbers_of_fifteen_digits() -> Case:
    """Numbers of the last century, as text and as a quantity: copy the 18 from the card."""
    rows = column("identity", ["110105491231002", 110105491231002])
    return Case(xlsx(table(*rows)), refused={2: ("B2", "15"), 3: ("B3", "15")})


@ugly
def numbers_with_a_slip() -> Case:
    """One digit wrong, two swapped, one missing, one too many, 29 February 1990, a passport, nothing."""
    good = identity_number(1)
    swapped = good[:7] + good[8] + good[7] + good[9:]
    wrong = [good[:10] + "9" + good[11:], swapped, good[:17], good + "0", "990101199002290016", "E12345678", None]
    words = ["", "", "18", "18", "出生日期", "18", "身份证号"]
    refused = {at: (f"B{at}", word) for at, word in enumerate(words, start=2)}
    return Case(xlsx(table(*column("identity", wrong))), refused=refused)


@ugly
def everybody_born_long_ago() -> Case:
    """Born in 1880 by a number that is right in itself: it is read, and the officer is asked to look."""
    number = ending("99010118800101001")
    return Case(xlsx(table(row(1, identity=number))), right={2: person(1, identity=number)}, notes=("80 岁",))


@ugly
def same_person_twice() -> Case:
    """The same number in three ways; the second and third time say where the first stands."""
    good = identity_number(1)
    rows = [row(1), row(2), row(3, identity=f"{good[:6]} {good[6:]}"), row(4, identity=f"'{good}")]
    refused = {4: ("B4", "第 2 行"), 5: ("B5", "第 2 行")}
    return Case(xlsx(table(*rows)), right={2: person(1), 3: person(2)}, refused=refused)


@ugly
def two_people_with_one_phone() -> Case:
    """An old couple with one phone, and a mother who gives her son's."""
    rows = column("phone", ["13800000001"] * 3)
    people = {at + 1: person(at, phone="13800000001") for at in (1, 2, 3)}
    return Case(xlsx(table(*rows)), right=people, silent=True)


@ugly
def phones_as_people_type_them() -> Case:
    """As numbers, with blanks, hyphens, +86, full-width figures; or left empty."""
    written = [
        13812345678,
        13812345678.0,
        "138 1234 5678",
        "138-1234-5678",
        "+86 138 1234 5678",
        "008613812345678",
    ]
    written += ["１３８１２３４５６７８", "'13812345678", "\u202d13812345678\u202c", "(86)13812345678"]
    rows = column("phone", [*written, None])
    people = {at + 1: person(at, phone="13812345678") for at in range(1, len(written) + 1)}
    people[len(written) + 2] = person(len(written) + 1, phone="")
    return Case(xlsx(table(*rows)), right=people)


@ugly
def two_phones_in_a_cell() -> Case:
    """The first mobile number is taken, and it is said in which rows there was another."""
    written = [
        "13812345678/13987654321",
        "13812345678、13987654321",
        "13812345678\n13987654321",
        "13812345678 13987654321",
        "0454-2345678，13812345678",
        "13812345678；13812345678",
    ]
    people = {at + 1: person(at, phone="13812345678") for at in range(1, 7)}
    return Case(xlsx(table(*column("phone", written))), right=people, notes=("取第一个手机号：第 2、3、4、5 行",))


@ugly
def phones_that_are_none() -> Case:
    """A landline, ten digits, twelve, a word, one that the sheet shortened."""
    rows = column("phone", ["0454-2345678", "1381234567", "138123456789", "无", "1.38123E+10", 1.5])
    words = ["11", "11", "11", "11", "文本", "11"]
    return Case(xlsx(table(*rows)), refused={at: (f"C{at}", word) for at, word in enumerate(words, start=2)})


@ugly
def unit_codes() -> Case:
    """Codes as text, as a number, with an apostrophe, full-width; and names with a line break inside."""
    wide = VILLAGE_CODE.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    rows = column("unit", [VILLAGE_CODE, int(VILLAGE_CODE), f"'{VILLAGE_CODE}", wide, "永安\n村", " 永 安 村"])
    people = {at + 1: person(at, unit=VILLAGE_CODE) for at in range(1, 5)}
    people |= {6: person(5, unit=VILLAGE), 7: person(6, unit=VILLAGE)}
    return Case(xlsx(table(*rows)), right=people)


@ugly
def unit_codes_that_lost_their_zeros() -> Case:
    """001101 as text; as a number shown with six digits; as a plain number, whose zeros are gone."""

    def edit(sheet: Any) -> None:
        sheet["D3"].number_format = "000000"

    rows = column("unit", ["001101", 1101, 1101])
    people = {2: person(1, unit="001101"), 3: person(2, unit="001101")}
    return Case(xlsx(table(*rows), edit), right=people, refused={4: ("D4", "单位")})


@ugly
def units_that_are_none_of_ours() -> Case:
    """Misspelt, unknown code, a neighbour's, one of two with the same name, missing."""
    rows = column("unit", ["永安屯", "990201101999", "乙县太平村", "东风村", None])
    words = ["单位", "单位", "单位", "2", "单位"]
    return Case(xlsx(table(*rows)), refused={at: (f"D{at}", word) for at, word in enumerate(words, start=2)})


@ugly
def dates_in_cells() -> Case:
    """Post 1-2 became the second of January; a unit and a name became dates too. A date elsewhere is no matter."""
    header = (*HEADER, "入职日期")
    rows = [
        [*row(1), date(2020, 3, 1)],
        [*row(2, post=date(2024, 1, 2)), None],
        [*row(3, unit=datetime(2024, 3, 5, 8, 30)), None],
        [*row(4, name=date(2024, 5, 1)), None],
    ]
    refused = {3: ("E3", "日期"), 4: ("D4", "日期"), 5: ("A5", "日期")}
    return Case(xlsx([header, *rows]), right={2: person(1)}, refused=refused)


@ugly
def errors_in_cells() -> Case:
    """#N/A of a broken look-up, as an error and as text; ##### copied from a narrow column."""
    rows = [row(1, unit="#N/A"), row(2, post="#REF!"), row(3, phone="#####"), row(4, name="#VALUE!"), row(5)]

    def edit(sheet: Any) -> None:
        sheet["D2"].data_type = "e"

    refused = {2: ("D2", "错误"), 3: ("E3", "错误"), 4: ("C4", "错误"), 5: ("A5", "错误")}
    return Case(xlsx(table(*rows), edit), right={6: person(5)}, refused=refused)


@ugly
def formulas_with_their_values() -> Case:
    """Looked up from another sheet and saved by Excel, so that the values are there."""
    data = xlsx(table(row(1, post="A"), row(2, post="B")))
    old = ('<c r="E2" t="inlineStr"><is><t>A</t></is></c>', '<c r="E3" t="inlineStr"><is><t>B</t></is></c>')
    look_up = "<f>VLOOKUP(A2,名单!A:E,2,FALSE)</f><v>网格长</v></c>"
    data = sheet_changed(data, *[(was, was[:9] + f' t="str">{look_up}') for was in old])
    return Case(data, right={2: person(1, post="网格长"), 3: person(2, post="网格长")})


@ugly
def formulas_never_calculated() -> Case:
    """A program wrote the formulas and nobody ever opened the file: there are no values."""
    rows = table(row(1), row(2), row(3))

    def edit(sheet: Any) -> None:
        sheet["B2"] = '="990101"&"196001020019"'
        sheet["D3"] = "=D4"

    refused = {2: ("B2", "公式"), 3: ("D3", "公式")}
    return Case(xlsx(rows, edit), right={4: person(3)}, refused=refused)


@ugly
def text_that_looks_like_a_formula() -> Case:
    """=cmd, +, -, @ typed as text: it stays text, and as a name it is none."""
    posts = ["=1+1", "+网格员", "-网格员", "@网格员", '=HYPERLINK("http://x")']
    rows = [*column("post", posts), row(6, name="=cmd|' /C calc'!A0")]
    people = {at + 1: person(at, post=post) for at, post in enumerate(posts, start=1)}
    return Case(xlsx(table(*rows)), right=people, refused={7: ("A7", "姓名")})


@ugly
def posts_too_long() -> Case:
    """A post of 51 characters is not cut short in silence."""
    rows = column("post", ["网" * 50, "网" * 51, "网格员\n兼 调解员", None])
    people = {2: person(1, post="网" * 50), 4: person(3, post="网格员 兼 调解员"), 5: person(4, post="")}
    return Case(xlsx(table(*rows)), right=people, refused={3: ("E3", "50")})
