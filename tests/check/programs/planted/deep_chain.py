"""Twenty functions stand between the input and the file."""

import portico as gr


def a(name):
    return b(name)


def b(name):
    return c(name)


def c(name):
    return d(name)


def d(name):
    return e(name)


def e(name):
    return f(name)


def f(name):
    return g(name)


def g(name):
    return h(name)


def h(name):
    return i(name)


def i(name):
    return j(name)


def j(name):
    return k(name)


def k(name):
    return m(name)


def m(name):
    return n(name)


def n(name):
    return o(name)


def o(name):
    return p(name)


def p(name):
    return q(name)


def q(name):
    return open(name).read()  # expect: PC161


demo = gr.Interface(a, "text", "text")
