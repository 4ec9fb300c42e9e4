from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor of whoever has one, unless the county's own sign-on has asked for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not self.login.state.get("second_factor") and super()._should_handle(request)
