"""A pack as small as the format allows, with one item of every kind. Tests change it line by line."""

from pathlib import Path

PACK = """\
format = 1
id = "tiny"
title = "小课包"
version = "1.0.0"
area = "230882"
licence = "CC-BY-4.0"
"""
COURSE = """\
id = "onboarding"
title = "岗前培训"
summary = "一节课、一次演练、一场考试。"
category = "onboarding"
hours_required = 2.5
certificate = "completion"

[[steps]]
lesson = "l01"

[[steps]]
drill = "r1"

[[steps]]
exam = "final"
paper = "final"
title = "结业考试"
topic = "T01"
attempts = 3
summary = "三道题。"
"""
LESSON = """\
+++
id = "l01"
title = "先敲门"
topic = "T05"
minutes = 45
summary = "头一分钟。"
+++

## 门口四步

**一敲。** 敲三下，
停一停。

- 敲
- 退

::: law 中华人民共和国人民调解法 | 第十七条 | 2011-01-01
当事人可以向人民调解委员会申请调解。
:::

::: case 一双旧棉鞋
### 经过

小周走访郑大爷家。
:::

::: check
怎么做最好？
- [ ] 硬闯
- [x] 改天再来
> 住户说了算。
:::

::: summary 记住这几句
- 问过再进。
- 不许诺。
:::
"""
DRILL = '''\
id = "r1"
title = "入户走访"
topic = "T05"
minutes = 90
time_limit_minutes = 15
pass_mark = 60
summary = "敲一次门。"
brief = """
## 怎么练

1. 看一遍
2. 轮着来
"""

[[items]]
label = "亮证"
points = 40
hint = "停两秒。"
critical = "没得到同意就进门"
deductions = [{ label = "没亮证", points = 4 }]

[[items]]
label = "登记"
points = 60
hint = ""
critical = ""
deductions = []

[[scenarios]]
title = "独居的大娘"
text = "**人物**：赵大娘。"
'''
QUESTIONS = """\
bank = "onboarding"
title = "题库"

[[questions]]
id = "q001"
type = "single"
topic = "T01"
difficulty = 1
stem = "网格员可以做什么？"
options = ["罚款", "没收", "记录上报", "搜查"]
answer = "C"
analysis = "只能记录上报。"
law = "中华人民共和国城市居民委员会组织法 第六条"
law_as_of = 2026-06-27

[[questions]]
id = "q002"
type = "multi"
topic = "T01"
difficulty = 2
stem = "入户前要做什么？"
options = ["约时间", "带证件", "看底册", "空着手", "一个人去"]
answer = "ABC"
analysis = "三样都要。"

[[questions]]
id = "q003"
type = "judge"
topic = "T05"
difficulty = 1
stem = "网格员可以罚款。"
answer = false
analysis = "没有这个权。"
law = ""
"""
PAPER = """\
id = "final"
title = "结业考试"
duration_minutes = 40
pass_percent = 60

[[sections]]
title = "单选"
type = "single"
points = 40
marking = "exact"
fixed = ["q001"]

[[sections]]
title = "多选"
type = "multi"
points = 30
marking = "national_partial"
draw = [{ topic = "T01", count = 1 }]

[[sections]]
title = "判断"
type = "judge"
points = 30
marking = "exact"
draw = [
  { topic = "", count = 1 },
]
"""
CERTIFICATE = """\
id = "completion"
title = "结业证书"
kind = "completion"
prefix = "富网校证"
number_template = "{prefix}〔{year}〕第{seq:05d}号"
issuer = "富锦市民政局"
school = "富锦市网格学校"
note = "本证书为培训证明"
html = "c.html"
css = "c.css"
art = "c.svg"
"""
HTML = """\
<!doctype html>
<title>{{ number }}</title>
<img src="{{ art }}" alt="">
{% if name|length > 25 %}<h1 class="long">{{ name }}</h1>{% else %}<h1>{{ name }}</h1>{% endif %}
{% for letter in name %}{{ letter }}{{ forloop.counter }}{% endfor %}
<p>{{ hours }} {{ course_title|add:run_title }}</p>
"""
CSS = "@page { size: 297mm 210mm; margin: 0; }\nh1 { font-size: 43pt; }\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 210"><rect width="297" height="210"/></svg>\n'

FILES = {
    "pack.toml": PACK,
    "course.toml": COURSE,
    "lessons/01-knock.md": LESSON,
    "drills/r1.toml": DRILL,
    "questions/all.toml": QUESTIONS,
    "papers/final.toml": PAPER,
    "certificates/completion.toml": CERTIFICATE,
    "certificates/c.html": HTML,
    "certificates/c.css": CSS,
    "certificates/c.svg": SVG,
}


def write_pack(folder: Path) -> Path:
    """The valid pack, in a folder of its own."""
    for file, text in FILES.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` in a file, which must be there, or write a new file when `old` is empty."""
    path = folder / file
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")
