"""The test for leaks: simulated visitors use an app at once, and what each could read is searched for the others' data.

`portico leaktest` runs it. It speaks to the app as any client does, over HTTP, and knows nothing of its insides:
`visitor` uses the page along its `journey`, `inputs` makes what it sends, `searcher` looks through what it reads,
`disk` looks at what the app left on disk, `program` is the app's process, `driver` puts them together, and `report`
says what was found.
"""
