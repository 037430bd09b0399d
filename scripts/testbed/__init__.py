"""Real services on one Linux machine: fetched once, started on a free loopback port, always stopped.

Tests never speak to an imitation of a service. Whoever has a service already sets its variable
(`CONJOINT_TEST_ELASTICSEARCH_URL` and so on) and nothing here is started in its place.
"""
