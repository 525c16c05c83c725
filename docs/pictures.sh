#!/bin/sh
# `make pictures`: draw README's pictures and write its result table, from the store of a demo that has run (`make demo | cat`).
set -eu
backslide="$BIN/backslide"
$backslide screenshot diff decline/baseline decline/tuned decline/recovered -o docs/diff.svg --size 120x40
$backslide screenshot runs -o docs/runs.svg --size 120x40
{
  $backslide table decline --format markdown
  echo
  $backslide diff decline/baseline decline/tuned decline/recovered --format markdown
} | "$BIN/python" -m tests.docs.results
