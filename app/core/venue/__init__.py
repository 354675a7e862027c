"""The venue's own network: https in a hall without internet, by an authority of its own."""
