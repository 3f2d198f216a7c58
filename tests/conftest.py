"""What holds for every test."""

from __future__ import annotations

import signal

# A shell that starts tests in the background has them ignore Ctrl-C, and so would every program that a
# test starts and interrupts. A handler of our own is the default again in programs that are started.
signal.signal(signal.SIGINT, signal.default_int_handler)
