"""Real servers for the tests, each on a free port and proven to be ours before it is used."""
