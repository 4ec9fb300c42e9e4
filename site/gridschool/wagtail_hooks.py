from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("construct_main_menu")
def leave_out_help(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail's help leads to pages abroad, in English, about Wagtail: nothing that an officer could use."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]
