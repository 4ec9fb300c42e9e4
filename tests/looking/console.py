"""What a page says in the browser's console while it is looked at."""

from playwright.async_api import ConsoleMessage, Page, Response


def watch(page: Page) -> None:
    """Remember what the console says from now on; see console_of."""
    lines: list[str] = []
    setattr(page, "looking_console", lines)  # noqa: B010  no field of Page

    def told(message: ConsoleMessage) -> None:
        is_page_itself = message.location.get("url") == page.url and "Failed to load resource" in message.text
        is_offline = "net::ERR_INTERNET_DISCONNECTED" in message.text  # the walk pulled the plug itself
        if message.type in ("error", "warning") and not is_page_itself and not is_offline:
            lines.append(f"{message.type}: {message.text[:200]}")

    def answered(response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            lines.append(f"{response.status} {response.url}")

    page.on("console", told)
    page.on("pageerror", lambda error: lines.append(f"error: {error}"))
    page.on("response", answered)


def console_of(page: Page) -> list[str]:
    """What the console said since `watch`."""
    lines: list[str] = getattr(page, "looking_console", [])
    return lines
