"""Content security of the two workplaces, and pages that are small on the wire."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class ContentSecurityMiddleware(CSPMiddleware):
    """The strict policy everywhere, and one that Wagtail's own widgets can live with under /admin/."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith("/admin/"):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


class PageCompressionMiddleware(GZipMiddleware):
    """Compress pages for phones on weak networks; files are compressed beforehand or not at all.

    What an attacker could learn from the length of a page (BREACH): Django adds up to a hundred random bytes to
    each answer and writes every CSRF token anew; other answers than whole pages stay as they are.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response  # type: ignore[arg-type]
