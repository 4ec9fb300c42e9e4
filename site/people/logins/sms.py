"""Who sends text messages. A county's own provider is a class; the setting SMS_BACKEND names it.

It is made with the keys of SMS_OPTIONS (a JSON object in the environment) and has one method. For Aliyun, in a
package that the county installs beside the school:

    from alibabacloud_dysmsapi20170525.client import Client
    from alibabacloud_dysmsapi20170525.models import SendSmsRequest
    from alibabacloud_tea_openapi.models import Config
    from alibabacloud_tea_util.models import RuntimeOptions

    class AliyunSms:
        def __init__(self, *, key_id: str, key_secret: str, sign_name: str, template: str) -> None:
            self.client = Client(Config(access_key_id=key_id, access_key_secret=key_secret,
                                        endpoint="dysmsapi.aliyuncs.com"))
            self.limits = RuntimeOptions(connect_timeout=2000, read_timeout=3000)  # milliseconds
            self.sign_name, self.template = sign_name, template

        def send(self, *, phone: str, code: str) -> None:
            answer = self.client.send_sms_with_options(
                SendSmsRequest(phone_numbers=phone, sign_name=self.sign_name, template_code=self.template,
                               template_param=json.dumps({"code": code})), self.limits)
            if answer.body.code != "OK":
                raise SmsFailed(answer.body.code)

    SMS_BACKEND=county_sms.AliyunSms
    SMS_OPTIONS={"key_id": "…", "key_secret": "…", "sign_name": "富锦网格学校", "template": "SMS_123456789"}

Signature and template are approved in the county's name. The template must hold no link:
验证码${code}，5分钟内有效，请勿告诉他人。
"""

import logging
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from people.rules.login_codes import LIFE_MINUTES

logger = logging.getLogger(__name__)


class SmsFailed(Exception):
    """A provider did not take the message; its own word for the reason."""


class SmsProvider(Protocol):
    """What a provider must do."""

    def send(self, *, phone: str, code: str) -> None:
        """Hand over a login code for an 11-digit number, within five seconds.

        Called in the request, while somebody waits. Raises anything when the message was not taken.
        """


class ConsoleSms:
    """For trying out: writes the message into the log."""

    is_for_trying = True

    def send(self, *, phone: str, code: str) -> None:
        logger.warning("sms to %s: %s", phone, words_of(code))


class FileSms:
    """For trying out: appends the message to a file, VAR_DIR/sms.txt or `path`, that only its owner can read."""

    is_for_trying = True

    def __init__(self, *, path: str = "") -> None:
        self.path = Path(path) if path else settings.VAR_DIR / "sms.txt"

    def send(self, *, phone: str, code: str) -> None:
        self.path.touch(mode=0o600)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{timezone.localtime():%Y-%m-%d %H:%M:%S} {phone} {words_of(code)}\n")


def words_of(code: str) -> str:
    """The message as a phone shows it. In Chinese whatever the page's language: the phone is the worker's."""
    return f"【{settings.GRIDSCHOOL_NAME}】登录验证码 {code}，{LIFE_MINUTES}分钟内有效。请勿告诉他人。"


def is_sms_on() -> bool:
    """Whether this school sends text messages at all; without a provider nothing is offered."""
    return bool(settings.SMS_BACKEND)


def make_provider() -> SmsProvider:
    """The provider that the settings name. Raises ImportError, TypeError when they name none."""
    provider: SmsProvider = import_string(settings.SMS_BACKEND)(**settings.SMS_OPTIONS)
    if not callable(getattr(provider, "send", None)):
        raise TypeError(f"{settings.SMS_BACKEND} has no method send")
    return provider
