"""The pages of handing in a list, the same at the portal and at the staff desk: what may be handed in, one upload with
its returned rows, and the workbooks that go out. Views of a desk guard, then call these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chunfeng.base.audit.record import record
from chunfeng.base.documents.store import TooLarge
from chunfeng.base.uploads import actions, workbooks
from chunfeng.base.uploads.declarations import RECEIVERS, Receiver
from chunfeng.base.uploads.models import Upload, UploadRow
from chunfeng.desks.ui.keyset import address_of, keys_of, window
from chunfeng.desks.ui.pages import Face, refuse, render
from chunfeng.engines.display.page import (
    Acts,
    Chinese,
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Field,
    Form,
    Head,
    Link,
    List,
    Moment,
    Notice,
    Option,
    Page,
    Panel,
    Quantity,
    Row,
    Steps,
    UploadError,
    UploadErrors,
    marked,
)
from chunfeng.kernel.digits import natural
from chunfeng.kernel.masking import office
from chunfeng.kernel.refusal import Refusal

#: Returned rows on one page; the others come when these are mended, or are mended in a file.
SHOWN = 40
#: Uploads on one page.
PAGE = 50
_TONES = {"received": "info", "reading": "info", "staged": "due", "committing": "info", "refused": "bad"}
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Columns whose value is not shown as it was written.
_HIDDEN = ("number", "account", "phone")


def _home(face: Face) -> str:
    return "/portal/uploads/" if face == "portal" else "/desk/uploads/"


def _url(face: Face, upload: Upload, *more: str) -> str:
    return _home(face) + "/".join((str(upload.uid), *more)) + "/"


def _may(request: Any, receiver: Receiver) -> bool:
    return bool(request.actor.holds(receiver.permission))


def _steps(at: int) -> Steps:
    return Steps((_("下载模板"), _("上传名单"), _("改正退回的行"), _("确认入库")), at)


def find(request: Any, uid: str) -> Upload:
    found = Upload.objects.visible_to(request.actor).select_related("place", "org").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


# ---- what may be handed in, and what was


def home(request: Any, face: Face) -> HttpResponse:
    mine = [receiver for receiver in RECEIVERS if _may(request, receiver)]
    begin = _("在下面选一种名单，下载模板填写。") if mine else _("本岗位没有要报送的名单。")
    shown = window(Upload.objects.visible_to(request.actor), *keys_of(request.GET), PAGE)
    table = List(
        (
            Column("title", _("名单")), Column("target", _("用于")), Column("state", _("状态"), kind="state"),
            Column("rows", _("行数"), kind="number"), Column("at", _("上传"), kind="moment"), Column("by", _("经办人")),
        ),
        tuple(_row(upload, face) for upload in shown.rows), empty=Empty(_("还没有报送过名单。"), begin),
        paging=shown.paging(address_of(_home(face))),
    )  # fmt: skip
    kinds = tuple(
        Panel(
            receiver.title,
            (Acts((Link(_("报送%(what)s") % {"what": receiver.title}, f"{_home(face)}new/{receiver.code}/"),
                   Link(_("下载模板"), f"{_home(face)}templates/{receiver.code}.xlsx", aloud=receiver.title)), plain=True),),
        )
        for receiver in mine
    )  # fmt: skip
    head = Head(_("报送名单"), said=_("一次报送一种名单；有错的行退回改正，其余的先暂存。"))
    return render(request, Page(_("报送名单"), head, (Panel(_("已报送"), (table,)), *kinds)), face)


def _row(upload: Upload, face: Face) -> Row:
    label = str(upload.get_state_display())
    tone = _TONES.get(upload.state)
    return Row(
        {
            "title": upload.receiver.title, "target": upload.target_title, "state": Chip(tone, label) if tone else label,  # type: ignore[arg-type]
            "rows": upload.rows_read, "at": upload.received_at, "by": upload.by_name,
        },
        url=_url(face, upload), dim=tone is None,
    )  # fmt: skip


def template(request: Any, face: Face, code: str) -> HttpResponse:
    receiver = RECEIVERS.get(code)
    if receiver is None or not _may(request, receiver):
        raise Http404
    return _workbook(workbooks.template(receiver), f"{receiver.code}-template.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def begin(request: Any, face: Face, code: str) -> HttpResponse:
    """GET: the form; POST: the file."""
    receiver = RECEIVERS.get(code)
    if receiver is None or not _may(request, receiver):
        raise Http404
    targets = receiver.targets(request.actor)
    if request.method == "POST":
        file = request.FILES.get("file")
        target = receiver.target(request.actor, request.POST.get("target", ""))
        if target is None:
            raise Http404
        if file is None:
            return _ask(request, face, receiver, targets, (_("没有选择文件"),))
        if file.size > actions.LARGEST:
            return too_large(request)
        try:
            found = actions.receive(file.chunks(), file.name or "", receiver, target, request.actor)
        except TooLarge:
            return too_large(request)
        if isinstance(found, Refusal):
            return _ask(request, face, receiver, targets, (str(found),))
        upload, fresh = found
        if not fresh:
            messages.info(request, _("这个文件已收过：%(state)s") % {"state": upload.get_state_display()})
        return redirect(_url(face, upload))
    return _ask(request, face, receiver, targets)


def too_large(request: Any) -> HttpResponse:
    return refuse(request, 413, reason=_("一个文件最大 %(n)s 兆。") % {"n": actions.LARGEST >> 20})


def _ask(request: Any, face: Face, receiver: Receiver, targets: Any, errors: tuple[str, ...] = ()) -> HttpResponse:
    body: list[Any] = [_steps(1)]
    if targets:
        fields = []
        if len(targets) > 1:
            options = tuple(Option(target.code, target.title) for target in targets)
            fields.append(Field("target", _("用于"), "radios", value=targets[0].code, options=options))
        hint = _("xlsx、xls、ods 或 csv，最大 %(n)s 兆；长号码要设为文本格式。") % {"n": actions.LARGEST >> 20}
        fields.append(Field("file", receiver.title, "file", accept=".xlsx,.xls,.ods,.csv", hint=hint, errors=errors))
        form = Form(
            _("上传"), tuple(fields), hidden=(("target", targets[0].code),) if len(targets) == 1 else (),
            others=(Link(_("下载模板"), f"{_home(face)}templates/{receiver.code}.xlsx"),),
            promise=_("上传后先核对，确认之前不会写入档案。"),
        )  # fmt: skip
        needed = Chinese("、".join(c.titles[0] for c in receiver.feed.columns if c.required))
        body += [Panel(_("上传"), (Facts((Fact(_("必填的列"), needed, wide=True),)), form))]
    else:
        body.append(Notice(_("现在没有可以报送%(what)s的事项。") % {"what": receiver.title}))
    head = Head(_("报送%(what)s") % {"what": receiver.title}, back=Link(_("返回报送名单"), _home(face)))
    return render(request, Page(receiver.title, head, tuple(body)), face, status=422 if errors else 200)


# ---- one upload


def show(request: Any, face: Face, uid: str) -> HttpResponse:
    return render(request, _page(request, find(request, uid), face), face)


def _page(request: Any, upload: Upload, face: Face, faults: dict[str, str] | None = None, said: str = "") -> Page:
    receiver = upload.receiver
    state = upload.state
    body: list[Any] = [_steps(2 if upload.rows_returned else 3)]
    if said or upload.said:
        body.append(Notice(said or _said(upload.said), "bad"))
    if upload.busy:
        body.append(Notice(_progress(upload), "info"))
        body.append(Acts((Link(_("刷新进度"), _url(face, upload)),), plain=True))
    elif state == "staged":
        body += _staged(upload, face, faults or {}, own=upload.by_user == request.actor.user)
    elif state == "committed":
        text = _("已入库 %(made)s 行；原来就有 %(already)s 行；放弃 %(given)s 行。") % {
            "made": upload.rows_made, "already": upload.rows_already, "given": upload.rows_given_up,
        }  # fmt: skip
        body.append(Notice(text, "ok"))
        if back := receiver.back(upload.target):
            body.append(Acts((Link(_("查看%(what)s") % {"what": upload.target_title}, back),)))
    body.append(Panel(_("这次报送"), (Facts(_facts(upload)),)))
    tone = _TONES.get(state)
    label = str(upload.get_state_display())
    head = Head(
        receiver.title, chip=Chip(tone, label) if tone else None, said=None if tone else label,  # type: ignore[arg-type]
        back=Link(_("返回报送名单"), _home(face)),
    )  # fmt: skip
    return Page(f"{receiver.title} {label}", head, tuple(body))


def _progress(upload: Upload) -> str:
    match upload.state:
        case "received":
            return _("文件已收到，排队等待读取。可以离开这一页，过后再来看。")
        case "reading":
            return _("正在读取和核对。可以离开这一页，过后再来看。")
        case _:
            return _("正在入库 %(n)s 行。可以离开这一页，过后再来看。") % {"n": upload.rows_accepted}


def _facts(upload: Upload) -> tuple[Fact, ...]:
    return (
        Fact(_("用于"), upload.target_title),
        Fact(_("文件"), upload.name.clear()),
        Fact(_("大小"), Quantity(-(-upload.size // 1024), "KB")),
        Fact(_("上传"), (Moment(upload.received_at), "　", upload.by_name)),
        Fact(_("校验值（SM3）"), upload.sm3, wide=True),
    )


def _staged(upload: Upload, face: Face, faults: dict[str, str], *, own: bool) -> list[Any]:
    """own: it is read by whoever handed it in."""
    rows = list(upload.rows.filter(state="returned")[:SHOWN])
    errors = tuple(error for row in rows for error in _errors(upload, row, own))
    rejected = upload.rows_returned + upload.rows_given_up
    body: list[Any] = [UploadErrors(upload.rows_read, upload.rows_accepted, rejected, errors)]
    if rows:
        fields = tuple(field for row in rows for field in _boxes(upload, row, faults, own))
        more = upload.rows_returned - len(rows)
        promise = _("还有 %(n)s 行，改好这些后显示。") % {"n": more} if more else None
        body.append(
            Panel(
                _("就地改正"),
                (Form(_("保存改正"), fields, _url(face, upload, "mend"), promise=promise),),
                anchor="mend",
            )
        )
        file = Field("file", _("更正表"), "file", accept=".xlsx,.xls,.ods,.csv")
        others = (
            Link(
                _("下载更正表（只含%(n)s行）") % {"n": upload.rows_returned}, _url(face, upload, "returned.xlsx")[:-1]
            ),
        )
        body.append(
            Panel(
                _("用更正表改正"),
                (Form(_("上传更正表"), (file,), _url(face, upload, "merge"), tone="plain", others=others),),
            )
        )
    acts: list[Any] = []
    if upload.rows_accepted:
        n = {"n": upload.rows_returned, "m": upload.rows_accepted}
        text = _("放弃这%(n)s行，把%(m)s行入库") % n if rows else _("把%(m)s行入库") % n
        hidden = (("give_up", "1" if rows else ""), ("returned", str(upload.rows_returned)))
        acts.append(Form(text, url=_url(face, upload, "confirm"), hidden=hidden, tone="plain" if rows else "primary"))
    acts.append(Form(_("放弃这次报送"), url=_url(face, upload, "abandon"), tone="danger"))
    return [*body, Panel(_("入库"), tuple(acts), anchor="commit")]


def _slips(receiver: Receiver, cells: Mapping[str, str], own: bool) -> set[str]:
    """Columns whose value could not be read. Whoever handed the list in sees what was typed there: no slip is found under
    a mask. What can be read stays masked."""
    return {column for column, _wrong, _mend in RECEIVERS.reader.row(receiver.feed, cells)[1]} if own else set()


def _shown(receiver: Receiver, name: str, text: str, slips: set[str]) -> str:
    personal = receiver.column(name).personal
    return office(personal, text) if personal in _HIDDEN and text and name not in slips else text


def _said(text: str) -> str:
    """What the worker found is kept in Chinese, sentence by sentence; one that names something of the row stays so."""
    known = _(text) if text else ""
    return known if known != text else _("；").join(_(part) for part in text.split("；") if part)


def _errors(upload: Upload, row: UploadRow, own: bool) -> list[UploadError]:
    receiver, cells = upload.receiver, row.written
    slips = _slips(receiver, cells, own)
    found = []
    for fault in row.told:
        value = _shown(receiver, fault.column, cells.get(fault.column, ""), slips)
        found.append(
            UploadError(
                row.row,
                receiver.label(fault.column),
                marked(value) if value else None,
                _said(fault.wrong),
                _said(fault.mend),
            )
        )
    return found


def _boxes(upload: Upload, row: UploadRow, faults: dict[str, str], own: bool) -> list[Field]:
    """One box a wrong cell. What is masked is typed anew; the rest starts from what was written."""
    receiver, cells = upload.receiver, row.written
    slips = _slips(receiver, cells, own)
    found = []
    for name in dict.fromkeys(fault.column for fault in row.told):
        about = [fault for fault in row.told if fault.column == name]
        key = f"{row.pk}.{name}"
        text = cells.get(name, "")
        masked = _shown(receiver, name, text, slips)
        label = _("第%(row)s行 %(column)s") % {"row": row.row, "column": receiver.label(name)}
        hint = _("；").join(_("，").join((_said(fault.wrong), _said(fault.mend))) for fault in about)
        errors = tuple(_said(fault.wrong) for fault in about) if key in faults else ()
        if name in receiver.words:
            options = tuple(Option(word, word) for word in receiver.words[name]())
            found.append(Field(key, label, "choice", options=options, hint=hint, errors=errors))
        else:
            value = text if masked == text else ""
            found.append(Field(key, label, value=value, hint=hint, errors=errors, autocomplete="off", max_length=500))
    return found


# ---- acts


def mend(request: Any, face: Face, uid: str) -> HttpResponse:
    upload = find(request, uid)
    given: dict[int, dict[str, str]] = {}
    asked: dict[str, str] = {}
    for key, text in request.POST.items():
        pk, _dot, name = key.partition(".")
        number = natural(pk)
        if number is not None and name and text.strip():
            given.setdefault(number, {})[name] = text
            asked[key] = text
    made = actions.mend(upload, given, request.actor)
    if isinstance(made, Refusal):
        return render(request, _page(request, upload, face, said=str(made)), face, status=422)
    if made:
        messages.success(request, _("改好 %(n)s 行") % {"n": made})
    if upload.rows.filter(pk__in=given, state="returned").exists():
        return render(request, _page(request, upload, face, asked), face, status=422)
    return redirect(_url(face, upload))


def merge(request: Any, face: Face, uid: str) -> HttpResponse:
    upload = find(request, uid)
    file = request.FILES.get("file")
    if file is None:
        return render(request, _page(request, upload, face, said=_("没有选择文件")), face, status=422)
    if file.size > actions.LARGEST:
        return too_large(request)
    found = actions.merge(upload, file.chunks(), file.name or "", request.actor)
    if isinstance(found, Refusal):
        return render(request, _page(request, upload, face, said=str(found)), face, status=422)
    read, made = found
    messages.success(request, _("更正表里有 %(n)s 行是退回的行，改好 %(m)s 行") % {"n": read, "m": made})
    return redirect(_url(face, upload))


def confirm(request: Any, face: Face, uid: str) -> HttpResponse:
    upload = find(request, uid)
    # Who gives rows up says how many he saw: more may have come back since.
    stale = request.POST.get("returned") != str(upload.rows_returned)
    if stale and upload.state == "staged":
        said = _("退回的行数变了，请核对后再确认")
        return render(request, _page(request, upload, face, said=said), face, status=422)
    refused = actions.confirm(upload, request.actor, give_up=request.POST.get("give_up") == "1")
    if refused:
        upload.refresh_from_db()
        return render(request, _page(request, upload, face, said=str(refused)), face, status=422)
    return redirect(_url(face, upload))


def abandon(request: Any, face: Face, uid: str) -> HttpResponse:
    upload = find(request, uid)
    if refused := actions.abandon(upload, request.actor):
        return render(request, _page(request, upload, face, said=str(refused)), face, status=422)
    messages.success(request, _("已放弃这次报送，文件已删除"))
    return redirect(_home(face))


def returned(request: Any, face: Face, uid: str) -> HttpResponse:
    """The rows that came back, in clear: whoever sent them has them; that they went out stands in the log."""
    upload = find(request, uid)
    if upload.state != "staged":
        raise Http404
    record(
        "upload.returned_rows", request.actor, "upload", str(upload.uid), feed=upload.feed, rows=upload.rows_returned
    )
    return _workbook(workbooks.returned_rows(upload), f"{upload.feed}-returned.xlsx")
