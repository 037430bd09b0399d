"""Times within a recording."""


def clock(milliseconds: int) -> str:
    """`760000` → `12:40`, with hours when there are any: as players show it, cut to whole seconds."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
