"""The command line: a file a command, imported only when it is called.

A module of this folder that defines `command` is a command; the module's name is its name (`import_` for `import`), the
first line of its docstring its line in `--help`, and the docstring of `command` its own help.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException

from tui.commands.options import StoreFolder
from tui.guard import CommandError, guarded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer.core import TyperCommand


class CommandModules(Mapping[str, "TyperCommand"]):
    """The commands by name, found by their files; reading one imports its module."""

    def __init__(self, folder: Path, package: str) -> None:
        self.folder, self.package = folder, package

    @cached_property
    def files(self) -> dict[str, Path]:
        """Where each command stands; the app opens without a look at them."""
        modules = sorted(self.folder.glob("[a-z]*.py"))
        return {path.stem.strip("_").replace("_", "-"): path for path in modules if _is_command(path)}

    def __getitem__(self, name: str) -> "TyperCommand":
        module = import_module(f"{self.package}.{self.files[name].stem}")
        app = typer.Typer(
            add_completion=False, rich_markup_mode=None, context_settings={"help_option_names": ["--help", "-h"]}
        )
        app.command(name)(module.command)
        return typer.main.get_command(app)  # type: ignore[return-value]  # one command, so no group

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    def summary(self, name: str) -> str:
        """Return a command's line in `--help`, read without importing its module."""
        first = self.files[name].read_text("utf-8").partition("\n")[0]
        return first.strip().strip('"').strip()


class LazyGroup(TyperGroup):
    """A group whose commands are imported one at a time."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.modules = CommandModules(Path(__file__).parent, __name__)
        self.commands = self.modules  # type: ignore[assignment]  # only ever read

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the base names it
        """Write a line for each command into `--help`."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.modules.summary(name)) for name in self.modules])


HELP = """A fine-tuned model got worse: which setting did it, and what brings it back?

Without a command, open the app.
"""

app = typer.Typer(
    cls=LazyGroup,
    rich_markup_mode=None,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog="Every command explains itself with --help, and shows a traceback of what went wrong with --debug.",
)


def _tell_version(asked: bool) -> None:  # noqa: FBT001 - typer hands it over so
    if asked:
        from importlib.metadata import version

        sys.stdout.write(f"backslide {version('backslide')}\n")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", is_eager=True, callback=_tell_version, help="Show the version and exit.")
]


Calm = Annotated[
    bool,
    typer.Option("--calm", help="Open the app for a slow connection: news every 2 seconds, no motion, fewer colours."),
]


@app.callback(help=HELP)
def backslide(
    ctx: typer.Context,
    store: StoreFolder = Path("runs"),
    *,
    calm: Calm = False,
    version: Version = False,  # noqa: ARG001
) -> None:
    """Open the app where no command is given."""
    if ctx.invoked_subcommand is None:
        from tui.starting import start

        start(store, calm=calm)


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run one command line and return its exit status: 0 done, 1 failed, 2 for what the user can mend."""
    words = [*(sys.argv[1:] if arguments is None else arguments)]  # `list` is the command here, once it was imported
    debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    return guarded(lambda: _run(words), debug=debug)


def _run(words: "Sequence[str]") -> Any:
    """Run a command; what is wrong with the words is told as anything else that a user can mend."""
    try:
        return typer.main.get_command(app).main([*words], prog_name="backslide", standalone_mode=False)
    except Abort:
        raise KeyboardInterrupt from None
    except TyperException as error:
        raise CommandError(_usage(error)) from None


def _usage(error: TyperException) -> str:
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx else "backslide"
    message = " ".join(error.format_message().replace("Possible options:", "did you mean").split()).rstrip(".")
    return f"{path}: {message[:1].lower()}{message[1:]}{'' if message.endswith('?') else ';'} see {path} --help"


def _is_command(path: Path) -> bool:
    return re.search(r"^def command\(", path.read_text("utf-8"), re.MULTILINE) is not None
