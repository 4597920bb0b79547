"""This process's own memory: the default stores for sessions, jobs and messages."""
