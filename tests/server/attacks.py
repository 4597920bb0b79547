"""Bad input: bodies, texts for paths and queries, headers. Where a text can hold it, it holds MARK."""

from __future__ import annotations

import json
from typing import Any

MARK = "bad-input-mark"
DEEP = 10_000


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


# What is no JSON, or no JSON that any route takes: always a 422.
MALFORMED = {
    "nothing": b"",
    "white space": b" \r\n\t",
    "cut off": b'{"data": ["' + MARK.encode(),
    "bytes": b"\xff\xfe\x00" + MARK.encode(),
    "not utf-8": b'{"data":["' + MARK.encode() + b'\xff"]}',
    "overlong utf-8": b'{"data":["\xc0\xaf"]}',
    "utf-16": '{"data":["x"]}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + b'{"data":["x"]}',
    "half a character": b'{"data":["' + MARK.encode() + b'\\ud800"]}',
    "the other half": b'{"data":["\\udc00\\ud800"]}',
    "a raw zero": b'{"data":["\x00' + MARK.encode() + b'"]}',
    "a list": _json([MARK]),
    "null": b"null",
    "true": b"true",
    "a number": b"7",
    "text": _json(MARK),
    "NaN": b'{"data":[NaN]}',
    "Infinity": b'{"data":[-Infinity]}',
    "1e400": b'{"data":[1e400]}',
    "-1e400": b'{"data":[-1e400]}',
    "a hundred thousand digits": b'{"data":[' + b"9" * 100_000 + b"]}",
    "hexadecimal": b'{"data":[0x10]}',
    "a leading zero": b'{"data":[007]}',
    "a comma at the end": b'{"data":[],}',
    "single quotes": b"{'data':[]}",
    "a comment": b'{"data":[]/* ' + MARK.encode() + b" */}",
    "two values": b'{"data":[]}{"data":[]}',
    "open arrays": b'{"data":' + b"[" * DEEP,
    "a hundred thousand open arrays": b"[" * 100_000,
    "deep arrays": b'{"data":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep objects": b'{"data":[' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"]}",
    "a form": b"data=" + MARK.encode() + b"&fn_index=0",
    "multipart": b'--B\r\nContent-Disposition: form-data; name="data"\r\n\r\n[]\r\n--B--\r\n',
}

STRANGE_VALUES: list[Any] = [
    None, True, False, -1, 0.5, 1.0, 2**31, 2**63, 2**70, -(2**70), 1e308, "", "0", MARK, "\x00" + MARK, "\x1b[31m",
    "__proto__", "constructor", "../../etc/passwd", "x" * 10_000, "\u202e\u2028", "💥" * 100, [], [MARK], {},
    {"a": MARK},
    {"__proto__": {"polluted": MARK}}, {"constructor": {"prototype": {"polluted": True}}}, [[[[[[[[]]]]]]]],
    {"path": "/etc/passwd"}, {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
    {"path": "../../../../etc/passwd", "meta": {"_type": "gradio.FileData"}, "orig_name": MARK},
    {"path": None, "url": "data:text/html;base64,!!!", "meta": {"_type": "gradio.FileData"}},
    {"path": "http://127.0.0.1:9/" + MARK, "meta": {"_type": "gradio.FileData"}},
    {"path": "file:///etc/passwd", "meta": {"_type": "gradio.FileData"}},
    {"path": ["/etc/passwd"], "meta": {"_type": "gradio.FileData"}},
    {"path": "\x00", "meta": {"_type": "gradio.FileData"}}, {"path": "x" * 5_000, "meta": {"_type": "gradio.FileData"}},
    {"path": 7, "meta": {"_type": "gradio.FileData"}}, {"meta": {"_type": "gradio.FileData"}},
    {"__type__": "update", "value": MARK}, {"__type__": "prop_inputs", "value": MARK},
    {"headers": ["a"], "data": [[1], [2, 3], MARK]}, {"headers": 1, "data": {"a": 1}, "metadata": []},
    [{"role": MARK, "content": {}}], [{"role": "user"}], [["a"], ["b", "c", "d"]], [None, None],
    {"text": 1, "files": 2}, {"video": 1, "subtitles": []}, [{"path": "/etc/passwd"}, 3],
    {"label": [], "confidences": 1},
]  # fmt: skip

# What is JSON, and odd: accepted or refused, but never a failure of the server.
ODD_BODIES = {
    "duplicated members": b'{"data":[1],"data":["x"],"fn_index":0,"fn_index":0,"session_hash":"a","session_hash":"b"}',
    "unknown members": _json({"data": ["x"], "fn_index": 0, "session_hash": "i", "__proto__": {"a": 1}, MARK: MARK}),
    "a zero below zero": b'{"data":[-0, -0.0, 0e0, 1E-400],"fn_index":0,"session_hash":"i"}',
    "forty hundred digits": b'{"data":[' + b"9" * 4_000 + b'],"fn_index":0,"session_hash":"i"}',
    "two to the seventieth": _json({"data": [2**70], "fn_index": 0, "session_hash": "i"}),
    "an escaped zero": _json({"data": ["\x00" + MARK], "fn_index": 0, "session_hash": "i"}),
    "a pair of halves": b'{"data":["\\ud83d\\ude00"],"fn_index":0,"session_hash":"i"}',
    "a hundred thousand inputs": _json({"data": ["x"] * 100_000, "fn_index": 0, "session_hash": "i"}),
    "no inputs": _json({"data": [], "fn_index": 0, "session_hash": "i"}),
    "a long name": _json({"data": ["x"], "fn_index": 0, "session_hash": "i", "x" * 100_000: MARK}),
    "ten thousand names": _json({f"name{n}": MARK for n in range(10_000)}),
    "batched": _json({"data": [["x"]], "fn_index": 0, "session_hash": "i", "batched": True}),
    "deep enough": b'{"data":[' + b"[" * 400 + b"]" * 400 + b'],"fn_index":0,"session_hash":"i"}',
    "deep events": b'{"data":["x"],"fn_index":0,"session_hash":"i","event_data":' + b"[" * 400 + b"]" * 400 + b"}",
}

NAMES = {
    "empty": "",
    "__proto__": "__proto__",
    "constructor": "constructor",
    "dunder": "__class__.__init__",
    "dots": "..",
    "encoded dots": "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "dots and slashes": "../../../../../../etc/passwd",
    "dots twice encoded": "%252e%252e%252fetc%252fpasswd",
    "backslashes": "..%5c..%5cwindows%5cwin.ini",
    "absolute": "/etc/passwd",
    "encoded absolute": "%2fetc%2fpasswd",
    "a drive": "C:%5cwindows%5cwin.ini",
    "a share": "%5c%5chost%5cshare",
    "an NTFS stream": "a.txt::$DATA",
    "a device": "con",
    "proc": "/proc/self/environ",
    "a null": "a%00.txt",
    "a line": "a%0d%0aSet-Cookie:%20x=y",
    "escape codes": "%1b%5b31m",
    "half a character": "%ed%a0%80",
    "bad utf-8": "%ff%fe",
    "a lone percent": "100%",
    "right to left": "%e2%80%ae",
    "long": "x" * 10_000,
    "deep": "a/" * 3_000,
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E",
    "a url": "http://127.0.0.1:9/x",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "a format": "%7B0.__class__%7D%25s%24%7Bx%7D",
    "sql": "'%20OR%201=1--",
}

QUERIES = {
    "nothing": "?",
    "signs": "?&&==&=&;;",
    "a null": "?session_hash=%00&upload_id=%00&v=%00",
    "lines": "?session_hash=a%0d%0ab&upload_id=a%0d%0ab",
    "bad utf-8": "?session_hash=%ff&upload_id=%ff&all_endpoints=%ff",
    "half a character": "?session_hash=%ed%a0%80&upload_id=%ed%a0%80",
    "several": "?session_hash=a&session_hash=b&all_endpoints=x&all_endpoints=y",
    "a long name": "?session_hash=" + "x" * 20_000 + "&upload_id=" + "x" * 20_000,
    "too many": "?" + "a=1&" * 2_000,
    "__proto__": "?__proto__=1&constructor[prototype]=2&session_hash=__proto__&page=__proto__&deep_link=..",
    "not a number": "?session_hash=NaN&v=1e400&all_endpoints=-0",
}

# Header lines that are strange, and with which any route may go on; whatever it does, it is no failure.
ODD_HEADERS = {
    "ranges": ["Range: bytes=9-1", "Range: bytes=" + "0-1," * 500],
    "a range of another unit": ["Range: lines=1-2"],
    "forwarded nonsense": ['X-Forwarded-Host: evil"><script>', "X-Forwarded-Proto: javascript"],
    "another server": ["X-Gradio-Server: http://[", "X-Gradio-User: \xff"],
    "origin": ["Origin: null"],
    "another origin": ["Origin: http://[::1"],
    "encodings": ["Accept-Encoding: ;;q=,,gzip;q=nan,*;q=1e400", "Accept: */*/*"],
    "tags": ['If-None-Match: "', "If-Modified-Since: yesterday", "If-Range: \xff"],
    "cookies": ["Cookie: =;=;;a=" + "x" * 4_000 + '; "; \xff=\xfe'],
    "an upgrade": ["Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"],
    "many": [f"X-{n}: {n}" for n in range(500)],
}

# Heads that are no HTTP, or are two requests to some readers: refused by whoever reads them first.
BROKEN_HEADS = {
    "two lengths": "Content-Length: 1\r\nContent-Length: 2",
    "a length below zero": "Content-Length: -1",
    "a length that is none": "Content-Length: ten",
    "a length of seventy digits": "Content-Length: " + "9" * 70,
    "a length and chunks": "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "another encoding": "Transfer-Encoding: gzip",
    "no colon": "what is this",
    "a null": "X-A: a\x00b",
    "a space in a name": "X A: b",
}

DISPOSITION = b'Content-Disposition: form-data; name="files"; filename="%b"\r\n\r\n'
# Multipart bodies with the boundary B, each refused with a 4xx.
BAD_FORMS = {
    "nothing": b"",
    "no boundary": b"hello " + MARK.encode(),
    "another boundary": b"--C\r\n" + DISPOSITION % b"a.txt" + b"x\r\n--C--\r\n",
    "no end": b"--B\r\n" + DISPOSITION % b"a.txt" + MARK.encode(),
    "no headers' end": b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.txt"',
    "no name": b"--B\r\n" + DISPOSITION % b"" + b"x\r\n--B--\r\n",
    "a folder": b"--B\r\n" + DISPOSITION % b"a/" + b"x\r\n--B--\r\n",
    "the folder above": b"--B\r\n" + DISPOSITION % b".." + b"x\r\n--B--\r\n",
    "the folder above, the other way": b"--B\r\n" + DISPOSITION % b"..\\.." + b"x\r\n--B--\r\n",
    "a header without end": b"--B\r\nX-A: " + b"a" * 100_000 + b"\r\n\r\nx\r\n--B--\r\n",
    "a thousand headers": b"--B\r\n" + b"X-A: b\r\n" * 1_000 + b"\r\nx\r\n--B--\r\n",
    "too many parts": b"".join(b"--B\r\n" + DISPOSITION % b"a" + b"x\r\n" for _ in range(1_001)) + b"--B--\r\n",
    "too large a file": b"--B\r\n" + DISPOSITION % b"a.txt" + b"x" * 200_000 + b"\r\n--B--\r\n",
    "too large a field": b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 2_000_000 + b"\r\n--B--",
    "too much before": b"x" * 2_000_000 + b"--B--\r\n",
    "too much after": b"--B\r\n" + DISPOSITION % b"a.txt" + b"x\r\n--B--\r\n" + b"x" * 2_000_000,
    "a bad header": b"--B\r\n\x00\xff\r\n\r\nx\r\n--B--\r\n",
}
# Names that a file may be given in a form: kept under a safe one, or refused.
ODD_FILE_NAMES = [
    "../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "C:\\x", "con", "a\x1b.txt", "x" * 5_000, "💥.txt",
    "__proto__", ".htaccess", "a.txt::$DATA", " ", "...", "a%00.txt", "\u202etxt.exe", "-rf", "~root", "$(id)",
]  # fmt: skip
CONTENT_TYPES = ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx",
                 "text/json", "image/png", "\xff", "application/json, text/plain", ";"]  # fmt: skip
FORM_TYPES = ["", "application/json", "multipart/form-data", "multipart/form-data; boundary=",
              "multipart/mixed; boundary=B", "multipart/form-data; boundary=" + "B" * 5_000,
              "text/plain; boundary=B", "\xff"]  # fmt: skip
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
