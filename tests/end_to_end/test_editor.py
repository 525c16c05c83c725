"""The experiment file in an editor that the app opens, in a real terminal."""

import sys
from pathlib import Path

from tests.end_to_end.terminal import Terminal
from tests.support.experiments import write_small

EDITOR = """#!/bin/sh
echo "arguments: $*" > "{seen}"
for file; do true; done
sed -i 's/epochs = 3/epochs = {epochs}/' "$file"
printf 'this is the editor, press enter'
read answer
"""


def test_a_file_is_edited_and_checked_and_the_app_is_there_again(tmp_path: Path) -> None:
    write_small(tmp_path / "experiments")
    editor, seen = tmp_path / "nano", tmp_path / "seen"
    editor.write_text(EDITOR.format(seen=seen, epochs='"many"'))
    editor.chmod(0o755)
    home = tmp_path / "home"
    (home / "backslide").mkdir(parents=True)
    (home / "backslide" / "choices.json").write_text('{"toured": true}')
    surroundings = {"EDITOR": str(editor), "XDG_STATE_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    with Terminal([sys.executable, "-m", "tui"], tmp_path, surroundings) as terminal:
        terminal.wait_for("There are no runs")
        terminal.press("n")
        terminal.wait_for("Which experiment?")
        terminal.wait_for("small.toml")
        terminal.press("enter")
        terminal.wait_for("Variants and seeds")
        terminal.wait_for(lambda text: "reading" not in text and "baseline" in text, "the variants")
        terminal.press("E")
        terminal.wait_for("this is the editor")
        terminal.press("enter")
        terminal.wait_for("! training = { epochs = ", "the line with the mistake that the editor made")
        terminal.wait_for("base.training.epochs: must be a whole number")
        assert seen.read_text().split() == ["arguments:", str(tmp_path / "experiments" / "small.toml")]
        terminal.press("E")
        terminal.wait_for("this is the editor")
        assert seen.read_text().split()[1] == "+9"
        terminal.press("enter")
        terminal.wait_for("! training = { epochs = ")
        file = tmp_path / "experiments" / "small.toml"
        file.write_text(file.read_text().replace('epochs = "many"', "epochs = 3"))
        terminal.wait_for(lambda text: "many" not in text, "what another program wrote")
