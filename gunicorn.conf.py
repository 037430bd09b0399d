"""How gunicorn serves the site. It reads this file by itself in the folder that it is started in."""

limit_request_line = 8190  # the most it reads: a query of 800 characters in any script, and filters beside it
worker_class = "config.server.Worker"
