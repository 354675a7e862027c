"""The sample fair: its data, the loader, and the play that runs it from badge to report."""
