"""build/screenshots/index.html: all pictures by page; choose who, width, language, type."""

from collections import defaultdict
from html import escape
from typing import Any

from tests.looking.shoot import FOLDER

FILTERS = ("group", "who", "language", "type", "width")
HEAD = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Grid School: every page</title>
<style>
body{font:15px/1.5 system-ui,sans-serif;margin:0;background:#f4f1ea;color:#222}
form{position:sticky;top:0;background:#fff;padding:8px 16px;border-bottom:1px solid #ccc;z-index:1}
label{margin-right:16px}h2{margin:24px 16px 0}h3{margin:16px 16px 0;font-weight:500}
.row{display:flex;flex-wrap:wrap;align-items:flex-start;padding:0 8px}
figure{margin:8px;background:#fff;padding:6px;box-shadow:0 1px 3px #0003}
img{display:block;width:240px;height:auto;max-height:520px;object-fit:cover;object-position:top}
.w1280 img{width:460px}figcaption{font-size:13px;color:#555}[hidden]{display:none}
</style>
"""
SCRIPT = """<script>
const form = document.forms[0], figures = [...document.querySelectorAll("figure")];
const choose = () => {
  const wanted = [...new FormData(form)].filter(([, value]) => value);
  for (const one of figures) one.hidden = !wanted.every(([name, value]) => one.dataset[name] === value);
  for (const part of document.querySelectorAll("section")) {
    part.hidden = !part.querySelector("figure:not([hidden])");
  }
};
form.addEventListener("change", choose); choose();
</script>
"""


def write_album(told: dict[str, dict[str, Any]]) -> None:
    """Write the index of these pictures."""
    parts = [HEAD, _filters(told), *_sections(told), SCRIPT]
    (FOLDER / "index.html").write_text("\n".join(parts))


def _filters(told: dict[str, dict[str, Any]]) -> str:
    lists = []
    for name in FILTERS:
        values = sorted({str(one[name]) for one in told.values()})
        options = "".join(f"<option>{escape(value)}</option>" for value in values)
        lists.append(
            f'<label>{name} <select name="{name}"><option value="">all</option>{options}</select></label>'
        )
    return f"<form>{''.join(lists)}{len(told)} pictures</form>"


def _sections(told: dict[str, dict[str, Any]]) -> list[str]:
    pages: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path, one in told.items():
        pages[one["group"], one["name"]].append(_figure(path, one))
    return [
        f"<section><h3>{escape(group)} / {escape(name)}</h3><div class='row'>{''.join(figures)}</div></section>"
        for (group, name), figures in pages.items()
    ]


def _figure(path: str, one: dict[str, Any]) -> str:
    data = " ".join(f'data-{name}="{escape(str(one[name]))}"' for name in FILTERS)
    caption = " · ".join(escape(str(one[name])) for name in FILTERS[1:])
    return (
        f'<figure class="w{one["width"]}" {data}><a href="{escape(path)}">'
        f'<img loading="lazy" src="{escape(path)}" alt=""></a><figcaption>{caption}</figcaption></figure>'
    )
