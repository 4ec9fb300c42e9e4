"""Reading answers of Django's test client."""

from django.http import HttpResponse


def body_of(answer: HttpResponse) -> bytes:
    """The whole body; reading it to the end closes what is streamed.

    Never close an answer by hand: outside the client, that ends the database connection of the test as well.
    """
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
