"""The privacy class of every field and how long a row is kept: data, checked by a test, used by export and erasure."""

from __future__ import annotations

from typing import Literal

#: public may be published; internal is for officers; personal is about a person; sensitive (PIPL art. 28) is sealed.
Privacy = Literal["public", "internal", "personal", "sensitive"]


def classes(*, public: str = "", internal: str = "", personal: str = "", sensitive: str = "") -> dict[str, Privacy]:
    """Field → class; each argument names its fields, separated by spaces."""
    given: dict[Privacy, str] = {
        "public": public,
        "internal": internal,
        "personal": personal,
        "sensitive": sensitive,
    }
    return {name: kind for kind, names in given.items() for name in names.split()}
