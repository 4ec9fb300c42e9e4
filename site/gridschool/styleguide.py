"""The style page: every component in every state, drawn by the templates that the school uses.

For whoever works on the look; there is none in production. ?view=elder|max, ?contrast=high and ?language=en show
it as others see it, without changing anybody's own view.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.messages import constants as levels
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from gridschool.chosen_view import ELDER_SIZES, HIGH, ChosenView

LANGUAGES = ("zh-hans", "en")
LONG_NAME = "艾力·买买提·吐尔逊·阿不都热依木·库尔班江·阿卜"
SAMPLES: dict[str, Any] = {
    "title": "先敲门，再亮证",
    "long_title": "网格员入户走访与特殊群体关爱探访服务规范（含独居老人、留守儿童和行动不便的人）",
    "sentence": "敲三下，退后一步，站在门的一侧，举着工作证。",
    "name": LONG_NAME,
    "place": "城东街道社会工作站一楼",
    "phone": "0454 5550110",
    "online": Decimal(18),
    "drill": Decimal("8.5"),
    "required": Decimal(40),
    "none": Decimal(0),
    "when": datetime(2026, 11, 28, 1, 0, tzinfo=UTC),
    "link": "看明细",
    "receipt": "FJ26 1122 0388",
    "words": ("看一看", "还有 3 天", "学完了", "要改", "不合格", "未开始"),
    "row_states": ("done", "now", "open", "shut", "back"),
    "chain": [
        {"title": "花名册", "note": "1,308 人", "state": "done"},
        {"title": "开班", "note": "第 6 期", "state": "now"},
        {"title": "发证", "note": "", "state": "open"},
        {"title": "退回", "note": "", "state": "back"},
        {"title": "归档", "note": "", "state": "shut"},
    ],
    "shown": [("all", "全部"), ("due", "要办的"), ("over", "办完的")],
    "symbols": ("check", "clock", "alert", "print", "search", "people"),
}


class SampleForm(forms.Form):
    """Every kind of field, with its help and its error."""

    name = forms.CharField(label="姓名", help_text="照身份证上写。", max_length=25)
    secret = forms.CharField(label="密码", widget=forms.PasswordInput)
    unit = forms.ChoiceField(label="单位", choices=[("", "请选择"), ("1", "城东街道社会工作站")])
    note = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="我看过了")
    one = forms.ChoiceField(label="选一项", widget=forms.RadioSelect, choices=[("a", "上午"), ("b", "下午")])
    many = forms.MultipleChoiceField(
        label="可以多选", widget=forms.CheckboxSelectMultiple, choices=[("a", "线上"), ("b", "演练")]
    )
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("这张表没有存下，你写的都还在。改好标红的地方再交一次。")


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; 404 where the setting STYLEGUIDE is off."""
    if not settings.STYLEGUIDE:
        raise Http404
    view, language = _asked_view(request), request.GET.get("language", "")
    with translation.override(language if language in LANGUAGES else translation.get_language()):
        context = {
            "s": SAMPLES,
            "form": SampleForm(),
            "form_with_errors": SampleForm({"name": "", "one": "c"}),
            "page_of_many": Paginator(range(90), 20).page(3),
            "samples_of_messages": _messages(),
            "elder": view.elder,
            "contrast": view.contrast,
            "html_class": view.html_class,
            "help_phone": SAMPLES["phone"],
        }
        return render(request, "gridschool/styleguide.html", context)


def _asked_view(request: HttpRequest) -> ChosenView:
    size, contrast = request.GET.get("view", ""), request.GET.get("contrast", "")
    return ChosenView(size if size in ELDER_SIZES else "", HIGH if contrast == HIGH else "")


def _messages() -> list[Message]:
    words = "卷子收到了，成绩已经出来。"
    return [Message(level, words) for level in (levels.SUCCESS, levels.INFO, levels.WARNING, levels.ERROR)]
