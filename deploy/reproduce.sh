#!/usr/bin/env bash
# Shows that the contract can be reproduced: builds the committed sources once more, in
# another directory and from nothing, and compares the bytes with what was built here.
#
#   deploy/reproduce.sh TARGET_DIR      after `make build`
set -euo pipefail

target=$(realpath "${1:?usage: deploy/reproduce.sh TARGET_DIR}")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
clone=$(mktemp -d -t 'iou reproduce.XXXXXX')
trap 'rm -rf "$clone"' EXIT

git clone --quiet "$root" "$clone/sources"
cd "$clone/sources"
CARGO_TARGET_DIR=$clone/target "$target/debug/deploy" contract build loan
here=$(sha256sum <"$target/ink/loan.wasm")
there=$(sha256sum <"$clone/target/ink/loan.wasm")
if test "$here" != "$there"; then
    echo "not reproduced: $here here, $there in $clone" >&2
    exit 1
fi
echo "reproduced: loan.wasm is the same, SHA-256 ${here%% *}"
