"""`t3 validate`: what is printed, and with which status it ends."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from cli.validate import command

TABLE = """video,question,answer,qid,type,a0,a1,a2,a3,a4
1,why,0,2,CW,cup,pen,hat,bag,box
1,how,3,3,CH,cup,pen,hat,bag,box
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)), standalone_mode=False)


def test_part_of_the_annotations_holds_with_quirks(tmp_path: Path) -> None:
    file = tmp_path / "val.csv"
    file.write_text(TABLE)
    result = run("nextqa", "--annotations", file, "--partial")
    assert result.return_value == 0
    assert "gold scores 1" in result.output
    assert "worth 0.4 points of 2" in result.output  # two drawn letters out of five
    assert "on 2 samples: 0 at fault, 1 quirks of the rules" in result.output


def test_a_count_that_differs_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "val.csv"
    file.write_text(TABLE)
    result = run("nextqa", "--annotations", file, "--json")
    assert result.return_value == 1
    told = json.loads(result.output)
    assert told["holds"] is False
    (fault,) = [check for check in told["checks"] if check["mark"] == "fault"]
    assert fault == {
        "scorer": "", "name": "samples", "mark": "fault", "n": 2, "bad": 4994,
        "detail": "official 4,996",
    }  # fmt: skip
