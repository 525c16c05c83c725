#!/bin/sh
# `make settings`: run every method on digits, and six ways to fine-tune a pretrained network; write what they gave.
set -eu
backslide="$BIN/backslide"
$backslide run experiments/every_setting.toml
"$BIN/python" -m tests.docs.every_setting
$backslide run experiments/pretrained.toml
{
  echo "# A pretrained network, few images a class"
  echo
  echo "[The file](../experiments/pretrained.toml). Written by \`make settings\`, on a CPU."
  echo
  $backslide table pretrained --format markdown
} > docs/pretrained.md
