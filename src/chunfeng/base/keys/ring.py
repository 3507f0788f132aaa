"""Where the secrets are kept. A generation is one pair of secrets, one to seal and one to index, never used themselves:
every use gets a key of its own, derived from them."""

from __future__ import annotations

import json
import os
import secrets
import stat
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: current: seals and indexes. old: rows under it are being re-sealed and must still be found. retired: opens backups.
Stage = Literal["current", "old", "retired"]
SECRET_BYTES: Final = 32
MOST_GENERATIONS: Final = 0xFFFF


class KeyLost(Exception):
    """A key that is needed is not there. Its sentence names the key and what to do, never a value."""


class Keeper(Protocol):
    """What stands between us and the secrets: a file here, a KMS or HSM elsewhere. It hands out derived keys only."""

    def current(self) -> int:
        """The generation under which new values are sealed and indexed."""

    def live(self) -> tuple[int, ...]:
        """Generations under which a row may still be indexed, the current one first."""

    def derive(self, generation: int, use: str, length: int) -> bytes:
        """The key of one use, `length` bytes; KeyLost when the generation is unknown."""


@dataclass(frozen=True, slots=True)
class Generation:
    id: int
    stage: Stage
    made_on: str
    seal: str
    index: str

    def __repr__(self) -> str:
        return f"Generation({self.id}, {self.stage})"


@lru_cache(maxsize=4096)
def _derived(secret: str, use: str, length: int) -> bytes:
    return HKDF(hashes.SM3(), length, None, f"chunfeng {use}".encode()).derive(bytes.fromhex(secret))


class FileKeeper:
    """The ring as a JSON file that only its owner may read. Read again when it changes, so that a rotation started by
    another process is seen at once."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._seen: tuple[int, int, int] | None = None
        self._ring: dict[int, Generation] = {}
        self._live: tuple[int, ...] = ()

    def exists(self) -> bool:
        return self.file.exists()

    def create(self) -> None:
        """The first generation; a ring that is there already stays as it is."""
        if not self.exists():
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write([_fresh(1)], new=True)

    def begin(self) -> bool:
        """A new current generation, unless an earlier rotation is still under way; says whether one was made."""
        self._read()
        if len(self._live) > 1:
            return False
        following = max(self._ring) + 1
        if following > MOST_GENERATIONS:
            raise KeyLost("密钥代数已用尽")
        aged = [replace(g, stage="old") if g.stage == "current" else g for g in self._ring.values()]
        self._write([*aged, _fresh(following)])
        return True

    def finish(self) -> None:
        """Rows under old generations are gone: nothing is looked up under them any more."""
        self._read()
        self._write([replace(g, stage="retired") if g.stage == "old" else g for g in self._ring.values()])

    def current(self) -> int:
        self._read()
        return self._live[0]

    def live(self) -> tuple[int, ...]:
        self._read()
        return self._live

    def derive(self, generation: int, use: str, length: int) -> bytes:
        self._read()
        found = self._ring.get(generation)
        if found is None:
            raise KeyLost(f"第{generation}代密钥不在{self.file.name}里，用它加密的内容打不开；请从密钥备份恢复")
        return _derived(found.index if use.startswith("index ") else found.seal, use, length)

    def fault(self) -> str:
        """Why the ring cannot be used, as a sentence; empty when it can."""
        try:
            self._seen = None
            self._read()
        except KeyLost as lost:
            return str(lost)
        return ""

    def _read(self) -> None:
        try:
            found = self.file.stat()
        except FileNotFoundError:
            self._seen = None
            raise KeyLost(
                f"密钥文件 {self.file} 不在了；请从密钥备份恢复。全新安装先运行 chunfeng keys create"
            ) from None
        seen = (found.st_mtime_ns, found.st_ino, found.st_size)
        if seen == self._seen:
            return
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise KeyLost(f"密钥文件 {self.file} 别人也能读；请先 chmod 600，并考虑更换密钥")
        try:
            generations = [Generation(**entry) for entry in json.loads(self.file.read_text("ascii"))["generations"]]
            ring = {g.id: g for g in generations if len(bytes.fromhex(g.seal + g.index)) == 2 * SECRET_BYTES}
        except (ValueError, KeyError, TypeError):
            # No cause: it would carry the file's text.
            raise KeyLost(f"密钥文件 {self.file} 读不出来；请从密钥备份恢复") from None
        current = [g.id for g in ring.values() if g.stage == "current"]
        if len(ring) != len(generations) or len(current) != 1:
            raise KeyLost(f"密钥文件 {self.file} 不完整；请从密钥备份恢复")
        self._ring = ring
        self._live = (*current, *sorted((g.id for g in ring.values() if g.stage == "old"), reverse=True))
        self._seen = seen

    def _write(self, ring: list[Generation], new: bool = False) -> None:
        """Whole or not at all; two who create at once end with the ring of one of them."""
        draft = self.file.with_name(f".{self.file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w") as out:
                json.dump({"generations": [asdict(g) for g in ring]}, out, indent=1)
                out.flush()
                os.fsync(out.fileno())
            if new:
                try:
                    os.link(draft, self.file)
                except FileExistsError:
                    return
            else:
                draft.replace(self.file)
            folder = os.open(self.file.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
        finally:
            draft.unlink(missing_ok=True)


def _fresh(number: int) -> Generation:
    return Generation(
        number,
        "current",
        date.today().isoformat(),
        secrets.token_hex(SECRET_BYTES),
        secrets.token_hex(SECRET_BYTES),
    )
