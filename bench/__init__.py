"""Measurements of speed, run by ``./run bench NAME``.

Each module here is one measurement with a ``main()`` behind ``__name__``. It prints medians and
ratios of one run; nothing here is asserted in tests, because a busy machine is not a bug.
"""
