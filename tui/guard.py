"""How whatever goes wrong is told: in a sentence, and by the exit status."""

import os
import sys
from typing import TYPE_CHECKING, Any

from store.errors import sentence
from store.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable

INTERRUPTED, PIPE_CLOSED = 130, 141
"""What a shell reports for a program that SIGINT or SIGPIPE ended."""


class CommandError(Exception):
    """What the user can mend about a call; one sentence."""


def complain(text: object) -> None:
    """Print sentences on stderr, a line each."""
    for line in str(text).splitlines():
        sys.stderr.write(f"{visible(line)}\n")
    sys.stderr.flush()


def guarded(work: "Callable[[], Any]", *, debug: bool = False) -> int:
    """Call `work` and return the exit status, telling whatever goes wrong in a sentence."""
    try:
        status = work()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); without this, Python complains once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:
        if debug:
            raise
        return _told(error)
    finally:
        _tell_what_is_not_there()
    return status if isinstance(status, int) else 0


def _tell_what_is_not_there() -> None:
    """Tell of installed components that could not be imported, where this call has looked for any."""
    component = sys.modules.get("trainer.settings.component")
    for problem in component.broken_entries() if component else ():
        complain(problem)


def _told(error: Exception) -> int:
    if isinstance(error, (CommandError, *_mendable())):
        complain(error)
        return 2
    if isinstance(error, OSError) and error.strerror:
        complain(sentence(error))
        return 1
    complain(f"backslide: {type(error).__name__}: {error or 'no more is known'} (--debug shows where)")
    return 1


def _mendable() -> tuple[type[Exception], ...]:
    """Return the errors whose message is meant for a user; imported only once something went wrong."""
    from store.errors import StoreError
    from trainer.data.examples import DataError
    from trainer.launch.errors import LaunchError
    from trainer.settings.problems import PlanError

    return StoreError, PlanError, DataError, LaunchError
