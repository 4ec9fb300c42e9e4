"""What a browser calls itself, in words for its owner."""

import pytest
from django.utils import translation

from people.rules.devices import device_words

ANDROID = "Mozilla/5.0 (Linux; Android 12; HUAWEI) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 13_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
LINUX = "Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) "
XWEB = "Chrome/86.0.4240.99 XWEB/3262 MMWEBSDK/20220204 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.16.2020"


ON_ANDROID = [
    (XWEB, "微信 · 安卓手机", "WeChat · Android phone"),
    (XWEB + " MiniProgramEnv/android", "微信 · 安卓手机", "WeChat · Android phone"),
    (XWEB + " wxwork/4.1.0", "企业微信 · 安卓手机", "WeCom · Android phone"),
    (
        "Chrome/99.0 Mobile HuaweiBrowser/12.1",
        "华为浏览器 · 安卓手机",
        "Huawei's browser · Android phone",
    ),
    ("Chrome/86.0.4240.99 Mobile Safari/537.36", "Chrome · 安卓手机", "Chrome · Android phone"),
]
ON_IPHONE = [
    ("Mobile/15E148 MicroMessenger/8.0.49(0x18003137)", "微信 · 苹果手机", "WeChat · iPhone"),
    ("Version/13.1.2 Mobile/15E148 Safari/604.1", "Safari · 苹果手机", "Safari · iPhone"),
]
ON_WINDOWS = [
    ("Chrome/142.0.0.0 Safari/537.36", "电脑 · Chrome", "Computer · Chrome"),
    ("Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "电脑 · Edge", "Computer · Edge"),
    ("Chrome/86.0.4240.198 QIHU 360SE", "电脑 · 360 浏览器", "Computer · 360's browser"),
    ("Chrome/122.0 MicroMessenger/7.0.20 WindowsWechat", "电脑 · 微信", "Computer · WeChat"),
]
ON_LINUX = [
    ("Chrome/105.0 Safari/537.36 Qaxbrowser", "电脑 · 360 浏览器", "Computer · 360's browser"),
    ("Gecko/20100101 Firefox/115.0", "电脑 · Firefox", "Computer · Firefox"),
]
STRANGE = [("curl/8.5", "认不出的设备", "Unknown device"), ("", "认不出的设备", "Unknown device")]
ALL = [
    (machine + program, *words)
    for machine, programs in [
        (ANDROID, ON_ANDROID),
        (IPHONE, ON_IPHONE),
        (WINDOWS, ON_WINDOWS),
        (LINUX, ON_LINUX),
        ("", STRANGE),
    ]
    for program, *words in programs
]


@pytest.mark.parametrize(("agent", "chinese", "english"), ALL)
def test_browsers_are_told_in_plain_words(agent, chinese, english):
    with translation.override("zh-hans"):
        assert device_words(agent) == chinese
    with translation.override("en"):
        assert device_words(agent) == english
