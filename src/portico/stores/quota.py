"""How many bytes of disk an app's files take, in all and for each visitor."""

from __future__ import annotations

import threading

from portico.errors import QuotaReached


class Quota:
    """Counts bytes before they are written.

    Args:
        total: Bytes of all files together; None: any number.
        each: Bytes of one visitor's files; None: any number.
    """

    def __init__(self, total: int | None = None, each: int | None = None) -> None:
        self.total = total
        self.each = each
        self.used = 0
        self._by_account: dict[str, int] = {}
        self._lock = threading.Lock()

    def take(self, account: str, size: int) -> None:
        """Count bytes that are about to be written; raises QuotaReached, and counts nothing, where they are too many.

        Args:
            account: Whose they are; empty for what is everybody's, which counts in all only.
            size: How many.
        """
        with self._lock:
            mine = self._by_account.get(account, 0) + size
            if account and self.each is not None and mine > self.each:
                raise QuotaReached("session_disk_quota", self.each)
            if self.total is not None and self.used + size > self.total:
                raise QuotaReached("disk_quota", self.total)
            self.used += size
            if account:
                self._by_account[account] = mine

    def give_back(self, account: str, size: int) -> None:
        """Forget bytes of a file that is gone."""
        with self._lock:
            self.used -= size
            left = self._by_account.get(account, 0) - size
            if left > 0:
                self._by_account[account] = left
            else:
                self._by_account.pop(account, None)

    def of(self, account: str) -> int:
        """Return how many bytes a visitor has."""
        return self._by_account.get(account, 0)

    def __len__(self) -> int:
        return len(self._by_account)
