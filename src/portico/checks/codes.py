"""What can be found, as data: each code with what it is called, why it matters and what to do. Makes docs/checks.md."""

from __future__ import annotations

from portico.mistakes.code import Code

CODES: dict[str, Code] = {
    "PC101": Code(
        "A handler assigns a variable of a module",
        "A module exists once, for all visitors. What a handler writes there for one visitor, it reads there for "
        "the next: the last question, the last picture, the count of somebody else. Loading something once behind "
        "`if x is None` is no finding, as long as nothing of a visitor goes into it.",
        "Keep it in a gr.State; or say gr.shared(…) where the variable gets its first value, if all visitors share "
        "it on purpose.",
        'last = ""\n\ndef ask(question):\n    global last\n    last = question\n    return answer(last)',
        "def ask(question, last):\n"
        "    last = question\n"
        "    return answer(last), last\n"
        "\n"
        "button.click(ask, [question, state], [reply, state])",
    ),
    "PC102": Code(
        "A handler changes an object of a module",
        "A list, a dictionary or any other object of a module exists once, for all visitors. What a handler puts "
        "into it for one visitor stands there for all others, and stays for as long as the process runs. Entries "
        "under the visitor's own `request.session_hash` or under a value from a State are no finding.",
        "Keep it in a gr.State; or say gr.shared(…) where the object is made, if all visitors share it on purpose.",
        "basket = []\n\ndef add(item):\n    basket.append(item)\n    return basket",
        "def add(item, basket):\n"
        "    basket = [*basket, item]\n"
        "    return basket, basket\n"
        "\n"
        "button.click(add, [item, state], [shown, state])",
    ),
    "PC103": Code(
        "A handler changes a variable of the function around it",
        "The function around a handler ran once, when the page was built. Its variables are therefore as shared as "
        "those of a module.",
        "Keep it in a gr.State; or say gr.shared(…) where the variable gets its first value, if all visitors share "
        "it on purpose.",
        "def build():\n"
        "    count = 0\n"
        "\n"
        "    def press():\n"
        "        nonlocal count\n"
        "        count += 1\n"
        "        return count",
        "def press(count):\n    return count + 1, count + 1\n\nbutton.click(press, state, [shown, state])",
    ),
    "PC104": Code(
        "A handler changes the default of a parameter",
        "Python makes a default once, when it reads the `def`. A list or a dictionary that stands there is one for "
        "all calls, and so for all visitors.",
        "Make the default None and the object inside the function; what has to last belongs in a gr.State.",
        "def remember(word, seen=[]):\n    seen.append(word)\n    return seen",
        "def remember(word, seen):\n"
        "    seen = [*seen, word]\n"
        "    return seen, seen\n"
        "\n"
        "box.submit(remember, [box, state], [shown, state])",
    ),
    "PC105": Code(
        "A handler changes the object whose method it is",
        "The object was made once, when the page was built, and all visitors call its methods. What a method "
        "writes to `self` for one visitor, the next one reads.",
        "Return it, or keep it in a gr.State; or say gr.shared(…) where the attribute gets its first value, if all "
        "visitors share it on purpose.",
        "class Bot:\n"
        "    def __init__(self):\n"
        "        self.history = []\n"
        "\n"
        "    def reply(self, text):\n"
        "        self.history.append(text)",
        "class Bot:\n    def reply(self, text, history):\n        return [*history, text]",
    ),
    "PC106": Code(
        "A handler changes an attribute of a class",
        "What stands in the body of a class is one for all its objects, and so for all visitors, even where each "
        "has an object of their own.",
        "Give each object its own in __init__, and keep the object in a gr.State.",
        "class Cart:\n    items = []\n\n    def add(self, item):\n        self.items.append(item)",
        "class Cart:\n    def __init__(self):\n        self.items = []",
    ),
    "PC107": Code(
        "A cache keeps what visitors wrote, without the visitor in its key",
        "`functools.lru_cache`, or a dictionary that is used like it, keeps what a visitor wrote for as long as "
        "the process runs, and gives all visitors the very same object: who changes it changes it for all. On a "
        "method it keeps the object alive as well.",
        "Use @gr.cache, which copies results and has bounds; with per_session=True each visitor has results of "
        "their own.",
        "@functools.lru_cache\ndef parse(text):\n    return text.split()",
        "@gr.cache\ndef parse(text):\n    return text.split()",
    ),
    "PC111": Code(
        "A State begins with an object that the program shares",
        "A State copies its value for each visitor. An object of the module which the program goes on using is "
        "then another one than the State's, and what a function gives as the value is not copied at all: all "
        "visitors hold the same.",
        "Write the value where the State is made, as in gr.State([]), or give a function that makes a new one at "
        "each call.",
        "basket = []\nstate = gr.State(basket)",
        "state = gr.State([])",
    ),
    "PC112": Code(
        "A handler changes a State and does not return it",
        "A State is what the function returns. A number that is only counted up inside is forgotten; a list that "
        "is changed in place survives in this process alone, and is lost once sessions are kept elsewhere.",
        "Put the State among the outputs and return its new value.",
        "def press(count):\n    count += 1\n    return count\n\nbutton.click(press, state, shown)",
        "def press(count):\n    count += 1\n    return count, count\n\nbutton.click(press, state, [shown, state])",
    ),
    "PC113": Code(
        "A State is returned and nobody takes it",
        "No function has the State among its inputs, so nobody reads what was kept. Usually the function that "
        "should read it reads something shared instead.",
        "Put the State among the inputs of the function that needs it, or leave it out.",
        "login.click(lambda name: name, name, state)",
        "login.click(lambda name: name, name, state)\nask.click(answer, [question, state], reply)",
    ),
    "PC114": Code(
        "A handler puts a shared object into a State",
        "The State keeps the object itself. When the same one is in the sessions of several visitors, who changes "
        "theirs changes that of the others.",
        "Return a copy, such as copy.deepcopy(…).",
        "EMPTY = {}\n\ndef reset():\n    return EMPTY\n\nbutton.click(reset, None, state)",
        "def reset():\n    return {}",
    ),
    "PC115": Code(
        "A handler reads `.value` of a State",
        "`.value` is not what the visitor has: it belongs to the page as it was built, which all visitors share.",
        "Put the State among the inputs of the listener and read the parameter.",
        "state = gr.State([])\n\ndef show():\n    return state.value",
        "def show(items):\n    return items\n\nbutton.click(show, state, shown)",
    ),
    "PC121": Code(
        "A handler writes to a file with a fixed name",
        "Two visitors at once write to the same file, and one of them receives what the other made.",
        "Ask tempfile for a name, such as tempfile.NamedTemporaryFile(suffix='.png', delete=False).name.",
        'def draw(text):\n    picture(text).save("out.png")\n    return "out.png"',
        "def draw(text):\n"
        '    with tempfile.NamedTemporaryFile(suffix=".png", delete=False) as file:\n'
        "        picture(text).save(file)\n"
        "    return file.name",
    ),
    "PC131": Code(
        "What a visitor wrote is printed or logged",
        "Logs are read by others, kept for long and copied to other machines. What visitors type, upload or are "
        "called does not belong there.",
        "Log how long it took or how large it was, not what it said.",
        'def answer(question):\n    print("asked:", question)',
        'def answer(question):\n    print("asked:", len(question), "characters")',
    ),
    "PC141": Code(
        "A secret stands in the source",
        "Whoever reads the repository, an image of it or a traceback has the key; taking it out later does not "
        "take it out of the history.",
        "Read it from the environment, as in os.environ['API_KEY'], and replace the one that stood here.",
        'client = Client(api_key="sk-live-4eC39HqLyjWDarjtT1zdp7dc")',
        'client = Client(api_key=os.environ["API_KEY"])',
    ),
    "PC142": Code(
        "A name and a password for the login stand in the source",
        "Whoever reads the source can log in, and a password that is code is never changed.",
        "Read them from the environment or from a file with hashed passwords, or give auth= a function that asks "
        "for them.",
        'demo.launch(auth=("admin", "pass1234"))',
        'demo.launch(auth=(os.environ["APP_USER"], os.environ["APP_PASSWORD"]))',
    ),
    "PC151": Code(
        "share=True in production",
        "A public app needs none of it, and a tunnel leads past the proxy, its login and its limits. The finding "
        "comes with `--profile production` alone.",
        "Leave share out.",
        "demo.launch(share=True)",
        "demo.launch()",
    ),
    "PC152": Code(
        "The server listens on every address",
        "A public app needs none of it, and 0.0.0.0 lets whoever reaches the machine past the proxy. The finding "
        "comes with `--profile production` alone.",
        "Listen on 127.0.0.1 behind the proxy, or set the address where it is deployed: PORTICO_SERVER_NAME.",
        'demo.launch(server_name="0.0.0.0")',
        "demo.launch()",
    ),
    "PC153": Code(
        "debug=True in production",
        "A public app needs none of it, and a verbose log tells more than it should. The finding comes with "
        "`--profile production` alone.",
        "Leave debug out.",
        "demo.launch(debug=True)",
        "demo.launch()",
    ),
    "PC154": Code(
        "show_error=True in production",
        "A public app needs none of it, and the text of an exception may hold paths, values and other visitors' "
        "words. The finding comes with `--profile production` alone.",
        "Leave show_error out and raise gr.Error(…) for what visitors should read.",
        "demo.launch(show_error=True)",
        "demo.launch()",
    ),
    "PC161": Code(
        "A visitor's text becomes a file's path",
        "`../../etc/passwd` is a text as well. A visitor who may name a path may read, or overwrite, what the "
        "process may.",
        "Let visitors choose from a list, gr.Dropdown(…), or keep only Path(text).name and look whether it is one "
        "of yours.",
        'def show(name):\n    return open("notes/" + name).read()',
        "def show(name):\n"
        "    if name not in NOTES:\n"
        "        raise gr.Error('There is no such note.')\n"
        '    return open("notes/" + name).read()',
    ),
    "PC162": Code(
        "A visitor's text is run as Python",
        "`eval` and `exec` do whatever the text says, with everything that the process may do.",
        "Parse what you expect: ast.literal_eval for values, int or float for numbers.",
        "def calculate(text):\n    return eval(text)",
        "def calculate(text):\n    return ast.literal_eval(text)",
    ),
    "PC163": Code(
        "What a visitor sent is unpickled",
        "A pickle is a program. `pickle.load`, and what is built on it, runs it.",
        "Take a format that holds data alone: JSON, CSV, safetensors, yaml.safe_load, torch.load(…, "
        "weights_only=True).",
        "def load(file):\n    return pickle.load(open(file, 'rb'))",
        "def load(file):\n    return json.load(open(file))",
    ),
    "PC164": Code(
        "A visitor's text reaches a shell",
        "A shell runs what stands behind a `;`, too. The name of an uploaded file is a visitor's text as well.",
        "Give subprocess.run a list, without shell=True.",
        'def convert(name):\n    os.system("convert " + name)',
        'def convert(name):\n    subprocess.run(["convert", "--", name], check=True)',
    ),
}
"""Code → what is known of it. The numbers are for ever: a code that is not found any more is not given to another."""
