"""What others read, a module a format; the names of their fields stand there and nowhere else."""
