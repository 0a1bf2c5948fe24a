"""Whatever one role can do is tried as every other, against a demo that runs as a process."""
