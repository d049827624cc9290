"""Eutonia: what a clinic for muscle spasms knows, works out, remembers and says.

The package is a house of four storeys, and imports go only downstairs: ``knowledge``
(what medicine knows), ``reasoning`` and its neighbours (what can be worked out),
``clinic`` (what this clinic remembers), and ``web``, ``cli`` and others (how the world
talks to it). See ``docs/architecture.md``.
"""

__version__ = "0.1.0"
