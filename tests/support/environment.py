"""What processes that tests start are told by their environment."""

import os

# What a developer's shell may hold of the product's own variables must not leak into a test site.
OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "S3_",
    "VAR_DIR",
    "SECRET_KEY",
    "IDENTITY_",
    "OIDC_",
    "STAFF_",
    "PUBLIC_URL",
    "ALLOWED_HOSTS",
)


def clean_environment() -> dict[str, str]:
    """This process's environment without the product's own variables."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
