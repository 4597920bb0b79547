"""Properties, a callable object, and an object in an object."""

import portico as gr


class Place:
    def __init__(self, name):
        self._name = name

    @property
    def path(self):
        return "data/" + self._name


class Reader:
    def __init__(self, place):
        self.place = place
        self.size = 100

    def __call__(self):
        return self._read(self.size)

    def _read(self, size):
        with open(self.place.path) as file:  # expect: PC161
            return file.read(size)


def reader(text):
    return Reader(Place(text))


def answer(text):
    return reader(text)()


demo = gr.Interface(answer, "text", "text")
