"""What the apps declare for the running platform, handed to the machines at start-up. Any fault stops the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.roles import ROLES
from chunfeng.base.findings.processes import FINDINGS
from chunfeng.base.governance.processes import DATA_REQUEST, PARAMETER_CHANGE
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.declarations import Process, Step
from chunfeng.base.workflow.engine import AFTER
from chunfeng.base.workflow.lateness import AT_LATENESS
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.rights.inspection.processes import PROCESSES as INSPECTION
from chunfeng.plans.training.attendance.processes import PROCESSES as ATTENDANCE
from chunfeng.plans.training.catalogue.processes import PROCESSES as CATALOGUE
from chunfeng.plans.training.certification.processes import PROCESSES as CERTIFICATION
from chunfeng.plans.training.classes.processes import PROCESSES as CLASSES
from chunfeng.plans.training.planning.processes import PROCESSES as PLANNING
from chunfeng.plans.training.providers.processes import PROCESSES as PROVIDERS
from chunfeng.plans.training.registers.processes import PROCESSES as REGISTERS
from chunfeng.plans.training.staff_fund.processes import PROCESSES as STAFF_FUND
from chunfeng.plans.training.subsidy.processes import PROCESSES as SUBSIDY
from chunfeng.plans.training.visits.processes import PROCESSES as VISITS
from chunfeng.site import screening
from chunfeng.site.roles import ALL_ROLES, APART

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from chunfeng.base.access.actor import Actor
    from chunfeng.base.audit.models import Event
    from chunfeng.base.workflow.models import Case

ALL_PROCESSES: tuple[Process, ...] = (
    PARAMETER_CHANGE,
    DATA_REQUEST,
    *FINDINGS,
    *CATALOGUE,
    *REGISTERS,
    *PLANNING,
    *PROVIDERS,
    *CLASSES,
    *ATTENDANCE,
    *VISITS,
    *CERTIFICATION,
    *STAFF_FUND,
    *SUBSIDY,
    *INSPECTION,
)


def _beside(*shown: Callable[[Case, Actor], Sequence[Any]]) -> Callable[[Case, Actor], Sequence[Any]]:
    """The panels of several apps on the case of one."""
    return lambda case, actor: [panel for panels in shown for panel in panels(case, actor)]


def declare() -> None:
    from chunfeng.base.governance import retention
    from chunfeng.desks.portal.registry import PORTAL, Concern
    from chunfeng.desks.staff.case import ELSEWHERE, JUDGED, LEADING, PANELS, PAPER_TITLES
    from chunfeng.desks.staff.data_requests import request_panels
    from chunfeng.desks.staff.findings import panels as finding_panels
    from chunfeng.desks.staff.log_words import KINDS
    from chunfeng.desks.staff.parameters import change_panels
    from chunfeng.desks.staff.rules import OWN
    from chunfeng.desks.staff.search import FINDERS
    from chunfeng.desks.staff.starts import STARTS
    from chunfeng.desks.ui.asks import FILES, STEP_FORMS
    from chunfeng.engines.ledger.postings import POSTINGS
    from chunfeng.plans.rights.inspection import pages as inspection_pages
    from chunfeng.plans.rights.inspection import queries as inspection_queries
    from chunfeng.plans.rights.inspection.pages import employer as employer_pages
    from chunfeng.plans.rights.inspection.queries import employer as employer_queries
    from chunfeng.plans.rights.inspection.queries import search as inspection_search
    from chunfeng.plans.training.attendance import pages as attendance_pages
    from chunfeng.plans.training.catalogue import pages as catalogue_pages
    from chunfeng.plans.training.certification import pages as certification_pages
    from chunfeng.plans.training.classes import pages as class_pages
    from chunfeng.plans.training.planning import pages as plan_pages
    from chunfeng.plans.training.providers import pages as provider_pages
    from chunfeng.plans.training.providers import queries as provider_queries
    from chunfeng.plans.training.registers import pages as register_pages
    from chunfeng.plans.training.staff_fund import pages as staff_fund_pages
    from chunfeng.plans.training.subsidy import pages as subsidy_pages
    from chunfeng.plans.training.subsidy.postings import POSTINGS as WAYS
    from chunfeng.plans.training.visits import pages as visit_pages
    from chunfeng.plans.training.visits import queries as visit_queries
    from chunfeng.site import files, open_site, staff_nav, telling, upload_lists

    def after_step(case: Case, step: Step, event: Event) -> None:
        files.issue(case, step, event)
        telling.after_step(case, step, event)

    from chunfeng.site.prints import PRINTS

    loaded = pack()
    ROLES.declare(ALL_ROLES, APART)
    held = frozenset().union(*(role.permissions for role in ALL_ROLES))
    PROCESSES.declare(ALL_PROCESSES, loaded.clauses, loaded.parameters, held)
    against = Concern(
        employer_queries.told, employer_pages.seen, employer_pages.TERMS, employer_pages.panels, _("涉及我单位的监察案件"),
    )  # fmt: skip
    visited = Concern(
        visit_queries.told, visit_pages.seen, visit_pages.TERMS, visit_pages.party_panels, _("对我单位班级的检查")
    )
    # A class is one page, of panels of several apps.
    classes = {
        **class_pages.PANELS,
        "training.class": _beside(
            class_pages.PANELS["training.class"],
            attendance_pages.of_class,
            visit_pages.of_class,
            certification_pages.of_class,
        ),
    }
    to_the_party = {
        **subsidy_pages.OF_THE_PARTY,
        **provider_pages.PANELS, **classes, **attendance_pages.PANELS, **certification_pages.PANELS, "training.staff_fund": staff_fund_pages.panels,
    }  # fmt: skip
    PORTAL.declare(
        (
            *subsidy_pages.DOSSIERS,
            *class_pages.DOSSIERS, *attendance_pages.DOSSIERS, *certification_pages.DOSSIERS, *provider_pages.DOSSIERS,
            staff_fund_pages.DOSSIER,
        ), to_the_party,
        (provider_queries.cases_to_score,), {inspection_queries.CODE: against, visit_queries.VISIT: visited},
    )  # fmt: skip
    files.ADDRESSED[inspection_queries.CODE] = (employer_queries.told, employer_queries.ADDRESSED)
    PANELS["training.standards"] = catalogue_pages.panels
    PANELS.update({process.code: register_pages.panels for process in REGISTERS})
    PANELS["training.staff_fund"] = staff_fund_pages.panels
    POSTINGS.add(WAYS)
    PANELS.update(subsidy_pages.PANELS)
    PANELS["training.year_plan"] = plan_pages.panels
    PANELS.update(classes | attendance_pages.PANELS | visit_pages.PANELS | certification_pages.PANELS)
    PRINTS.update(certification_pages.PRINTS)
    ELSEWHERE[visit_queries.VISIT, "record"] = lambda case: f"/desk/visits/{case.number}/field/"
    PAPER_TITLES.update(visit_pages.PAPER_TITLES)
    files.declare(visit_pages.PAPERS, visit_pages.PAPER_TITLES)
    files.ADDRESSED[visit_queries.VISIT] = (visit_queries.told, tuple(visit_pages.PAPERS))
    PANELS.update(provider_pages.PANELS)
    PAPER_TITLES.update(provider_pages.PAPER_TITLES)
    STEP_FORMS.update(provider_pages.STEP_FORMS)
    PANELS.update(inspection_pages.PANELS)
    LEADING.update(inspection_pages.LEADING)
    KINDS.update(provider_pages.EVENTS | inspection_pages.EVENTS | attendance_pages.EVENTS | visit_pages.EVENTS)
    PAPER_TITLES.update(inspection_pages.PAPER_TITLES)
    files.declare(provider_pages.PAPERS, provider_pages.PAPER_TITLES)
    files.declare(inspection_pages.PAPERS, inspection_pages.PAPER_TITLES)
    files.OWNERS["complaint"] = inspection_queries.case_of_complaint
    files.KEPT_BACK["complaint"] = inspection_queries.may_open_file
    STARTS[:] = staff_nav.STARTS
    FINDERS[:] = [inspection_search.keys]
    FILES.store = files.store
    AFTER.told = after_step
    AT_LATENESS.tell = telling.at_lateness
    PANELS["policy.parameter_change"] = change_panels
    for process in FINDINGS:
        LEADING[process.code] = finding_panels
        JUDGED.add(process.code)
    OWN[:] = [folder for folder in (screening.own_rules(),) if folder]
    upload_lists.declare()
    PANELS["privacy.request"] = request_panels
    retention.OWNERS["complaint"] = ("inspection.Complaint", "number")
    open_site.publish()
