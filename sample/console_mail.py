"""Letters on the console, as a person reads them: to whom, about what, and the text with its links."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend as ConsoleBackend


class EmailBackend(ConsoleBackend):
    """Without headers for machines and the second, formatted part, which leave a link of the demo hard to find."""

    def write_message(self, message: EmailMessage) -> None:
        lines = [f"To: {', '.join(message.recipients())}", f"Subject: {message.subject}", "", message.body.strip()]
        self.stream.write("\n── Letter " + "─" * 70 + "\n" + "\n".join(lines) + "\n" + "─" * 80 + "\n")
