"""Which files a folder holds, and which of them may be opened at all.

Everything that can be known about a file without parsing it is decided here: a hostile zip must be refused on the
promise of its directory, because the workbook library unpacks before it asks.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PASSED_OVER = {"thumbs.db", ".ds_store", "desktop.ini"}
WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}
TEXTS = {".csv"}
MAX_UNPACKED = 1 << 30
MAX_RATIO = 200
#: Below this an honest sheet of empty styled rows can exceed the ratio; it does no harm.
SMALL_ENOUGH = 8 << 20

PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"}
DOCUMENTS = {".doc", ".docx", ".wps", ".ppt", ".pptx", ".rtf", ".txt", ".md", ".html", ".htm", ".xml", ".json", ".log"}
ARCHIVES = {".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz"}
#: Ends what is said of a file that was read although something is wrong with its name.
READ_ALL_THE_SAME: Final = "已按内容读入"


@dataclass(frozen=True)
class Refusal:
    """Why a file is not read, and what whoever sent it should do."""

    wrong: str
    mend: str


@dataclass(frozen=True)
class Found:
    """A file of the folder: relative path with forward slashes, and how it is to be read (workbook, text or not).

    note: what is odd about a file that is read all the same: it is not what its name says.
    """

    file: str
    path: Path
    size: int
    sha256: str
    how: str
    refusal: Refusal | None = None
    note: Refusal | None = None


def readable(name: str) -> str:
    """A file's name as people read it: an archive packed on a Chinese Windows leaves names in GB18030."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def listing(folder: Path) -> list[Found]:
    """Every file below folder in sorted path order; links that lead out of it are not followed."""
    root = folder.resolve()
    found: list[Found] = []
    paths: list[Path] = []
    for base, names, files in os.walk(folder, followlinks=False, onerror=None):
        names[:] = sorted(n for n in names if n != "__MACOSX")
        for name in files:
            if name.startswith("~$") or name.lower() in PASSED_OVER or name.startswith("._"):
                continue
            paths.append(Path(base) / name)
        for name in names:
            inner = Path(base) / name
            if inner.is_symlink():
                file = readable(inner.relative_to(folder).as_posix())
                found.append(
                    Found(file, inner, 0, "", "not", Refusal("这是文件夹链接，没有跟进", "请把文件夹本身放进来"))
                )
            if not inner.is_symlink() and not os.access(inner, os.R_OK | os.X_OK):
                found.append(
                    Found(
                        readable(inner.relative_to(folder).as_posix()),
                        inner,
                        0,
                        "",
                        "not",
                        Refusal("没有权限打开这个文件夹", "请授予读取权限后重新运行"),
                    )
                )
    # Hashing lets go of the interpreter: two files at a time.
    with ThreadPoolExecutor(2) as pool:
        found += pool.map(lambda path: _look(path, readable(path.relative_to(folder).as_posix()), root), paths)
    found.sort(key=lambda one: one.file)
    return found


def _look(path: Path, file: str, root: Path) -> Found:
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            return Found(
                file, path, 0, "", "not", Refusal("这是指向文件夹外面的链接，没有跟进", "请把文件本身放进文件夹")
            )
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return Found(file, path, 0, "", "not", Refusal("不是普通文件", "请放入表格文件本身"))
        suffix = path.suffix.lower()
        refusal = _by_name(suffix)
        if refusal:
            return Found(file, path, about.st_size, "", "not", refusal)
        if about.st_size == 0:
            return Found(file, path, 0, "", "not", Refusal("文件是空的（0 字节）", "请向报送单位重新索取"))
        digest, head = hashlib.sha256(), b""
        with path.open("rb") as data:
            while piece := data.read(1 << 20):
                digest.update(piece)
                head = head or piece[:4096]
        real = sniff(path, suffix, head)
        if isinstance(real, Refusal):
            return Found(file, path, about.st_size, digest.hexdigest(), "not", real)
        how = "text" if real == ".csv" else "workbook"
        return Found(file, path, about.st_size, digest.hexdigest(), how, note=_misnamed(suffix, real))
    except PermissionError:
        return Found(file, path, 0, "", "not", Refusal("没有权限打开这个文件", "请授予读取权限后重新运行"))
    except OSError:
        return Found(file, path, 0, "", "not", Refusal("文件打不开（磁盘或链接有问题）", "请向报送单位重新索取"))


