"""What a file's ending means, in words that everybody knows. Pure."""

from django.utils.translation import pgettext_lazy

_KINDS = (
    (("pdf",), pgettext_lazy("file", "PDF file")),
    (("doc", "docx", "wps"), pgettext_lazy("file", "Text document")),
    (("xls", "xlsx", "et", "csv"), pgettext_lazy("file", "Table")),
    (("ppt", "pptx", "dps"), pgettext_lazy("file", "Slides")),
    (("ofd",), pgettext_lazy("file", "OFD official document")),
    (("txt",), pgettext_lazy("file", "Plain text")),
    (("jpg", "jpeg", "png"), pgettext_lazy("file", "Picture file")),
    (("mp3", "m4a"), pgettext_lazy("file", "Sound recording")),
    (("mp4",), pgettext_lazy("file", "Video file")),
    (("zip",), pgettext_lazy("file", "Packed files")),
)


def file_kind(extension: str) -> str:
    """Such as "Table"; the ending itself when it is none of those that schools keep."""
    known = (words for endings, words in _KINDS if extension.lower() in endings)
    return str(next(known, extension.upper()))
