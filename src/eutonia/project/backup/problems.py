"""What can go wrong."""


class BackupProblem(Exception):
    """A backup or restore cannot be done. The message says why and what to do."""
