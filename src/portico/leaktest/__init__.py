"""The test for leaks: simulated visitors use an app at once, and what each could read is searched for the others' data.

`portico leaktest` runs it. It speaks to the app as any client does, over HTTP, and knows nothing of its insides.
`visitor` goes along its `journey` by `events` of the page and `calls` of the API, `inputs` makes what it sends,
`reading` reads what comes back, `searcher` looks through it, `disk` looks at what the app left there, `program` is the
app's process, `driver` puts them together, and `report` says what was found.
"""
