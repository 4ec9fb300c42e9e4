"""Which of Wagtail's addresses are open to staff, and where each says which rows it is about. Pure data.

An address is its view name: name spaces and name, joined by colons. New ones of an upgrade stay closed until
somebody has read what they show and added them here.
"""

from dataclasses import dataclass


def _in(namespace: str, *names: str) -> frozenset[str]:
    return frozenset(f"{namespace}:{name}" for name in names)


@dataclass(frozen=True)
class Family:
    """Addresses about rows of one model: `names` are open while all rows are visible that are named in the path
    under one of `arguments`, or in the query or form under one of `parameters`.
    """

    names: frozenset[str]
    arguments: frozenset[str]
    parameters: frozenset[str]


# They show nothing of anybody else. Who else edits this page: Wagtail asks the page's own permissions.
OPEN_NAMES = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailadmin_logout",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "wagtailadmin_dismissibles",
        "wagtailadmin_block_preview",
        "wagtailadmin_explore_root",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
    }
)

# Closed among the page views: privacy, the use of a page type, the choice of a parent for a type.
PAGES = Family(
    names=frozenset(
        {
            "wagtailadmin_explore",
            "wagtailadmin_explore_results",
            "wagtailadmin_choose_page",
            "wagtailadmin_choose_page_child",
            "wagtailadmin_choose_page_search",
            "wagtailadmin_choose_page_external_link",
            "wagtailadmin_choose_page_email_link",
            "wagtailadmin_choose_page_phone_link",
            "wagtailadmin_choose_page_anchor_link",
            "wagtailadmin_api:pages:listing",  # what the menu unfolds
            "wagtailadmin_api:pages:detail",
        }
    )
    | _in(
        "wagtailadmin_pages",
        "search",
        "search_results",
        "add_subpage",
        "add",
        "preview_on_add",
        "edit",
        "preview_on_edit",
        "view_draft",
        "usage",
        "delete",
        "unpublish",
        "copy",
        "convert_alias",
        "move",
        "move_confirm",
        "set_page_position",
        "lock",
        "unlock",
        "history",
        "history_results",
        "revisions_index",
        "revisions_view",
        "revisions_revert",
        "revisions_unschedule",
        "revisions_compare",
        "workflow_action",
        "collect_workflow_action_data",
        "confirm_workflow_cancellation",
        "workflow_preview",
        "workflow_history",
        "workflow_history_detail",
    ),
    arguments=frozenset({"pk", "page_id", "parent_page_id", "page_to_move_id", "destination_id"}),
    parameters=frozenset({"parent_page_id", "parent_page", "new_parent_page", "target_pages[]"}),
)

# Closed: the generator of public picture addresses and its preview.
IMAGES = Family(
    names=_in(
        "wagtailimages",
        "index",
        "index_results",
        "add",
        "edit",
        "delete",
        "image_usage",
        "add_multiple",
        "edit_multiple",
        "delete_multiple",
        "create_multiple_from_uploaded_image",
        "delete_upload_multiple",
    )
    | _in("wagtailimages_chooser", "choose", "choose_results", "chosen", "create", "select_format"),
    arguments=frozenset({"pk", "image_id"}),
    parameters=frozenset(),
)

DOCUMENTS = Family(
    names=_in(
        "wagtaildocs",
        "index",
        "index_results",
        "add",
        "edit",
        "delete",
        "document_usage",
        "add_multiple",
        "edit_multiple",
        "delete_multiple",
        "create_multiple_from_uploaded_document",
        "delete_upload_multiple",
    )
    | _in("wagtaildocs_chooser", "choose", "choose_results", "chosen", "create"),
    arguments=frozenset({"pk", "document_id", "doc_id"}),
    parameters=frozenset(),
)

# These act on the rows that "id" names, and understand "all", which would be everybody's.
MANY_PAGES = Family(frozenset({"wagtailadmin_choose_page_chosen_multiple"}), frozenset(), frozenset({"id"}))
MANY_IMAGES = Family(frozenset({"wagtailimages_chooser:chosen_multiple"}), frozenset(), frozenset({"id"}))
MANY_DOCUMENTS = Family(frozenset({"wagtaildocs_chooser:chosen_multiple"}), frozenset(), frozenset({"id"}))
BULK_ACTION = "wagtail_bulk_action"
BULK_PARAMETERS = frozenset({"id", "chooser"})  # "chooser": where pages are moved to
CLOSED_BULK_ACTIONS = frozenset({"add_tags"})  # tags have one vocabulary for all counties

CHOOSE_PAGE = "wagtailadmin_choose_page"
CHOOSE_PAGE_BELOW = "wagtailadmin_choose_page_child"
