"""Reading files: every sheet of each, into staged parts, unread lines, totals and the account of its rows."""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
from python_calamine import CalamineError, PasswordError

from chunfeng.base.policy.declarations import Feed
from chunfeng.engines.feeds import text, workbook
from chunfeng.engines.feeds.cells import Memo
from chunfeng.engines.feeds.chunks import Chunk, chunked
from chunfeng.engines.feeds.jobs import Batch, Job
from chunfeng.engines.feeds.parts import Parcel, Parts
from chunfeng.engines.feeds.quotes import UNPAIRED
from chunfeng.engines.feeds.reading import unread_line
from chunfeng.engines.feeds.recognise import Recogniser
from chunfeng.engines.feeds.sheet import AnotherTable, SheetReader
from chunfeng.engines.feeds.staging import Stage
from chunfeng.engines.feeds.table import Site
from chunfeng.engines.feeds.values import Words

BIG = 500_000
#: Lines that are written of one sheet: more are read by nobody, and fill the disk.
MOST_LINES = 100_000
_MORE = ("另有 {rows} 行、{cells} 格同样不能读，没有逐一列出", "请先改正已列出的，再重新核查")
_UNKNOWN = ("没有认出这是什么名单", "请保留表头（如姓名、身份证号），并在标题或工作表名中写明名单种类")
#: Encoding → what is wrong with a file that was read all the same.
_ENCODINGS = {
    "damaged": "有的字节不是文字，已用“\ufffd”代替",
    "mixed": "一部分是 UTF-8 编码，一部分是 GB18030 编码，已逐行读入",
}


