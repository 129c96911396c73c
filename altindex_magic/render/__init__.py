"""Events and errors for eyes: floor 4, importing floor 0 alone.

``report`` says in words what an event means; ``text``, ``html`` and ``terminal`` are the faces that show it.
"""
