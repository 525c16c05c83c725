"""Why runs wait, in words."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.store import Store


def tell_hold_up(store: "Store", tell: "Callable[[str], object]") -> None:
    """Say why nothing begins now, if that is so; and where the store's locks may hold on this machine alone."""
    from store.line import closed, held_up
    from store.mounts import doubt_of_locks

    if doubt := doubt_of_locks(store.root):
        tell(f"{store.root}: {doubt}: use this store from one machine at a time")
    if why := held_up(store.root):
        tell(
            f"nothing begins now: {why}" + ("; `backslide queue --go-on` lets runs go on" if closed(store.root) else "")
        )


def lack_of_device(store: "Store") -> str:
    """Return what a run waits for that nothing else holds up, and whose runs have some of it."""
    others = others_with_devices(store)
    return "waits for a free device" + (f"; runs of {', '.join(others)} have some" if others else "")


def others_with_devices(store: "Store") -> list[str]:
    """Return the other stores of the machine whose runs have devices now."""
    from trainer.launch import claims

    held = {str(holder["store"]) for _, holder in claims.held() if holder.get("store")}
    return sorted(held - {str(store.root.resolve())})
