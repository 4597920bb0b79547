"""The test for leaks: simulated visitors use an app at once, and what each could read is searched for the others' data.

`portico leaktest` runs it. It speaks to the app as any client does, over HTTP, and knows nothing of its insides:
`portico leaktest` runs it. It speaks to the app as any client does, over HTTP, and knows nothing of its insides:
reads what comes back, `searcher` looks through it, `disk` looks at what the app left there, `program` is the app's
process, `driver` puts them together, and `report` says what was found.
"""
