"""What organisations are told by letter, and the jobs that send it."""
