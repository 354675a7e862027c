"""The parts of the sample in the order in which they are loaded."""
