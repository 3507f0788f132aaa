"""The demo city's registers, with one list still on a desk. Bodies of area 990000 do not exist."""

from __future__ import annotations

from datetime import date, timedelta

from chunfeng.kernel import credit_code
from chunfeng.plans.training.catalogue.demo import Pair
from chunfeng.plans.training.registers.feeds import PHASE_OUT, PLANS, UNIVERSITIES


def _code(number: int) -> str:
    body = f"91990000MA{number:07d}"
    return body + credit_code.check_character(body)


def registers(city: Pair, today: date) -> None:
    first = date(today.year - 1, 1, 5)
    city.list(
        PHASE_OUT.process, PHASE_OUT.code, first, {"document": "演示政办字〔第3号〕"},
        [("企业名称", "统一社会信用代码", "名单类别", "文件", "列入日期", "移出日期"),
         ("春城立窑水泥有限公司", _code(901), "淘汰落后产能", "演示政办字〔第3号〕", first, ""),
         ("春城轧钢有限公司", _code(902), "化解过剩产能", "演示政办字〔第3号〕", first, date(today.year + 1, 12, 31)),
         ("春城造纸有限公司", _code(903), "节能减排", "演示政办字〔第4号〕", first, "")],
    )  # fmt: skip
    city.list(
        UNIVERSITIES.process, UNIVERSITIES.code, first, {"document": "演示政字〔第5号〕"},
        [("创业大学名称", "文件", "成立日期"), ("春城创业大学", "演示政字〔第5号〕", first)],
    )  # fmt: skip
    plans = [
        (agency, today.year, f"演示〔第{n}号〕", date(today.year, 1, 20))
        for n, agency in enumerate(("市教育局", "市科技局", "市住房城乡建设局", "市农业局", "市商务局"), 6)
    ]
    titles = ("部门", "年度", "文件", "印发日期")
    city.list(PLANS.process, PLANS.code, date(today.year, 2, 1), {"document": "各部门报送"}, [titles, *plans])
    late = ("市残联", today.year, "演示〔第11号〕", today - timedelta(days=3))
    yesterday = today - timedelta(days=1)
    city.list(PLANS.process, PLANS.code, yesterday, {"document": "市残联报送"}, [titles, late], issue=False)
