import shop.names
from shop import names as other

shown = []


def show(name):
    shown.append(name)  # expect: PC102
    other.remember(name)
    return read(shop.names.folder() + name)


def read(path):
    with open(path) as file:  # expect: PC161
        return file.read()
