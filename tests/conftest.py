"""Property tests give the same examples each time, and no deadline: a busy machine is no failure."""

from hypothesis import settings

settings.register_profile("detente", deadline=None, derandomize=True)
settings.load_profile("detente")
