"""What the usage headers of Meta's APIs tell."""

import json

import pytest

from syndication.networks.graph_usage import Usage, usage_of


def window(percent: float, **more) -> dict:
    return {"call_count": percent, "total_cputime": 1, "total_time": 2, **more}


@pytest.mark.parametrize(
    ("headers", "usage"),
    [
        ({}, Usage(0, 0)),
        ({"X-App-Usage": window(28)}, Usage(28, 0)),
        ({"X-Page-Usage": window(95)}, Usage(95, 0)),
        ({"X-App-Usage": {"total_time": 91.5}}, Usage(91.5, 0)),
        (
            {"X-Business-Use-Case-Usage": {"12": [window(97, estimated_time_to_regain_access=19)]}},
            Usage(97, 19 * 60),
        ),
        (
            {"X-App-Usage": window(99), "X-Business-Use-Case-Usage": {"1": [window(3)], "2": [window(5)]}},
            Usage(99, 0),
        ),
        ({"X-App-Usage": []}, Usage(0, 0)),
        ({"X-App-Usage": {"call_count": "viel"}}, Usage(0, 0)),
        ({"X-Business-Use-Case-Usage": {"12": "viel"}}, Usage(0, 0)),
        ({"X-Business-Use-Case-Usage": {"12": ["viel"]}}, Usage(0, 0)),
    ],
)  # fmt: skip
def test_the_fullest_window_counts(headers, usage):
    told = {name: json.dumps(value) for name, value in headers.items()}
    assert usage_of(told) == usage


def test_a_header_that_is_no_json_tells_nothing():
    assert usage_of({"X-App-Usage": "{"}) == Usage()


@pytest.mark.parametrize(("percent", "busy"), [(90, False), (91, True)])
def test_more_than_nine_tenths_is_busy(percent, busy):
    assert Usage(percent).busy is busy
