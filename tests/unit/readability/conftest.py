"""These tests look at every public page, and need no database."""

from tests.without_database import clinic_of_the_file

__all__ = ["clinic_of_the_file"]
