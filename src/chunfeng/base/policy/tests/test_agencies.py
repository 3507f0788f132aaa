from chunfeng.base.policy.agencies import agency
from chunfeng.base.policy.values import pack


def test_an_agency_bears_the_name_of_its_place_and_of_today() -> None:
    assert agency("R-3.2.a", "春城区") == "春城区人力资源和社会保障局"


def test_where_the_pack_knows_no_agency_the_place_stands_alone() -> None:
    assert agency("R-99", "春城区") == "春城区"
    counties = next(c.id for c in pack().clauses.values() if c.lead[:1] == ("CNTY",))
    assert agency(counties, "春城区") == "春城区"
