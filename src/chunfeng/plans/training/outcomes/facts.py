"""What came of every training of every person, worked out once for all figures of the plan."""

from pathlib import Path

from chunfeng.base.policy.declarations import Facts

TRAININGS = Facts(
    "trainings",
    "培训结果（一人一班一行）",
    "由名册、考核、证书、申领和用工备案推出",
    {
        "training": "text",
        "class": "text",
        "person": "text",
        "area": "text",
        "agency": "text",  # of the pack's plan items; null where nobody said out of which fund a class of two bureaus was paid
        "programme": "text",
        "level": "int",
        "opened_on": "date",
        "ended_on": "date",
        "finished": "bool",
        "examined": "bool",
        "passed": "bool",
        "certificate_level": "int",  # 1 to 5, 6 for a special ability; null for papers that say no more than that one was there
        "level_before": "int",
        "judged_on": "date",
        "working": "bool",
    },
    query=(Path(__file__).parent / "derived" / "trainings.sql").read_text(encoding="utf-8"),
    reads=(
        "certificates",
        "claims",
        "classes",
        "enrolments",
        "exams",
        "filings",
        "parameters",
        "registers",
    ),
)

FACTS = (TRAININGS,)
