"""Ways that look as if they led an input astray, and lead elsewhere: programs whose handler is `f`."""

from __future__ import annotations

RIGHT = {
    "other_attr": """
class A:
    def __init__(self, t):
        self.t = t
        self.n = 3
        self.name = "fixed"
def f(text):
    a = A(text)
    print(a.n, a.name)
    return open("x/" + a.name).read()
""",
    "other_member": """
def f(text):
    d = {"t": text, "n": 1}
    d2 = {**d, "z": 2}
    print(d2["n"], d2["z"])
    return d2["t"]
""",
    "validated_in_callee": """
NAMES = {"a": "a.txt"}
def check(name):
    if name not in NAMES: raise ValueError
    return name
def f(text):
    name = check(text)
    return open(name).read()
""",
    "overwritten": """
class Job:
    def __init__(self): self.cmd = ""
    def set(self, t): self.cmd = t
    def reset(self): self.cmd = "date"
def f(text):
    import os
    j = Job(); j.set(text); j.reset()
    os.system(j.cmd)
""",
    "local_lists": """
def collect(items, x): items.append(x)
def f(text):
    items = []
    collect(items, text)
    return items
""",
    "service_reads": """
class Model:
    def __init__(self): self.names = ["a"]
    def run(self, t): return [n for n in self.names if n in t]
model = Model()
def f(text): return str(model.run(text))
""",
    "fresh_copy_of_global": """
DEFAULT = {"a": 1}
def mine(): return dict(DEFAULT)
def f(text):
    m = mine()
    m["x"] = text
    m["a"] = 2
    return str(m)
""",
    "tuple_positions": """
def split(text): return text, 3
def f(text):
    t, n = split(text)
    print(n)
    return t
""",
    "logger_counts": """
import logging
log = logging.getLogger("x")
def note(n): log.info("got %d", n)
def f(text):
    note(len(text))
    return text
""",
    "per_call_service": """
class Session:
    def __init__(self): self.items = []
    def add(self, x):
        self.items.append(x)
        return self
def make(): return Session()
def f(text):
    s = make()
    s.add(text).add("x")
    return str(s.items)
""",
    "table_of_safe": """
import subprocess
def a(t): return t.upper()
def b(t): return t.lower()
T = {"a": a, "b": b}
def f(text):
    return T["a"](text) + T["b"](text)
""",
    "basename": """
import os
def safe(n): return os.path.basename(n)
def f(text):
    return read(safe(text))
def read(n): return open(os.path.join("data", n)).read()
""",
    "shared_on_purpose": """
seen = gr.shared([])
def get(): return seen
def f(text):
    get().append(len(text))
    return text
""",
    "builder": """
class Prompt:
    def __init__(self): self.parts = []; self.used = 0
    def add(self, p): self.parts.append(p); self.used += 1; return self
    def text(self): return " ".join(self.parts)
def f(text):
    p = Prompt().add("You").add(text)
    print("parts", p.used)
    return p.text()
""",
    "cache_by_program_key": """
MODELS = {}
def load(name):
    if name not in MODELS:
        MODELS[name] = object()
    return MODELS[name]
def f(text):
    load("small")
    return text
""",
    "enter_self": """
class T:
    def __enter__(self):
        self.x = 1
        return self
    def __exit__(self, *a): self.x = 2
def f(text):
    with T() as t:
        t.y = text
        print(t.x)
    return t.y
""",
}
