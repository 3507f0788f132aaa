"""Restoring into an empty place, and looking whether what rose there is what was saved."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from chunfeng.site.backup.database import POSTGRESQL, SQLITE, Failed, fill
from chunfeng.site.backup.making import FORMAT
from chunfeng.site.backup.schema import ahead
from chunfeng.site.backup.sealed import Unreadable, Unsealing


def restore(file: Path, keys: Path, home: Path, passphrase: str, database: str = "") -> dict[str, Any]:
    """Fills `home`, which must not exist or be empty, and for PostgreSQL the empty database of the URL `database`.
    Raises Unreadable or Failed with a sentence and leaves `home` as it was. Gives the manifest."""
    if home.exists() and any(home.iterdir()):
        raise Failed(f"{home} 里已有东西，请恢复到一个空的文件夹")
    home.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{home.name}.", dir=home.parent))
    try:
        with keys.open("rb") as content:
            _unpack(content, passphrase, draft, keys=True)
        with file.open("rb") as content:
            _unpack(content, passphrase, draft, keys=False)
        manifest: dict[str, Any] = json.loads((draft / "manifest.json").read_text("utf-8"))
        (draft / "manifest.json").unlink()
        _usable(manifest)
        (draft / "keys").chmod(0o700)
        if manifest["vendor"] == "postgresql":
            fill(draft / POSTGRESQL, database)
            (draft / POSTGRESQL).unlink()
        else:
            (draft / SQLITE).rename(draft / "chunfeng.sqlite3")
        if home.exists():
            home.rmdir()
        draft.rename(home)
    except FileNotFoundError as error:
        raise Failed(f"没有文件 {error.filename}") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _usable(manifest: dict[str, Any]) -> None:
    if manifest["format"] != FORMAT or ahead(manifest["schema"]):
        raise Failed(f"备份由更新的版本 {manifest['version']} 做成，请先安装那个版本")


def _unpack(content: BinaryIO, passphrase: str, into: Path, *, keys: bool) -> None:
    stream = io.BufferedReader(Unsealing(content, passphrase), 2**20)
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for entry in tar:
                if not entry.isreg() or entry.name.startswith("keys/") != keys:
                    raise Unreadable("密钥文件和备份文件弄反了" if entry.isreg() else "备份文件里有不该有的东西")
                tar.extract(entry, into, filter="data")
        # To the last chunk, behind the end of the archive: a file cut there is cut as well.
        while stream.read(2**20):
            pass
    except (tarfile.TarError, EOFError):
        raise Unreadable("备份文件损坏或不完整，请用另一份备份") from None


def examine(home: Path, manifest: dict[str, Any], database: str = "") -> list[str]:
    """What is not as it was, in sentences: asked of a process of its own that knows only the restored place."""
    environment = {**os.environ, "CHUNFENG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "chunfeng.site.settings"}
    environment.pop("DATABASE_URL", None)
    if database:
        environment["DATABASE_URL"] = database
    done = subprocess.run(
        [sys.executable, "-m", "chunfeng.site.backup.examining"], env=environment, input=json.dumps(manifest),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        return [f"核对没有完成：{(done.stderr.strip().splitlines() or ['?'])[-1][:200]}"]
    found: list[str] = json.loads(done.stdout)
    return found
