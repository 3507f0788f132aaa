"""Planted cases and near misses: one small function a pattern, each on people and classes of its own."""

from chunfeng.site.demo.plants import (
    accounts,
    books,
    classes,
    days,
    identity,
    money,
    persons,
    purses,
    rosters,
    unsigned,
    work,
)
from chunfeng.site.demo.plants.planter import Planter

ALL = (
    *persons.ALL,
    *money.ALL,
    *classes.ALL,
    *books.ALL,
    *identity.ALL,
    *work.ALL,
    *unsigned.ALL,
    *rosters.ALL,
    *accounts.ALL,
    *purses.ALL,
    *days.ALL,
)

__all__ = ["ALL", "Planter"]
