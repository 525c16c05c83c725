"""Say what this machine has, and what is wrong with the store."""

import os
from pathlib import Path
from typing import Annotated

import typer

from tui.commands.common import open_store, print_table
from tui.commands.options import Format, StoreFolder, TableFormat

Mend = Annotated[bool, typer.Option("--mend", help="Put right what can be put right without losing anything.")]


def command(store: StoreFolder = Path("runs"), format_: TableFormat = Format.TEXT, *, mend: Mend = False) -> int:
    """Say what this machine has (torch, CPU slots, GPUs, terminal), and what is wrong with the store.

    Ends with status 1 while something is to be put right.
    """
    from tui.checkup.check import check_table
    from tui.checkup.machine import machine, program
    from tui.checkup.shelf import shelf
    from tui.checkup.terminal import terminal

    checks = [*program(), *machine(mend=mend), *terminal(os.environ), *shelf(open_store(store), mend=mend)]
    print_table(check_table(checks), format_)
    return 1 if any(check.bad for check in checks) else 0
