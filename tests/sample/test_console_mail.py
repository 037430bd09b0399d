"""Letters of the demo can be read, and their links followed, where they appear."""

from io import StringIO

from django.core.mail import EmailMultiAlternatives, get_connection

AS_SHOWN = """
── Letter
To: a@home.example
Subject: Опубликовано: “Heart”

Your work is published:

http://127.0.0.1/w/heart
"""


def test_a_letter_on_the_console_is_what_a_person_reads():
    stream = StringIO()
    letter = EmailMultiAlternatives(
        "Опубликовано: “Heart”",
        "Your work is published:\n\nhttp://127.0.0.1/w/heart\n",
        to=["a@home.example"],
        connection=get_connection("sample.console_mail.EmailBackend", stream=stream),
    )
    letter.attach_alternative("<p>Your work is published</p>", "text/html")
    letter.send()
    without_rules = "\n".join(line.rstrip("─ ") for line in stream.getvalue().splitlines())
    assert without_rules == AS_SHOWN
