"""Reading a pack's files so that every fault can name its line. Faults are collected, not thrown one at a time: whoever
edits a pack wants the whole list."""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

#: That of libyaml, ten times as quick, wherever the wheel brought it.
SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Stands in a skeleton pack wherever a person must decide; a pack with any of it left is not sound.
TO_FILL = "待填"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    file: str
    line: int
    said: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.said}"


class Faults:
    """Where faults gather; `at` names the file and line of what is being looked at."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, file: str, line: int, said: str) -> None:
        self.found.append(Fault(file, line, said))


class Entry(dict[Any, Any]):
    """A YAML mapping that knows where it stands; lines: where each of its keys does."""

    line: int = 1
    lines: dict[str, int]

    def at(self, key: str) -> int:
        return self.lines.get(key, self.line)


class _Loader(SafeLoader):  # type: ignore[misc]
    """Doubled keys are a fault: YAML would silently keep the last."""

    def __init__(self, stream: str, file: str, faults: Faults) -> None:
        super().__init__(stream)
        self.file, self.faults = file, faults


def _entry(loader: _Loader, node: yaml.MappingNode) -> Iterator[Entry]:
    found = Entry()
    found.line, found.lines = node.start_mark.line + 1, {}
    yield found
    for key_node, value_node in node.value:
        key: Any = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, Hashable):
            loader.faults.add(loader.file, line, "键不能是列表或映射")
            continue
        if key in found:
            loader.faults.add(loader.file, line, f"键重复：{key}")
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[str(key)] = line


def _day(loader: _Loader, node: yaml.ScalarNode) -> Any:
    """A date that is none (2015-13-01) stays text: the check that expects a date then says so with its line."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return str(node.value)


_Loader.add_constructor("tag:yaml.org,2002:map", _entry)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def _text(path: Path, name: str, faults: Faults) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.add(name, 1, "缺少这个文件")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        faults.add(name, line, "不是 UTF-8 编码")
    return None


def read_yaml(path: Path, name: str, faults: Faults) -> Any:
    text = _text(path, name, faults)
    if text is None:
        return None
    try:
        loader = _Loader(text, name, faults)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        faults.add(name, mark.line + 1 if mark else 1, f"YAML 写法有误：{getattr(error, 'problem', error)}")
    except (ValueError, AttributeError, KeyError, RecursionError) as error:
        # A tag that its value does not fit (!!int abc) ends the library with whatever comes to hand.
        faults.add(name, 1, f"YAML 里的值读不出来：{error}")
    return None


def entries(found: Any, name: str, faults: Faults) -> list[Entry]:
    """A file that must be a list of mappings."""
    if found is None:
        return []
    if not isinstance(found, list):
        faults.add(name, 1, "应当是列表，每项以“- ”开头")
        return []
    good = [item for item in found if isinstance(item, Entry)]
    if len(good) < len(found):
        faults.add(name, 1, f"有 {len(found) - len(good)} 项不是“键: 值”")
    return good


def read_csv(path: Path, name: str, head: tuple[str, ...], faults: Faults) -> list[tuple[int, dict[str, str]]]:
    """Rows with their lines. Every column must be there, in order; a short or long row is a fault and left out."""
    text = _text(path, name, faults)
    if text is None:
        return []
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        titles = tuple(next(reader, ()))
        if titles != head:
            faults.add(name, 1, f"表头应为 {','.join(head)}")
            return []
        for cells in reader:
            if len(cells) == len(head):
                rows.append((reader.line_num, dict(zip(head, (cell.strip() for cell in cells), strict=True))))
            elif cells:
                faults.add(name, reader.line_num, f"应有 {len(head)} 列，这里是 {len(cells)} 列")
    except csv.Error as error:
        faults.add(name, reader.line_num, f"CSV 写法有误：{error}")
    return rows
