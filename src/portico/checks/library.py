"""What functions and types outside the program do, as data."""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


WORDS = frozenset({"text", "path", "code"})
"""The taint of what a visitor wrote."""

TYPED = listed(
    """
    textbox textarea text code multimodaltextbox chatbot json dataframe html markdown highlightedtext browserstate
    matrix list numpy
    """
)
"""Components whose value is what a visitor wrote; by their class's name, in small letters."""
SENT = listed(
    """
    file files uploadbutton image imageeditor sketchpad paint audio video gallery model3d annotatedimage webcam
    """
)
"""Components whose value is what a visitor sent."""

MUTATORS: dict[str, frozenset[str]] = {
    "list": listed("append extend insert remove pop clear sort reverse"),
    "dict": listed("update setdefault pop popitem clear move_to_end"),
    "set": listed("add discard remove pop clear update difference_update intersection_update"),
    "bytearray": listed("append extend insert pop clear"),
    "deque": listed("append appendleft extend extendleft insert pop popleft remove clear rotate"),
    "Counter": listed("subtract"),
    "Queue": listed("put put_nowait get get_nowait"),
    "SimpleQueue": listed("put put_nowait get get_nowait"),
    "Event": listed("set clear"),
    "StringIO": listed("write writelines truncate"),
    "BytesIO": listed("write writelines truncate"),
    "array": listed("append extend insert pop"),
    "DataFrame": listed("insert pop update"),
    "ndarray": listed("fill sort resize itemset"),
}
"""Methods that change their object, by the name of a class that it is or inherits from."""
ANYWAY = listed("append appendleft extend insert setdefault popitem")
"""Methods that change their object, whatever it is."""
INPLACE = "inplace"
FIRST_CHANGED = listed(
    """
    heapq.heappush heapq.heappop heapq.heappushpop heapq.heapify bisect.insort bisect.insort_left
    bisect.insort_right random.shuffle builtins.setattr builtins.delattr operator.setitem
    """
)
"""Functions that change their first argument."""

OWN_KIND = listed(
    """
    threading.local contextvars.ContextVar _contextvars.ContextVar _thread._local logging.Logger logging.RootLogger
    _thread.lock _thread.RLock threading.Condition threading.Semaphore threading.BoundedSemaphore asyncio.locks.Lock
    asyncio.locks.Semaphore weakref.WeakKeyDictionary
    """
)
"""Types whose objects are made to be used by all, or keep apart what they hold."""

LAZY_TYPES = (str, bytes, int, float, complex, bool, frozenset, range, type(None), type(...))
"""Types whose objects nobody can change."""

MEASURES = listed(
    """
    builtins.len builtins.int builtins.float builtins.bool builtins.isinstance builtins.hash builtins.id
    builtins.type builtins.callable builtins.sum builtins.round builtins.abs builtins.any builtins.all
    builtins.hasattr builtins.issubclass builtins.ord builtins.min builtins.max os.path.getsize os.path.exists
    os.path.isfile os.path.isdir
    """
)
"""Functions whose results say next to nothing of what they were given."""
MEASURING = listed(
    """
    hashlib hmac time random secrets uuid statistics math cmath decimal fractions datetime zlib.crc32 difflib
    """
)
"""Modules of such functions."""
UNIQUE = listed("uuid secrets")
"""Modules whose results nobody guesses."""
MEASURED = listed(
    """
    shape size dtype ndim mode width height duration sampling_rate columns index nbytes suffix
    """
)
"""Attributes that say next to nothing of what they belong to."""
COUNTING = listed(
    """
    count find rfind index startswith endswith isdigit isalpha isalnum isspace isupper islower isidentifier
    isnumeric isdecimal exists is_file is_dir stat bit_length
    """
)
"""Methods that say next to nothing of their object."""
RUNNERS = listed("submit to_thread run_in_executor run_sync map starmap apply apply_async imap reduce")
"""Functions of libraries that give what the function gives that they were given."""
FILLED = listed("format format_map substitute safe_substitute render")
"""Methods of templates, whose results say what they were given."""
READERS = listed("read_ open load loads from_ imread fromstring frombuffer parse")
"""How functions of other libraries begin whose result is what they were given, in another form."""
COPIES = listed(
    """
    builtins.list builtins.dict builtins.set builtins.tuple builtins.sorted builtins.frozenset copy.copy
    copy.deepcopy builtins.str builtins.repr
    """
)

NAMES_ONLY = listed("name stem")
"""Attributes of a path that hold no folder."""
SAFE_NAMES = listed(
    """
    os.path.basename ntpath.basename posixpath.basename werkzeug.utils.secure_filename re.sub slugify.slugify
    urllib.parse.quote urllib.parse.quote_plus uuid.uuid5
    """
)
"""Functions whose results name a file in its folder at most."""
SAFE_WORDS = listed("shlex.quote shlex.join builtins.repr")
"""Functions whose results a shell takes as one word."""
PARSED = listed("ast.literal_eval")
"""Functions whose results are data, and no program."""

