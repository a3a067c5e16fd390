"""``ledger serve``: the pages and the read-only interface of one ledger."""

from __future__ import annotations

import logging
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.commands.shared import lang_option, ledger_option, purpose_option, whoami
from ledger.commands.words import say
from ledger.errors import BadInput
from ledger.home import find_home
from ledger.terms import View

if TYPE_CHECKING:
    from fastapi import FastAPI

HIGHEST_PORT = 65_535


@click.command("serve")
@ledger_option
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · address to listen on")
@click.option(
    "--port", type=click.IntRange(0, HIGHEST_PORT), default=8000, show_default=True, help="端口，0 为任选 · port; 0 for any free one"
)
@click.option(
    "--view",
    type=click.Choice([view.value for view in View]),
    default=View.PUBLIC.value,
    show_default=True,
    help="视图；公众视图以外每次查阅记入查阅日志 · what is opened; all but the public view go into the access log",
)
@purpose_option
@click.option(
    "--allow-remote",
    is_flag=True,
    help="允许其他电脑访问受限视图 · let other machines reach a view that opens sealed values, under --host alone",
)
@lang_option
def serve(ledger_dir: Path | None, host: str, port: int, view: str, purpose: str, allow_remote: bool) -> int:
    """启动只读服务 · Serve the pages and the read-only interface. The ledger is opened read-only; stop with Ctrl-C."""
    from api.views import LOCAL, bare, is_loopback

    seen = View(view)
    if seen is not View.PUBLIC:
        _check_restricted(seen, host, purpose, is_local=is_loopback(host), allow_remote=allow_remote)
    home = find_home(ledger_dir)
    listening = _listen(host, port)
    try:
        from api.app import create_app

        # A view that opens sealed values answers under names that no page on the web can take.
        hosts = frozenset() if seen is View.PUBLIC else LOCAL | {bare(host)}
        app = create_app(home, seen, who=whoami(), purpose=purpose, hosts=hosts)
        place = listening.getsockname()
        address = f"http://{f'[{place[0]}]' if ':' in place[0] else place[0]}:{place[1]}/"
        click.echo(say(f"只读服务已启动（{view} 视图）：{address}", f"serving read-only, {view} view: {address}"))
        click.echo(say("按 Ctrl-C 停止。", "stop with Ctrl-C."))
        _run(app, listening)
    finally:
        listening.close()
    return 0


def _check_restricted(view: View, host: str, purpose: str, *, is_local: bool, allow_remote: bool) -> None:
    """Raise ``BadInput`` unless a view that opens sealed values has a purpose, and stays on this machine or was let out."""
    if not purpose.strip():
        raise BadInput("--purpose", f"the {view.value} view opens sealed values, and the access log asks why", "say it with --purpose")
    if not is_local and not allow_remote:
        raise BadInput(
            "--host",
            f"{host} can be reached from other machines, and the {view.value} view opens sealed values to whoever reaches it",
            "listen on 127.0.0.1; or put a proxy that knows its users before it and add --allow-remote",
        )


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises ``BadInput`` when the port is taken or the address is not ours."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise BadInput("--host", f"{host} is no address: {error.strerror}", "name an address of this machine, such as 127.0.0.1") from None
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise BadInput(
            "--port", f"{host}:{port} cannot be listened on: {error.strerror}", "stop what is using it, or choose another with --port"
        ) from None
    return listening


def _run(app: FastAPI, listening: socket.socket) -> None:
    """Serve until stopped. No request is logged: an address may say what somebody looks for."""
    import uvicorn

    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING)
    config = uvicorn.Config(app, access_log=False, log_level="warning", server_header=False, lifespan="on")
    # Stopping it so is how it ends, and no failure.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
