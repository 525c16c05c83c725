#!/bin/sh
# `make pictures`: do what `make demo` does, in a store of its own; write docs/demo.md, README's results, and the pictures.
set -eu
store=$(mktemp -d)
trap 'rm -rf "$store"' EXIT
backslide="$BIN/backslide"
export BACKSLIDE_STORE="$store/runs"
compared="decline/baseline decline/tuned decline/recovered"
of_tuned="decline/baseline decline/tuned"
{
  echo "# What the demo prints"
  echo
  echo "Written by \`make pictures\`, which does what \`make demo\` does."
  echo
  $backslide run experiments/decline.toml --format markdown
  echo
  $backslide diff $compared --format markdown
} > docs/demo.md
$backslide screenshot diff $compared -o docs/diff.svg --size 130x56
$backslide screenshot runs -o docs/runs.svg --size 130x20
{
  echo
  $backslide bisect decline/tuned --format markdown
  echo
} >> docs/demo.md
$backslide remedies decline/tuned --try 5 --format markdown >> docs/demo.md &
until $backslide list 'status:running val.accuracy>0' --format csv | grep -q decline; do
  kill -0 $!
  sleep 0.2
done
$backslide screenshot home -o docs/home.svg --size 130x40
wait $!
$backslide screenshot diff $of_tuned --press f -o docs/search.svg --size 130x24
$backslide screenshot diff $of_tuned --press r -o docs/remedies.svg --size 130x24
"$BIN/python" -m tests.docs.results < docs/demo.md
