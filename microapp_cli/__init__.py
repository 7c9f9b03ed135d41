"""Everything behind the `microapp` command; the version lives here and nowhere else."""

__version__ = "0.1.0"