READS_PATH: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(
        listed(
            """
            builtins.open io.open os.open os.remove os.unlink os.rmdir os.listdir os.scandir os.walk os.makedirs
            os.mkdir os.stat shutil.rmtree shutil.make_archive codecs.open gzip.open zipfile.ZipFile
            tarfile.open sqlite3.connect linecache.getlines PIL.Image.open numpy.load numpy.loadtxt cv2.imread
            soundfile.read librosa.load pandas.read_csv pandas.read_json pandas.read_excel pandas.read_parquet
            pandas.read_table imageio.imread glob.glob runpy.run_path torch.load
            """
        ),
        (0,),
    ),
    **dict.fromkeys(listed("shutil.copy shutil.copyfile shutil.copy2 shutil.move os.rename os.replace"), (0, 1)),
    "torch.save": (1,),
    "joblib.dump": (1,),
    "numpy.save": (0,),
}
"""Functions that reach for a file, and which of their arguments name it."""
PATH_METHODS = listed(
    """
    open read_text read_bytes write_text write_bytes unlink mkdir rmdir iterdir glob rglob touch rename replace
    symlink_to
    """
)
"""What a Path does with the file it names."""

WRITES: dict[str, int] = {
    "shutil.copy": 1, "shutil.copyfile": 1, "shutil.copy2": 1, "shutil.move": 1, "os.rename": 1, "os.replace": 1,
    "numpy.save": 0, "numpy.savez": 0, "numpy.savez_compressed": 0, "numpy.savetxt": 0, "soundfile.write": 0,
    "scipy.io.wavfile.write": 0, "imageio.imwrite": 0, "imageio.mimsave": 0, "imageio.v2.imwrite": 0,
    "imageio.v2.mimsave": 0, "imageio.v3.imwrite": 0, "cv2.imwrite": 0, "torch.save": 1, "joblib.dump": 1,
    "torchaudio.save": 0, "matplotlib.pyplot.savefig": 0, "urllib.request.urlretrieve": 1,
    "matplotlib.pyplot.imsave": 0, "torchvision.utils.save_image": 1, "shutil.make_archive": 0,
    "cv2.VideoWriter": 0, "imageio.get_writer": 0,
}  # fmt: skip
"""Functions that write a file, and which argument names it."""
OPENS = listed(
    """
    builtins.open io.open codecs.open gzip.open zipfile.ZipFile tarfile.open wave.open bz2.open lzma.open
    """
)
"""Functions that write a file if their mode says so."""
SAVES = listed(
    """
    save to_csv to_excel to_json to_parquet to_html to_pickle to_feather savefig write_html write_image export
    tofile save_pretrained save_to_file write_videofile write_audiofile write_gif output
    """
)
"""Methods that write a file, named by their first argument."""

RUNS = listed(
    """
    builtins.eval builtins.exec builtins.compile builtins.__import__ importlib.import_module sympy.sympify
    numexpr.evaluate pandas.eval code.interact
    """
)
"""Functions that run a text as a program."""
UNPICKLES = listed(
    """
    pickle.load pickle.loads dill.load dill.loads cloudpickle.load cloudpickle.loads joblib.load torch.load
    yaml.load yaml.unsafe_load yaml.full_load marshal.load marshal.loads shelve.open pandas.read_pickle numpy.load
    pickle.Unpickler jsonpickle.decode
    """
)
"""Functions that make any object out of what they are given."""
SHELLS = listed(
    """
    os.system os.popen subprocess.getoutput subprocess.getstatusoutput asyncio.create_subprocess_shell
    asyncio.subprocess.create_subprocess_shell commands.getoutput
    """
)
"""Functions that give a text to a shell."""
STARTS = listed(
    """
    subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen
    """
)
"""Functions that give a text to a shell if `shell=True`, or if the program is one."""
SHELL_PROGRAMS = listed("sh bash zsh dash ksh cmd powershell /bin/sh /bin/bash")

LOGS = listed(
    """
    logging.debug logging.info logging.warning logging.warn logging.error logging.critical logging.exception
    logging.log warnings.warn pprint.pprint pprint.pp rich.print sys.stdout.write sys.stderr.write syslog.syslog
    traceback.print_exception
    """
)
"""Functions that write into a log."""
LEVELS = listed("debug info warning warn error critical exception log success trace")
"""A logger's methods."""

ELSEWHERE = {"posix": "os", "nt": "os", "_pickle": "pickle", "_io": "io", "posixpath": "os.path", "ntpath": "os.path"}
"""Modules under which Python keeps what programs import from another one."""
KNOWN = frozenset(
    {*FIRST_CHANGED, *MEASURES, *COPIES, *SAFE_NAMES, *SAFE_WORDS, *PARSED, *READS_PATH, *WRITES, *OPENS, *RUNS}
    | {*UNPICKLES, *SHELLS, *STARTS, *LOGS}
)
"""All functions that have an entry of their own above."""


def canonical(module: str, name: str) -> str:
    """Return what a function of a library is called in the tables above, whatever module it was taken from."""
    first, _, rest = module.partition(".")
    whole = ".".join(one for one in (ELSEWHERE.get(module) or ELSEWHERE.get(first, first), rest, name) if one)
    if whole in KNOWN:
        return whole
    short = f"{first}.{name.rpartition('.')[2]}"
    return short if short in KNOWN else whole
