"""`forget`, `hold` and `report-on`, as the person who runs the house uses them."""

import erasable
from erasable import LOGIN, NUMBER, fill, traces


def test_forget_says_what_would_go_then_does_it(cabochon, tmp_path):
    data = tmp_path / "data"
    with erasable.opened(data) as shop:
        who = fill(shop).quenby
    said = cabochon("forget", LOGIN, "--dry-run", "--json", "--data", data)
    assert said.code == 0
    assert said.json["id"] == who
    assert said.json["statements"]["observation"] > 10
    assert cabochon("forget", LOGIN, "--data", data).code == 2  # without --yes nothing happens
    assert traces(data)
    report = cabochon("report-on", NUMBER, "--json", "--data", data)
    assert {one["key"] for one in report.json["sections"]} >= {"Person", "Account", "observation"}
    hold = cabochon("hold", "place", LOGIN, "--reason", "case 7", "--json", "--data", data).json["id"]
    refused = cabochon("forget", LOGIN, "--yes", "--data", data)
    assert refused.code == 1
    assert "case 7" in refused.err
    assert "case 7" in cabochon("hold", "list", "--data", data).out
    assert cabochon("hold", "end", hold, "--data", data).code == 0
    done = cabochon("forget", LOGIN, "--yes", "--data", data)
    assert done.code == 0
    assert "keys.db" in done.out
    assert traces(data) == []
    assert cabochon("forget", LOGIN, "--yes", "--data", data).code == 1
    assert cabochon("forget", "--again", "--data", data).out.strip() == "Nobody is back."
    assert cabochon("forget", LOGIN, "--let-in", "--data", data).code == 0
