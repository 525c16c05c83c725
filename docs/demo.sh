#!/bin/sh
# `make demo`: set up, train, compare, find what did it and what brings it back. In a terminal the app opens on the running demo; in a
# pipe, Markdown comes out.
set -eu

clock() { date +%s; }
began=$(clock)
"$MAKE" --no-print-directory "$READY" >&2
installed=$(clock)

backslide="$BIN/backslide --store runs"
if [ -t 0 ] && [ -t 1 ]; then
  $backslide run experiments/decline.toml --detach
  exec $backslide
fi

echo "# The demo: $(sed -n 's/^title = "\(.*\)"/\1/p' experiments/decline.toml)"
echo
$backslide run experiments/decline.toml --format markdown ${SEEDS:+--seeds "$SEEDS"}
echo
$backslide diff decline/baseline decline/tuned decline/recovered --format markdown
trained=$(clock)
echo
$backslide bisect decline/tuned --format markdown
searched=$(clock)
echo
$backslide remedies decline/tuned --try 5 --format markdown
tried=$(clock)
echo
echo "Installing took $((installed - began)) s, training and comparing $((trained - installed)) s, finding what did it" \
  "$((searched - trained)) s, and what brings it back $((tried - searched)) s."
