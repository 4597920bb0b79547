"""Python values to files and plain JSON, and back: images, sound, video, tables, figures.

Pure functions, called by components inside worker threads. They know no component, no store and no HTTP, hold no
state, and import the library a value belongs to only inside the function that needs it.
"""
