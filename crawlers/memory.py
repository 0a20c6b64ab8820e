"""The bound on a crawl's memory, measured on the crawl alone."""

from __future__ import annotations

import re
from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

STATUS = Path("/proc/self/status")
PEAK = re.compile(rb"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


class OwnMemory(MemoryUsage):
    """Scrapy's memory limit that does not count the process which started the crawl.

    On Linux a process starts with its parent's `ru_maxrss`, so that a crawl begun by a process
    with a loaded model would be over its limit before it asked anything. `VmHWM` starts anew.
    """

    def get_virtual_size(self) -> int:
        """Return the most memory that this process has held, in bytes."""
        try:
            peak = PEAK.search(STATUS.read_bytes())
        except FileNotFoundError:  # no Linux
            peak = None
        return int(peak[1]) * 1024 if peak else super().get_virtual_size()
