LAST = ""


def tidy(name):
    return name.strip().lower()


def folder():
    return "goods/"


def remember(name):
    global LAST
    LAST = name  # expect: PC101
