"""Letters: what the site writes to people, in their language, through one queue where one sees what went to whom."""
