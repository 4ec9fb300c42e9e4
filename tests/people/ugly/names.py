"""Names: layout blanks, the dot, rare characters, codes of old systems, foreigners."""

from tests.people.ugly.cases import Case, Person, person, row, ugly
from tests.people.ugly.making import table, xlsx


def read_as(pairs: list[tuple[str, str]]) -> tuple[bytes, dict[int, Person]]:
    """A roster of names as written, and people with the names as they must be read."""
    rows = [row(number, name=written) for number, (written, read) in enumerate(pairs, start=1)]
    people = {number + 1: person(number, name=read) for number, (written, read) in enumerate(pairs, start=1)}
    return xlsx(table(*rows)), people


@ugly
def names_set_to_one_width() -> Case:
    """「张 三」 so that it is as wide as 「王小丫」: layout, taken out and said."""
    pairs = [("张 三", "张三"), ("张　三", "张三"), ("王 小 丫", "王小丫"), (" 李四 ", "李四"), ("赵五", "赵五")]
    data, people = read_as([*pairs, ("张 胜 男", "张胜男"), ("王\n芳", "王芳")])
    return Case(data, right=people, notes=("空格去掉了", "第 2、3、4、7、8 行"))


@ugly
def spaces_that_nobody_can_explain() -> Case:
    """欧阳 文慧 or 阿卜杜拉 买买提: a space in so long a name may be a lost dot. And a sex behind a name."""
    rows = [
        row(1, name="欧阳 文慧"),
        row(2, name="阿卜杜拉 买买提"),
        row(3, name="张三 女"),
        row(4, name="王芳 女"),
    ]
    refused = {2: ("A2", "空格"), 3: ("A3", "空格"), 4: ("A4", "性别"), 5: ("A5", "性别")}
    return Case(xlsx(table(*rows)), refused=refused)


@ugly
def dots_of_all_kinds() -> Case:
    """Eleven signs that keyboards give for the dot between the parts of a name."""
    dots = "·•‧・･⋅∙․．﹒.。"
    pairs = [(f"阿卜杜拉{dot}买买提", "阿卜杜拉·买买提") for dot in dots]
    data, people = read_as([*pairs, ("阿依古丽 · 艾合买提•买买提", "阿依古丽·艾合买提·买买提")])
    return Case(data, right=people)


@ugly
def rare_characters() -> Case:
    """Characters of every plane; none is lost, none becomes another."""
    names = ["张䶮", "王𬭎", "李𫖯", "赵𬱖", "陈㛃", "周𠅤", "吴𱁬", "郑𪚥", "孙㐂", "钱鿍", "冯〇", "何々"]
    data, people = read_as([(name, name) for name in names])
    return Case(data, right=people, silent=True)


@ugly
def compatibility_characters() -> Case:
    """豈 (F900) is another character than 豈 (8C48) for whoever bears it: no normalisation."""
    data, people = read_as([("张\uf900", "张\uf900"), ("张\u8c48", "张\u8c48"), ("\ufa0e\u9f99", "\ufa0e\u9f99")])
    return Case(data, right=people)


@ugly
def codes_of_old_systems() -> Case:
    """U+E863 is 䶮 in old systems, and so are the others of that block; what is beyond is nobody's."""
    pairs = [("张\ue863", "张䶮"), ("张\ue81e", "张\u9fb4"), ("张\ue816", "张\U00020087"), ("王\ue856", "王䲣")]
    data, people = read_as(pairs)
    return Case(data, right=people, notes=("自造字", "第 2、3、4、5 行"))


@ugly
def private_codes() -> Case:
    """A character made by hand on one computer, in two private ranges, beside a good name."""
    rows = [row(1, name="张\ue000"), row(2, name="张\U000f0001"), row(3)]
    refused = {2: ("A2", "电脑"), 3: ("A3", "电脑")}
    return Case(xlsx(table(*rows)), right={4: person(3)}, refused=refused)


@ugly
def marks_that_nobody_sees() -> Case:
    """Zero-width joiners, directions, a byte order mark, a soft hyphen, copied from a web page or a chat."""
    marks = "\u200b\u200d\u200e\u202a\u2060\u2066\ufeff\u00ad"
    data, people = read_as([(f"张{mark}三{mark}", "张三") for mark in marks])
    return Case(data, right=people, silent=True)


@ugly
def foreigners_and_long_names() -> Case:
    """Latin letters with marks; a name of 25 characters; one of 50."""
    pairs = [("John  Smith", "John Smith"), ("José O’Neil-García", "José O’Neil-García"), ("买" * 25, "买" * 25)]
    data, people = read_as([*pairs, ("买" * 49 + "提", "买" * 49 + "提")])
    return Case(data, right=people)


@ugly
def names_that_are_none() -> Case:
    """A remark in brackets, a figure, one character, 51 of them, two people, a star, a question mark."""
    names = ["张三（组长）", "张3", "张", "买" * 51, "张三、李四", "张三*", "待定？", None]
    refused = {at: (f"A{at}", "姓名") for at in range(2, 2 + len(names))}
    rows = [row(number, name=name) for number, name in enumerate(names, start=1)]
    return Case(xlsx(table(*rows)), refused=refused)
