"""Ways from an input to where it must not go: programs whose handler is `f`; `#!` marks what is wrong."""

from __future__ import annotations

WRONG = {
    "kwargs": """
def run(**options):
    go(options)
def go(options):
    eval(options["x"]) #!
def f(text):
    run(x=text, y=1)
""",
    "varargs": """
def go(*parts):
    last(parts)
def last(parts):
    eval(parts[-1]) #!
def f(text):
    go("a", text)
""",
    "nested_dict": """
def fill(cfg, text):
    cfg["a"]["b"] = text
def use(cfg):
    eval(cfg["a"]["b"]) #!
def f(text):
    cfg = {"a": {}}
    fill(cfg, text)
    use(cfg)
""",
    "list_of_objects": """
class Item:
    def __init__(self, name): self.name = name
def items(text):
    return [Item(one) for one in text.split()]
def f(text):
    for item in items(text):
        show(item)
def show(item):
    print(item.name) #!
""",
    "dict_of_objects": """
class Item:
    def __init__(self, name): self.name = name
def f(text):
    table = {}
    for one in text.split():
        table[one] = Item(one)
    for key, item in table.items():
        show(item)
def show(item):
    print(item.name) #!
""",
    "setattr_self": """
class Bag:
    def __init__(self, **kw):
        for k, v in kw.items():
            setattr(self, k, v)
    def run(self):
        eval(self.code) #!
def f(text):
    Bag(code=text).run()
""",
    "classmethod": """
import os
class Job:
    def __init__(self, cmd): self.cmd = cmd
    @classmethod
    def of(cls, text):
        return cls("echo " + text)
    @staticmethod
    def sh(cmd):
        os.system(cmd) #!
    def run(self):
        self.sh(self.cmd)
def f(text):
    Job.of(text).run()
""",
    "shared_service": """
import os
class Service:
    def __init__(self): self.shell = Shell()
    def handle(self, text): return self.shell.run(self.prepare(text))
    def prepare(self, text): return f"echo {text}"
class Shell:
    def run(self, cmd): return os.popen(cmd).read() #!
service = Service()
def f(text):
    return service.handle(text)
""",
    "handler_method": """
import os
class App:
    def __init__(self): self.n = 1
    def f(self, text): return self.g(text)
    def g(self, text): return eval(text) #!
f = App().f
""",
    "decorator": """
import functools
def logged(fn):
    @functools.wraps(fn)
    def inner(*args, **kw):
        note(args)
        return fn(*args, **kw)
    return inner
def note(args):
    print("called with", args[0]) #!
@logged
def f(text):
    return text
""",
    "contextmanager": """
from contextlib import contextmanager
@contextmanager
def opened(name):
    with open(name) as file: #!
        yield file
def f(text):
    with opened("data/" + text) as file:
        return file.read()
""",
    "early_return": """
def fill(d, text):
    if not text:
        return
    d["x"] = text
    return
def f(text):
    d = {}
    fill(d, text)
    eval(d["x"]) #!
""",
    "conditional": """
def pick(text, upper):
    return text.upper() if upper else text
def f(text):
    cmd = pick(text, True)
    eval(cmd) #!
""",
    "global_through": """
counts = {}
def table():
    return counts
def bump(where, key):
    where[key] = where.get(key, 0) + 1 #!
def f(text):
    bump(table(), "all")
    return text
""",
    "global_list_alias": """
history = []
class Log:
    def __init__(self, target): self.target = target
    def add(self, x): self.target.append(x) #!
log = Log(history)
def f(text):
    log.add(text)
    return text
""",
    "global_int": """
count = 0
def bump():
    global count
    count += 1 #!
def step(n):
    for _ in range(n): bump()
def f(text):
    step(2)
    return text
""",
    "walrus": """
def f(text):
    if (name := text.strip()) and use(name):
        return name
def use(name):
    return open(name) #!
""",
    "lambda_table": """
OPS = {"a": lambda x: eval(x), "b": lambda x: x} #!
def f(text):
    return OPS["a"](text)
""",
    "getattr_dispatch": """
class Tools:
    def do_eval(self, text): return eval(text) #!
def f(text):
    tools = Tools()
    return tools.do_eval(text)
""",
    "partial_attr": """
from functools import partial
def go(a, b): return eval(b) #!
class C:
    def __init__(self): self.fn = partial(go, 1)
def f(text):
    return C().fn(text)
""",
    "thread": """
import threading
def go(text): eval(text) #!
def f(text):
    t = threading.Thread(target=go, args=(text,)); t.start()
""",
    "to_thread": """
import asyncio
def go(text): return eval(text) #!
async def mid(text): return await asyncio.to_thread(go, text)
async def f(text): return await mid(text)
""",
    "gather": """
import asyncio
async def go(text): return eval(text) #!
async def f(text): return await asyncio.gather(go(text), go("1"))
""",
    "submit": """
from concurrent.futures import ThreadPoolExecutor
def go(text): return eval(text) #!
def f(text):
    with ThreadPoolExecutor() as pool:
        return pool.submit(go, text).result()
""",
    "submit_result": """
from concurrent.futures import ThreadPoolExecutor
def go(text): return text.upper()
def f(text):
    with ThreadPoolExecutor() as pool:
        found = pool.submit(go, text).result()
    return eval(found) #!
""",
    "map": """
def go(text): return eval(text) #!
def f(text):
    return list(map(go, text.split()))
""",
    "zip_enumerate": """
def f(text):
    for i, (a, b) in enumerate(zip(text.split(), [1, 2])):
        use(i, a)
def use(i, a):
    print(a) #!
""",
    "namedtuple": """
from typing import NamedTuple
class P(NamedTuple):
    name: str
    n: int
def make(text): return P(text, 1)
def f(text):
    p = make(text)
    return open(p.name) #!
""",
    "inner_class_state": """
class Chain:
    def __init__(self): self.steps = []
    def add(self, s):
        self.steps.append(s)
        return self
    def run(self):
        for s in self.steps:
            eval(s) #!
def f(text):
    Chain().add("1").add(text).run()
""",
    "obj_in_obj": """
class A:
    def __init__(self): self.b = B()
class B:
    def __init__(self): self.cmd = ""
def fill(a, text): a.b.cmd = text
def f(text):
    a = A()
    fill(a, text)
    eval(a.b.cmd) #!
""",
    "swap": """
def pair(a, b): return b, a
def f(text):
    x, y = pair(text, "1")
    eval(y) #!
""",
    "format_late": """
TEMPLATE = "echo {name}"
def build(**kw): return TEMPLATE.format(**kw)
def f(text):
    import os
    os.system(build(name=text)) #!
""",
    "reraise": """
def f(text):
    try:
        return eval(check(text)) #!
    except ValueError:
        return ""
def check(t):
    if not t: raise ValueError
    return t
""",
    "chat_like": """
import subprocess
def tool(args): return subprocess.getoutput(args["cmd"]) #!
TOOLS = [tool]
def f(text):
    call = {"name": "sh", "args": {"cmd": text}}
    return TOOLS[0](call["args"])
""",
    "json": """
import json
def f(text):
    data = json.loads(text)
    return use(data["p"])
def use(p):
    return open(p).read() #!
""",
    "str_join_gen": """
def f(text):
    cmd = " ".join(quote(one) for one in text.split())
    eval(cmd) #!
def quote(x): return '"' + x + '"'
""",
    "star_list": """
def f(text):
    args = ["ls", *extra(text)]
    run(args)
def extra(t): return t.split()
def run(args):
    import os
    os.system(" ".join(args)) #!
""",
    "nonlocal": """
def f(text):
    cmd = ""
    def set_it(x):
        nonlocal cmd
        cmd = x
    set_it(text)
    eval(cmd) #!
""",
    "abc_method": """
from abc import ABC, abstractmethod
class Base(ABC):
    def go(self, t): return self.step(t)
    @abstractmethod
    def step(self, t): ...
class Impl(Base):
    def step(self, t): return eval(t) #!
def f(text):
    return Impl().go(text)
""",
    "loop_accumulate": """
def f(text):
    out = ""
    for line in lines(text):
        out += line
    save(out)
def lines(t):
    for l in t.split(): yield l
def save(x):
    print(x) #!
""",
    "class_attr_registry": """
class Reg:
    items = {}
    @classmethod
    def add(cls, k, v):
        cls.items[k] = v #!
def put(k, v): Reg.add(k, v)
def f(text):
    put("last", text)
""",
    "sorted_key": """
def key(x):
    print(x) #!
    return len(x)
def f(text):
    return sorted(text.split(), key=key)
""",
    "local_class": """
def f(text):
    class Box:
        def __init__(self, v): self.v = v
        def go(self): return eval(self.v) #!
    return Box(text).go()
""",
    "iter_protocol": """
class Lines:
    def __init__(self, t): self.t = t
    def __iter__(self):
        for one in self.t.split(): yield one
def f(text):
    for one in Lines(text):
        eval(one) #!
""",
    "getitem": """
class Cfg:
    def __init__(self, d): self.d = d
    def __getitem__(self, k): return self.d[k]
def f(text):
    eval(Cfg({"a": text})["a"]) #!
""",
    "enter": """
class Job:
    def __init__(self, t): self.t = t
    def __enter__(self): return self.t
    def __exit__(self, *a): return None
def f(text):
    with Job(text) as t:
        eval(t) #!
""",
    "str_method": """
class W:
    def __init__(self, t): self.t = t
    def __str__(self): return self.t
def f(text):
    print(f"got {W(text)}") #!
""",
}