class Lines:
    """A file of unread lines that is made only when there is one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sink: IO[str] | None = None

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        if self._sink:
            self._sink.close()

    def write(self, line: str) -> None:
        if self._sink is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._sink = self._path.open("w", encoding="utf-8")
        self._sink.write(line)

    def discard(self) -> None:
        if self._sink:
            self._sink.close()
            self._path.unlink()

    def tell(self) -> int:
        return self._sink.tell() if self._sink else 0

    def cut(self, at: int) -> None:
        if self._sink:
            self._sink.seek(at)
            self._sink.truncate()


@dataclass(frozen=True)
class Answer:
    """reports: one a file, in order. parts: paths of the parts written; parcels: small tables for the parent to write."""

    reports: list[dict[str, Any]]
    parts: list[str]
    parcels: list[Parcel]


class FileReader:
    """ask_big is called before a sheet of more than half a million rows is opened; it returns when it may be."""

    def __init__(
        self, feeds: tuple[Feed, ...], words: Words, work: Path, ask_big: Callable[[], None] = lambda: None
    ) -> None:
        self.feeds, self.words, self.work, self.ask_big = feeds, words, work, ask_big
        self.finder = Recogniser(feeds, "", "")
        self.memo = Memo()

    def read(self, batch: Batch) -> Answer:
        """Where anything is wrong with one file of a batch, its rows are already among those of others: nothing of the
        batch is kept, and each is read apart."""
        try:
            return self._read(batch.jobs)
        except Exception as error:
            if len(batch.jobs) == 1 or isinstance(error, MemoryError):
                raise
            answers = [self._read(one.jobs) for one in batch.apart()]
        return Answer(
            [report for answer in answers for report in answer.reports],
            [path for answer in answers for path in answer.parts],
            [parcel for answer in answers for parcel in answer.parcels],
        )

    def _read(self, jobs: tuple[Job, ...]) -> Answer:
        parts = Parts(self.work)
        stage = Stage(parts, self.words, self.memo)
        with contextlib.ExitStack() as sinks:
            sinks.callback(parts.close)
            lines = [Lines(self.work / "unread" / f"f{job.no:05d}.jsonl") for job in jobs]
            files = [_One(self, job, stage, sinks.enter_context(sink)) for job, sink in zip(jobs, lines, strict=True)]
            try:
                if len(files) == 1:
                    files[0].read_or_refuse()
                else:
                    for one in files:
                        one.read()
                    for one in files:
                        one.finish()
            except Exception:
                parts.discard()
                for sink in lines:
                    sink.discard()
                raise
            return Answer([one.out for one in files], *parts.close())


class _One:
    def __init__(self, reader: FileReader, job: Job, stage: Stage, sink: Lines) -> None:
        self.reader, self.job, self.stage, self.sink = reader, job, stage, sink
        self.out: dict[str, Any] = {"sheets": [], "totals": [], "unread": 0, "state": "read"}
        #: Sheets whose rows may still be on the stage, and how many rows those have that ended.
        self.waiting: list[tuple[Site, SheetReader, int | None]] = []

    def read(self) -> None:
        if self.job.how == "text":
            self.textual(self.job.path)
        else:
            self.sheets(self.job.path)

    def finish(self) -> None:
        self.settle()
        if not self.out["sheets"] and not self.out["unread"]:
            self.refuse("工作簿里没有工作表", "请向报送单位重新索取")

    def read_or_refuse(self) -> None:
        try:
            self.read()
            self.finish()
        except text.Unreadable as error:
            self.refuse(*error.args)
        except PasswordError:
            self.refuse("文件加了密码，打不开", "请去掉密码后重新保存")
        except (CalamineError, OSError, ValueError, pa.ArrowException):
            # The library's own words are not for the officer; a damaged file is one line.
            self.refuse("文件已损坏或被截断，打不开", "请向报送单位重新索取")

    def refuse(self, wrong: str, mend: str) -> None:
        self.settle()
        if not self.out["sheets"]:
            self.out["state"] = "unread"
        self._line(unread_line("file", file=self.job.file, wrong=wrong, mend=mend))

    def _line(self, line: dict[str, Any]) -> None:
        self.sink.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.out["unread"] += 1

    def _flush(self, site: Site) -> None:
        """Lines of the rows just read, in order of row; one cell that several kinds cannot read is said once."""
        last: tuple[int, str, str] | None = None
        for row, kind, column, value, wrong, mend, personal in sorted(
            site.lines, key=lambda x: (x[0], x[2], x[1] != "row", x[4])
        ):
            if (row, column, value) == last:
                continue
            last = (row, column, value)
            site.told += 1
            if site.told > MOST_LINES:
                site.untold[kind] += 1
                continue
            self._line(
                unread_line(
                    kind,
                    file=self.job.file,
                    sheet=site.sheet,
                    row=row,
                    column=column,
                    value=value,
                    wrong=wrong,
                    mend=mend,
                    personal=personal,
                )
            )
        site.lines.clear()

    def _site(self, sheet_no: int, sheet: str) -> Site:
        self.reader.finder.place(self.job.file, sheet)
        return Site(
            self.job.no,
            sheet_no,
            self.job.file,
            sheet,
            self.reader.words,
            self.reader.finder.titles,
            self.stage,
        )

    def settle(self) -> None:
        """Stages what has been read so far, writes its lines in order of sheet, and accounts for the sheets that ended."""
        waiting, self.waiting = self.waiting, []
        self.stage.flush()
        for site, sheet, rows in waiting:
            self._flush(site)
            if rows is None:
                self.waiting.append((site, sheet, rows))
                continue
            if site.untold:
                wrong = _MORE[0].format(rows=site.untold["row"], cells=site.untold.total() - site.untold["row"])
                self._line(unread_line("sheet", file=self.job.file, sheet=site.sheet, wrong=wrong, mend=_MORE[1]))
            account = sheet.account(rows)
            if rows < account["header"] + account["rows_in"] or account["set_aside"] < 0:
                raise AssertionError(f"rows unaccounted for: {account}")
            self.out["sheets"].append(account)
            self.out["totals"] += site.totals
            if not account["kinds"] and rows:
                self._line(
                    unread_line("sheet", file=self.job.file, sheet=site.sheet, wrong=_UNKNOWN[0], mend=_UNKNOWN[1])
                )

    def _through(self, site: Site, sheet: SheetReader, chunks: Iterable[Chunk], rows: Callable[[], int]) -> None:
        """One sheet from top to bottom. rows: its number of rows, known at the end."""
        self.waiting.append((site, sheet, None))
        for chunk in chunks:
            sheet.take(chunk)
            if self.stage.idle:
                self.settle()
        sheet.close()
        self.waiting[-1] = (site, sheet, rows())

    def sheets(self, path: Path) -> None:
        if workbook.rows_promised(path) > BIG:
            self.reader.ask_big()
        for sheet_no, (name, sheet) in enumerate(workbook.sheets(path), start=1):
            if isinstance(sheet, Exception):
                self.settle()
                self._line(
                    unread_line(
                        "sheet",
                        file=self.job.file,
                        sheet=name,
                        wrong="工作表已损坏，读不出来",
                        mend="请向报送单位重新索取",
                    )
                )
                continue
            site = self._site(sheet_no, name)
            reader = SheetReader(site, self.reader.finder, sheet.merges)
            self._through(site, reader, sheet.chunks(), partial(getattr, sheet, "rows"))

    def textual(self, path: Path) -> None:
        source = self._opened(path, sample=True)
        # What a short list hands on cannot be taken back from among others' rows; record by record it is as quick.
        done = not self.job.short and self._attempt(source)
        if not done and source.sampled:
            # The sample promised too much, or a list in GB18030 is ragged: as UTF-8 it may still go the fast way.
            again = source.codec != "utf-8"
            source = self._opened(path)
            done = again and self._attempt(source)
        if not done:
            site = self._text_site(source)
            self._through(site, SheetReader(site, self.reader.finder, []), source.slow(), lambda: source.rows)

    def _text_site(self, source: text.Text) -> Site:
        site = self._site(1, "")
        site.strays = frozenset(source.strays)
        for row in source.strays:
            site.unread(row, "cell", "", "", UNPAIRED, None)
        return site

    def _opened(self, path: Path, sample: bool = False) -> text.Text:
        source = text.Text(path, sample)
        if said := _ENCODINGS.get(source.encoding):
            self._line(unread_line("file", file=self.job.file, wrong=said, mend="请另存为 UTF-8 编码的 csv"))
        return source

    def _attempt(self, source: text.Text) -> bool:
        """The fast way; where it fails, what it has written so far is taken back."""
        mark = (self.sink.tell(), self.out["unread"])
        with contextlib.suppress(AnotherTable, pa.ArrowInvalid, csv.Error, UnicodeDecodeError):
            if self._fast(source):
                return True
        self.stage.discard()
        self.waiting = []
        self.sink.cut(mark[0])
        self.out["unread"] = mark[1]
        return False

    def _fast(self, source: text.Text) -> bool:
        """False, with nothing done, where only the slow way is right."""
        head: list[list[Any]] = source.head()
        if len(head) < text.HEAD:
            return False
        site = self._text_site(source)
        band = self.reader.finder.find(head, 1, [])
        if not band or band.last >= len(head):
            return False
        width = max(len(record) for record in head[band.first - 1 : band.last])
        body = [len(record) for record in head[band.last :] if record]
        if sum(1 for w in body if w != width) > len(body) // 2:
            width = max(set(body), key=body.count)
        reader = SheetReader(site, self.reader.finder, [])
        for chunk in chunked(iter(head[: band.last])):
            reader.head_only(band, chunk)
        for table in reader.readers:
            table.meet(head[band.last :])
        columns = sorted(
            {c for r in reader.readers for c in (*r.columns, *r.lead) if c < width} | set(range(min(3, width)))
        )
        if any(c >= width for r in reader.readers for c in r.columns):
            return False
        self._through(site, reader, source.fast(band.last, width, columns), lambda: source.rows)
        return True
