"""The one password of everybody in the looked-at school; apart, because the browser side loads no models."""

PASSWORD = "lamp-in-the-window-7"
