"""Real index servers on loopback, for the tests to install from, upload to and break.

Each is a context manager that gives a :class:`~tests.servers.base.Server`; ``tests/fixtures.py``
makes fixtures of them.
"""
