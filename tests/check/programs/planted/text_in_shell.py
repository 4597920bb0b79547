"""A command made of what a visitor wrote."""

import os
import subprocess

import portico as gr


def look_up(host):
    os.system(f"ping -c 1 {host}")  # expect: PC164
    found = subprocess.run("host " + host, shell=True, capture_output=True, text=True)  # expect: PC164
    return found.stdout


demo = gr.Interface(look_up, "text", "text")
