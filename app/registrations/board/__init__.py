"""The live board: how full the fair is, on a wall screen and at the organisers' desk."""
