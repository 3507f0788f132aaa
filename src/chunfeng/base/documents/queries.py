"""What is attached to a record, and what stands against keeping files, for `doctor`."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _

from chunfeng.base.documents.models import Attachment, StoredFile
from chunfeng.base.documents.scanning import scanner
from chunfeng.base.documents.store import folder
from chunfeng.kernel.refusal import Refusal


def attached_to(object_kind: str, object_uid: object) -> models.QuerySet[Attachment]:
    found = Attachment.objects.filter(object_kind=object_kind, object_uid=str(object_uid))
    return found.select_related("file").order_by("id")


def digests_of(uids: Iterable[str]) -> dict[str, str]:
    """Uid → SM3 of what is kept, in hex; a uid that is not known is left out."""
    found = Attachment.objects.filter(uid__in=list(uids)).values_list("uid", "file__sm3")
    return {str(uid): digest for uid, digest in found}


def missing() -> list[str]:
    """Paths that the records name and the disk has not."""
    paths = StoredFile.objects.order_by("id").values_list("path", flat=True)
    return [path for path in paths.iterator() if not (folder() / path).is_file()]


def faults() -> list[Refusal]:
    found = []
    if scanner() is None:
        found.append(Refusal(_("附件没有病毒扫描"), _("设置 CHUNFENG_SCANNER")))
    if lost := missing():
        found.append(Refusal(_("{n}个附件文件不在了").format(n=len(lost)), _("从备份恢复 CHUNFENG_HOME/files")))
    return found
