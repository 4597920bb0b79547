"""One running ffmpeg that makes AAC of samples as they come.

The pieces of a sound are encoded by one program from the first to the last, so that they join without a gap: each
encoder begins with silence of its own.
"""

from __future__ import annotations

import subprocess
import threading
from typing import Any

from portico.errors import ResultError
from portico.media import adts

BEHIND = 5
"""Frames that a working encoder may still hold back: those it looks ahead to, and those of half-filled pipes."""
PATIENCE = 5.0
"""Seconds after which a piece goes on without what the encoder still holds back."""


class AacEncoder:
    """Samples in, frames out.

    Args:
        program: The path of ffmpeg.
        rate: Samples a second.
        channels: How many of them at once.
    """

    def __init__(self, program: str, rate: int, channels: int) -> None:
        self.rate = rate
        self.channels = channels
        self._samples = 0
        self._given = 0
        self._ready = bytearray()
        self._ended = False
        self._change = threading.Condition()
        command = [
            program, "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "pipe",
            "-f", "s16le", "-ar", str(rate), "-ac", str(channels), "-i", "pipe:0",
            "-c:a", "aac", "-f", "adts", "-flush_packets", "1", "pipe:1",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._reader = threading.Thread(target=self._read, name="portico-aac", daemon=True)
        self._reader.start()

    def encode(self, samples: Any) -> bytes:
        """Take int16 samples, frames or frames × channels; return the frames of AAC that are ready now."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(samples.astype("<i2").tobytes())
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            raise ResultError(f"ffmpeg does not make AAC of {self.rate} samples a second.", code="PE305") from None
        self._samples += len(samples)
        due = self._samples // adts.BLOCK - BEHIND
        with self._change:
            self._change.wait_for(lambda: self._ended or self._given + adts.frames(self._ready) >= due, PATIENCE)
            return self._taken()

    def finish(self) -> bytes:
        """End the program; return the frames that were left."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        self._reader.join(PATIENCE)
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        with self._change:
            return self._taken()

    def _taken(self) -> bytes:
        taken = bytes(self._ready[: adts.whole(self._ready)])
        self._given += adts.frames(taken)
        del self._ready[: len(taken)]
        return taken

    def _read(self) -> None:
        stream: Any = self._process.stdout
        while data := stream.read1(65536):
            with self._change:
                self._ready += data
                self._change.notify_all()
        with self._change:
            self._ended = True
            self._change.notify_all()
