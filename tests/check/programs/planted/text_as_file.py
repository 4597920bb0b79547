"""A visitor's text is the path of a file that is sent."""

import portico as gr

demo = gr.Interface(lambda s: s, "text", "file")  # expect: PC161
