"""What the clerk's guide tells to type works as it stands there, in its order, with a workbook filled in between."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
from tests.acceptance.conftest import SMALL
from tests.acceptance.desk import text_of
from tests.acceptance.filling import Clerk
from tests.acceptance.office import with_receipts

from ledger.demo.play import Played
from ledger.demo.review import demo_round
from ledger.demo.round import ROUND
from ledger.home import Home
from ledger.terms import View
from ledger.vault.reading import Reader

GUIDE = Path(__file__).parents[2] / "docs" / "clerk.zh-CN.md"
UNTIL = "application.withdrawn"
"""The guide's clerk fills in the year up to here: rules, bodies, call, applications, recommendations."""


def test_the_guide_is_run_from_its_first_command_to_its_last(tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    script = with_receipts(demo_round(1, SMALL), before="call.published")
    lines = script.lines[: next(n for n, line in enumerate(script.lines) if line.draft.type == UNTIL)]
    said = {}
    for block in blocks:
        said[block] = run(block, tmp_path)
        if block.startswith("ledger template"):
            Clerk(tmp_path / "2025", script, ROUND).fill(lines)
    trying, handing, confirming, recording = (next(text for block, text in said.items() if sign in block) for sign in SIGNS)
    assert f"新录入 {len(lines)}" in trying
    assert "试录，未入账" in trying
    assert "已写出待复核" in handing
    assert f"已签名 {len(lines)} 件" in confirming
    assert "统一社会信用代码: 示例轴承有限公司" in confirming
    assert f"本次入账 {len(lines)} 件" in recording
    with Reader(Home.open(tmp_path / "台账"), View.AUDITOR, who="test", purpose="test") as reader:
        recorded = [fact.said for fact in reader.facts() if fact.said.provenance.kind == "transcribed"]
    assert len(recorded) == len(lines)
    results = openpyxl.load_workbook(tmp_path / "2025" / "台账_2025_批注.xlsx")["申报推荐"]
    assert str(results.cell(2, 3).value).startswith("已入账 第")
    (doing, agreed) = (said_of("ledger todo", said), said_of("ledger reconcile", said))
    assert "○ 逐项核查申报条件  [第八条]" in doing, "what comes next, and by which provision"
    assert "待复核" not in doing, "what was confirmed waits no more"
    assert "核对相符。" in agreed
    assert openpyxl.load_workbook(tmp_path / "核对表.xlsx").sheetnames[0] == "编号表单"
    assert "YY-0004" in text_of(tmp_path / "异议回执_2025.docx")


def said_of(command: str, said: dict[str, str]) -> str:
    return next(text for block, text in said.items() if command in block)


def test_the_forms_that_the_guide_prints_are_printed_as_it_says(small_demo: Played, tmp_path: Path) -> None:
    lines = re.findall(r"^    (ledger (?:print|checkpoint).*)$", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert len(lines) == 7
    shutil.copytree(small_demo.home.path, tmp_path / "台账")
    code, expert = "", ""
    for line in lines:
        said = run(line.replace("校验码", code).replace("E-03", expert), tmp_path)
        if found := re.search(r"评分确认单_(\S+?)_\S+  校验码 (\S+)", said):
            expert, code = found.groups()
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix) == [
        "公示稿_2025.docx",
        "奖金拨付表_2025.xlsx",
        "计票单_2025.docx",
        "评分汇总表_2025.xlsx",
    ]
    assert f"评分确认单_{expert}_资料评审_2025.docx" in {path.name for path in (tmp_path / "确认单").iterdir()}
    assert "签名：" in text_of(tmp_path / "公示稿_2025.docx"), "the checkpoint was signed before"


SIGNS = ("--dry-run", "--key 经办人.pem\n", "待复核/001.jsonl", "ledger record 2025\n")


def run(block: str, folder: Path) -> str:
    """Run one block as it stands; whoever confirms is not asked here."""
    typed = re.sub(r"^(ledger sign 2025/待复核/\S+ .*)$", r"\1 --yes", block, flags=re.MULTILINE)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # Python speaks the language of LANG; the shell knows it only where its locale is installed, and says so.
    environment = {"PATH": path, "HOME": str(folder), "LANG": "zh_CN.UTF-8", "PYTHONUTF8": "1", "LEDGER_HOME": str(folder / "台账")}
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", typed],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, f"{typed}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout + ran.stderr
