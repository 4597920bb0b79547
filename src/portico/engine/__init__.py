"""Jobs: how they wait, run, stream and end. Runs in any process, with or without a server; knows no page."""
