"""What a command refuses to do, and why the system refuses a file, in words that people know."""

from __future__ import annotations

import errno

from shenbao.message import Message, _

_WHY = {
    errno.EACCES: _("没有权限"),
    errno.EPERM: _("没有权限"),
    errno.ENOENT: _("没有这个文件，或那里不能建文件"),
    errno.EEXIST: _("路径里有一个同名的文件，不是文件夹"),
    errno.ENOTDIR: _("路径里有一个是文件，不是文件夹"),
    errno.EISDIR: _("那是一个文件夹，不是文件"),
    errno.EINVAL: _("那是文件夹或设备，不是普通文件"),
    errno.ENOSPC: _("磁盘满了"),
    errno.EFBIG: _("文件太大"),
    errno.EROFS: _("那个磁盘只能读"),
    errno.ENAMETOOLONG: _("文件名太长"),
    errno.ELOOP: _("链接绕成了圈"),
}


class Refused(Exception):
    """What cannot be done, or not with this file; `says` tells why and what to do. Told by the command."""

    def __init__(self, says: Message) -> None:
        super().__init__(str(says))
        self.says = says


def why(error: OSError) -> Message:
    """Return the reason of `error`; the system's own words where it is a rare one."""
    return _WHY.get(error.errno or 0) or Message("{what}", (("what", error.strerror or str(error)),))
