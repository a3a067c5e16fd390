"""What the command says of itself, in Chinese and English, and which of the two this terminal gets."""

from __future__ import annotations

import os
import sys
from typing import Literal

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("建立新台账", "make a new ledger: origin, log key, roots of trust, first record"),
    "key": ("生成、查看签名密钥", "make and show signing keys, prove that one is held"),
    "actor": ("登记、注销、列出签名人", "draft the binding or revocation of a key; list who may sign"),
    "parameters": ("起草评审参数", "draft the act that adopts a round's parameters; show those in force"),
    "draw": ("抽取专家: 快照、封存数、重算", "draw experts: snapshot, sealed numbers, outcome; recompute any draw"),
    "sign": ("离线密封并签名", "seal and sign drafts, or add a second signature; needs no ledger"),
    "template": ("生成年度工作簿", "write the workbooks of a round: the clerk's, one for each expert"),
    "record": ("记录已签名的行为和年度工作簿", "record signed acts from files, and the workbooks of a round"),
    "todo": ("下一步办什么", "the next steps of a round: who acts, by when, what is missing or blocks"),
    "print": ("打印表单", "write the forms of a round as .docx and .xlsx; check the code of a confirmed sheet"),
    "reconcile": ("核对表单编号、扫描件、原始评分表和凭证", "hold numbered forms, scans, score sheets and vouchers against the record"),
    "rounds": ("列出评审年度", "list the rounds"),
    "replay": ("重放: 任一时点的名次与进程", "standings and stage timeline at any position or time"),
    "audit": ("合规核查", "check every record of a round against every rule"),
    "honours": ("荣誉称号、证书与申报限制", "titles, award years, decisions and bars; what a certificate's number stands for"),
    "prizes": ("奖金账: 核定、拨付、追回", "money granted, paid and recovered, as double entry"),
    "verify": ("验证台账或导出的日志", "recompute everything from the entries, in numbered steps"),
    "checkpoint": ("签发检查点", "sign and keep a checkpoint of the log"),
    "publish": ("导出公开日志 (C2SP tiles)", "write the public log as static tiles"),
    "article": ("查看条款、规则与事件", "show a provision: restatement, rules, parameters, events"),
    "silences": ("列出办法未作规定的问题", "list what the regulation leaves open"),
    "schema": ("输入格式、事件目录、术语表、条款索引", "print the schema of acts, the event catalogue, the glossary, the article index"),
    "serve": ("启动只读服务", "serve pages and the read-only API"),
    "demo": ("演示: 完整一轮", "record, verify, replay, audit and show a whole example round"),
}
"""Every subcommand with its one line of help. A test holds this table against the entry points."""


def language() -> Literal["zh", "en"]:
    """Return ``zh`` or ``en``: what ``--lang`` says, else what the locale of this terminal is."""
    arguments = sys.argv
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            return "zh" if arguments[index + 1].startswith("zh") else "en"
        if argument.startswith("--lang="):
            return "zh" if argument[7:].startswith("zh") else "en"
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.startswith("zh") else "en"


def say(zh: str, en: str) -> str:
    """Return the one of two texts that this terminal gets."""
    return zh if language() == "zh" else en
