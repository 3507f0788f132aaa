"""Lists about teaching: providers, teachers, rooms, classes, timetables, rosters, attendance, exams, certificates."""

from chunfeng.plans.training.classes.feeds.attendance import CLASS_ATTENDANCE, WORK_ATTENDANCE
from chunfeng.plans.training.classes.feeds.naming import CLASS_ENDS, CLASS_NAMING
from chunfeng.plans.training.classes.feeds.results import CERTIFICATES, EXAMS, VISITS
from chunfeng.plans.training.classes.feeds.rosters import CLASSES, ENROLMENTS, SESSIONS
from chunfeng.plans.training.providers.feeds import PROVIDERS, ROOMS, TEACHERS

FEEDS = (
    PROVIDERS,
    ROOMS,
    TEACHERS,
    CLASSES,
    SESSIONS,
    ENROLMENTS,
    CLASS_ATTENDANCE,
    WORK_ATTENDANCE,
    VISITS,
    EXAMS,
    CERTIFICATES,
)

__all__ = ["CLASS_ENDS", "CLASS_NAMING", "FEEDS", "WORK_ATTENDANCE"]
