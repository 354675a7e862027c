"""What strangers see: the sign-up page, its answer, how data is used."""