def _by_name(suffix: str) -> Refusal | None:
    if suffix in WORKBOOKS or suffix in TEXTS:
        return None
    if suffix == ".pdf":
        return Refusal("PDF 文件不是表格，未读", "请提供原始电子表格（xlsx、xls、ods 或 csv）")
    if suffix in PICTURES:
        return Refusal("图片不是表格，未读", "请提供原始电子表格（xlsx、xls、ods 或 csv）")
    if suffix in ARCHIVES:
        return Refusal("压缩包未读", "请解压后放进文件夹")
    if suffix in DOCUMENTS:
        return Refusal("文档不是表格，未读", "请把其中的名单另存为电子表格（xlsx 或 csv）")
    return Refusal(f"不认识的文件类型（{suffix or '无扩展名'}），未读", "请提供电子表格（xlsx、xls、ods 或 csv）")


def sniff(path: Path, suffix: str, head: bytes) -> str | Refusal:
    """What the bytes say, whatever the name says: .xlsx (also for .xlsm), .ods, .xls or .csv, or why it is none."""
    if head.startswith(b"PK"):
        return _zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if _encrypted_package(path):
            return Refusal("文件加了密码，打不开", "请去掉密码后重新保存")
        return ".xls"
    if head.startswith(b"%PDF"):
        return Refusal("内容是 PDF，不是扩展名所说的表格", "请提供原始电子表格")
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        return Refusal("内容是图片，不是扩展名所说的表格", "请提供原始电子表格")
    if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return Refusal("内容是压缩包，不是扩展名所说的表格", "请解压后放进文件夹")
    if suffix == ".xls" and head[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02"):
        return ".xls"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if text.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<?xml", b"<style", b"<div")):
        return Refusal("内容是网页（HTML/XML），不是扩展名所说的表格", "请用表格软件打开后另存为 xlsx 或 csv")
    if suffix in TEXTS or _looks_like_text(head):
        return ".csv"
    return Refusal("文件已损坏或被截断，打不开", "请向报送单位重新索取")


def _misnamed(suffix: str, real: str) -> Refusal | None:
    """A readable file under another format's name is read as what it is, and whoever sent it is told."""
    if real == (".xlsx" if suffix == ".xlsm" else suffix):
        return None
    said = "文本（csv）" if real == ".csv" else f"{real[1:]} 工作簿"
    return Refusal(
        f"扩展名是 {suffix}，内容其实是{said}，{READ_ALL_THE_SAME}", f"请把扩展名改为 {real}，或另存为 {suffix}"
    )


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in head or not (b"," in head or b"\t" in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _zip(path: Path) -> str | Refusal:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, OverflowError):
        return Refusal("文件已损坏或被截断，打不开", "请向报送单位重新索取")
    size = path.stat().st_size
    unpacked = sum(entry.file_size for entry in entries)
    names = {entry.filename.replace("\\", "/").lower() for entry in entries}
    if unpacked > MAX_UNPACKED:
        return Refusal("解压后超过 1 GiB，可能是恶意文件，没有打开", "请拆成几个较小的文件，或另存为 csv")
    if unpacked > MAX_RATIO * size and unpacked > SMALL_ENOUGH:
        return Refusal("压缩比超过 200 倍，可能是恶意文件，没有打开", "请删去空白行列后另存")
    if any(entry.flag_bits & 1 for entry in entries):
        return Refusal("文件加了密码，打不开", "请去掉密码后重新保存")
    if any(n.startswith("word/") for n in names):
        return Refusal("内容是 Word 文档，不是扩展名所说的表格", "请把其中的名单另存为 xlsx 或 csv")
    if any(n.startswith("ppt/") for n in names):
        return Refusal("内容是演示文稿，不是扩展名所说的表格", "请把其中的名单另存为 xlsx 或 csv")
    if any(n.startswith("xl/") for n in names):
        return ".xlsx"
    if "content.xml" in names:
        return ".ods"
    return Refusal("内容是压缩包，不是扩展名所说的表格", "请解压后放进文件夹")


def _encrypted_package(path: Path) -> bool:
    """An encrypted xlsx is an OLE file with a stream of this name in its directory (UTF-16)."""
    needle = "EncryptedPackage".encode("utf-16-le")
    with path.open("rb") as data:
        seen = 0
        tail = b""
        while seen < 64 << 20:
            piece = data.read(1 << 20)
            if not piece:
                return False
            if needle in tail + piece:
                return True
            tail = piece[-64:]
            seen += len(piece)
    return False
