"""What of the run list is folded."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Folds:
    """What is folded: headings are open and variants folded until a person says otherwise."""

    turned: set[str] = field(default_factory=set)
    variants_open: bool = False

    def is_open(self, key: str, kind: str) -> bool:
        """Say whether what lies inside is shown."""
        return (self.variants_open if kind == "variant" else True) != (key in self.turned)

    def set(self, key: str, kind: str, *, opened: bool) -> bool:
        """Open or fold; say whether that changed anything."""
        if self.is_open(key, kind) == opened:
            return False
        self.turned ^= {key}
        return True

    def turn_all(self) -> None:
        """Open all variants, or fold them all."""
        self.variants_open = not self.variants_open
        self.turned.clear()
