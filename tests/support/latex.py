"""What TeX makes of a document, as far as can be told without TeX: its tokens, environments, tables and texts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

KNOWN = frozenset(
    {
        "section*", "subsection*", "item", "textbf", "textit", "texttt", "multicolumn", "resizebox", "ifdim", "else",
        "fi", "width", "linewidth", "toprule", "midrule", "bottomrule", "endhead", "endfoot", "small", "scriptsize",
        "footnotesize", "ttfamily", "raggedright", "setlength", "tabcolsep", "par", "mbox", "pm", "times", "cdot",
        "rightarrow", "Delta", "rho", "geq", "leq", "ldots",
    }
)  # fmt: skip
"""What a document may call, beside the signs of `SIGNS`."""
SIGNS = {
    "textbackslash": "\\", "textasciicircum": "^", "textasciitilde": "~", "textless": "<", "textgreater": ">",
    "textbar": "|", "textquotedbl": '"', "textquotesingle": "'", "textasciigrave": "`",
}  # fmt: skip
"""Signs that have a name."""
IN_TABLES = ("tabular", "longtable")
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|%[^\n]*\n|[{}&$#^_~%\\]|[^{}&$#^_~%\\]+")


@dataclass
class Read:
    """What was found: mistakes, and the texts of the cells of each row of a table."""

    mistakes: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def read_latex(document: str) -> Read:
    """Read what stands between the beginning and the end of a document."""
    head, _, rest = document.partition("\\begin{document}\n")
    body, _, after = rest.partition("\\end{document}\n")
    found = Read()
    if "\\documentclass" not in head or after:
        found.mistakes.append("no whole document")
    _Reader(body, found).read()
    return found


class _Reader:
    def __init__(self, body: str, found: Read) -> None:
        self.tokens = _TOKEN.findall(body)
        self.found = found
        self.open: list[str] = []
        self.math = False
        self.columns = 0
        self.row: list[str] = [""]
        self.spanned = 0

    def read(self) -> None:
        tokens = iter(self.tokens)
        for token in tokens:
            self._token(token, tokens)
        if self.open or self.math:
            self.found.mistakes.append(f"left open: {self.open}")

    @property
    def in_table(self) -> bool:
        return any(one in IN_TABLES for one in self.open)

    def _token(self, token: str, tokens: Iterator[str]) -> None:
        if token[0] == "\\":
            self._command(token, tokens)
        elif token in "{}":
            self._brace(token)
        elif token == "&":
            self._cell()
        elif token == "$":
            self.math = not self.math
        else:
            self._plain(token)

    def _command(self, token: str, tokens: Iterator[str]) -> None:
        if token in ("\\begin", "\\end"):
            self._environment(token, "".join(_group(tokens)), tokens)
        elif token == "\\\\" and self.in_table:
            self._end_row()
        else:
            self._call(token[1:], tokens)

    def _environment(self, token: str, name: str, tokens: Iterator[str]) -> None:
        if token == "\\begin":
            self.open.append(name)
            if name in IN_TABLES:
                shape = re.sub(r"p\{[^}]*\}", "l", "".join(_group(tokens)))
                self.columns, self.row = len(shape), [""]
        elif not self.open or self.open.pop() != name:
            self.found.mistakes.append(f"{name} ends that did not begin")

    def _call(self, name: str, tokens: Iterator[str]) -> None:
        if not name[0].isalpha():
            self._say(name)
        elif name in SIGNS:
            self._say(SIGNS[name])
        elif name not in KNOWN:
            self.found.mistakes.append(f"unknown: {name}")
        if name == "multicolumn":
            self.spanned = int("".join(_group(tokens))) - 1
            "".join(_group(tokens))

    def _brace(self, token: str) -> None:
        if token == "{":
            self.open.append("{")
        elif not self.open or self.open.pop() != "{":
            self.found.mistakes.append("a brace ends that did not begin")

    def _plain(self, token: str) -> None:
        if token == "%\n":  # the end of a line that is none
            return
        if token[0] in "#^_~%":
            self.found.mistakes.append(f"not escaped: {token}")
        if not re.fullmatch(r"[\n -~\u00c0-\u017e]+", token):
            self.found.mistakes.append(f"not in the fonts: {token!r}")
        self._say(token)

    def _say(self, text: str) -> None:
        if self.in_table:
            self.row[-1] += text

    def _cell(self) -> None:
        if not self.in_table:
            self.found.mistakes.append("& outside of a table")
        self.row.append("")

    def _end_row(self) -> None:
        if len(self.row) + self.spanned != self.columns:
            self.found.mistakes.append(f"{len(self.row)} cells in {self.columns} columns: {self.row}")
        self.found.rows.append([text.strip() for text in self.row])
        self.row, self.spanned = [""], 0


def _group(tokens: Iterator[str]) -> Iterator[str]:
    """Yield the tokens of the group that follows."""
    assert next(tokens) == "{"
    depth = 1
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token, 0)
        if not depth:
            return
        yield token
