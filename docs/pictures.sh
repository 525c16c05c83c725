#!/bin/sh
# `make pictures`: draw README's pictures and write the demo's results, from the store of a demo that has run (`make demo | cat`).
set -eu
backslide="$BIN/backslide"
compared="decline/baseline decline/tuned decline/recovered"
$backslide screenshot diff $compared -o docs/diff.svg --size 130x56
$backslide screenshot runs -o docs/runs.svg --size 130x20
$backslide table decline --format markdown | "$BIN/python" -m tests.docs.results
{
  echo "# What the demo prints"
  echo
  echo "Written by \`make pictures\` from the store of a demo."
  echo
  $backslide table decline --format markdown
  echo
  $backslide diff $compared --format markdown
} > docs/demo.md
