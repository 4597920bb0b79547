from .names import tidy


class Basket:
    def __init__(self):
        self.items = []

    def add(self, name):
        self.items.append(tidy(name))

    def last(self):
        return self.items[-1]
