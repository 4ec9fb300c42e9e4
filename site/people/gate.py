"""The table of admin URLs that staff may open. What is not listed does not exist for them."""

from django.http import HttpRequest

_open_names: set[str] = {
    "wagtailadmin_home",
    "wagtailadmin_account",
    "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}
# Who else edits this page: Wagtail asks the page's own permissions.
_open_namespaces = frozenset({"wagtailadmin_editing_sessions"})
_open_page_names = ("wagtailadmin_explore", "wagtailadmin_choose_page_child")
_open_page_views = frozenset(
    {
        "edit",
        "view_draft",
        "preview_on_edit",
        "revisions_index",
        "revisions_compare",
        "revisions_view",
        "unlock",
    }
)


def open_admin_urls(*names: str) -> None:
    """Open admin URL names of our own scoped screens to staff. Called by a room's AppConfig.ready()."""
    _open_names.update(names)


def is_open_to_staff(request: HttpRequest) -> bool:
    """Whether the resolved admin URL is listed. Pages are scoped by Wagtail's own page permissions."""
    match = request.resolver_match
    if match is None or match.url_name is None:
        return False
    if _open_namespaces & set(match.namespaces):
        return True
    if "wagtailadmin_pages" in match.namespaces:
        return match.url_name in _open_page_views
    return match.url_name in _open_names or match.url_name.startswith(_open_page_names)
