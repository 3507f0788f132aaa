from chunfeng.kernel.check_digit import check_digit, holds


def test_the_example_of_its_author() -> None:
    assert check_digit("572") == "4" and holds("5724")


def test_every_wrong_digit_shows_and_every_exchange() -> None:
    for serial in range(0, 100_000, 997):
        body = f"37091120165{serial:05d}"
        number = body + check_digit(body)
        assert holds(number)
        for at, digit in enumerate(number):
            assert not any(holds(number[:at] + other + number[at + 1 :]) for other in "0123456789" if other != digit)
            after = number[at + 1 : at + 2]
            assert not after or after == digit or not holds(number[:at] + after + digit + number[at + 2 :])


def test_what_is_no_number_does_not_hold() -> None:
    assert not any(map(holds, ("", "5", "572４", "S724", "572x")))
