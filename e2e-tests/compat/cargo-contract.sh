#!/usr/bin/env bash
# Reads and calls the contract with cargo-contract 5.0.3, as a stranger with only the
# bundle would: `info`, `call` as a dry run, `decode`. Used by `make compat` alone,
# because compiling cargo-contract takes twenty minutes.
#
#   cargo-contract.sh BUNDLE WS_URL CONTRACT MESSAGE [ARGUMENT…]
#
# CONTRACT is the address of an instance; MESSAGE must change nothing that matters
# (it is only run dry, by //Bob). TOOLS: where the program is or will be installed.
set -euo pipefail

version=5.0.3
known_to_compile_it=1.95.0
tools=$(mkdir -p "${TOOLS:-target/tools}" && cd "${TOOLS:-target/tools}" && pwd)
program=$tools/bin/cargo-contract

if test $# -lt 4; then
    sed -n '6,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
fi
bundle=$(realpath "$1") url=$2 contract=$3 message=$4
shift 4

die() {
    printf 'cargo-contract: %s\n' "$*" >&2
    exit 1
}

install() {
    if "$program" contract --version 2>/dev/null | grep -qF "$version"; then return; fi
    # Newer compilers were not tried; where this one is not installed, the default must do.
    local toolchain=()
    if rustup toolchain list 2>/dev/null | grep -q "^$known_to_compile_it"; then
        toolchain=("RUSTUP_TOOLCHAIN=$known_to_compile_it")
    fi
    env -u RUSTFLAGS -u CARGO_TARGET_DIR "${toolchain[@]}" cargo install cargo-contract --version "$version" \
        --locked --root "$tools" --target-dir "$tools/build"
}

# Fails unless the JSON on standard input has VALUE at the jq-like dotted PATH.
expect() { # WHAT PATH VALUE
    # shellcheck disable=SC2016
    node -e '
        const [what, path, wanted] = process.argv.slice(1);
        const text = require("fs").readFileSync(0, "utf8");
        const json = JSON.parse(text.slice(text.indexOf("{")));
        const found = path.split(".").reduce((at, key) => at?.[key], json);
        if (String(found) !== wanted) {
            console.error(`cargo-contract ${what}: ${path} is ${JSON.stringify(found)}, not ${wanted}\n${text}`);
            process.exit(1);
        }
        console.log(`cargo-contract ${what}: ${path} = ${found}`);' "$@"
}

install
hash=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).source.hash' "$bundle")

"$program" contract info --contract "$contract" --url "$url" --output-json |
    expect info code_hash "$hash"

# Without --execute this is a dry run and submits nothing.
arguments=()
if test $# -gt 0; then arguments=(--args "$@"); fi
"$program" contract call "$bundle" --contract "$contract" --message "$message" "${arguments[@]}" \
    --suri //Bob --url "$url" --output-json |
    expect "call $message" reverted false

# The same message as bytes, read back by the ABI alone. `decode` takes the ABI only from
# where cargo-contract itself would have put it.
data=$("$program" contract encode "$bundle" --message "$message" "${arguments[@]}" |
    grep -oE '[0-9A-F]{8,}' | tail -n 1) || die "encode printed no data"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/ink/loan"
cp "${bundle%.contract}.json" "$scratch/ink/loan/loan.json"
cd "$(dirname "${BASH_SOURCE[0]}")/../../contracts/loan"
decoded=$(CARGO_TARGET_DIR=$scratch "$program" contract decode message --data "0x$data")
grep -qF "$message" <<<"$decoded" || die "decode does not recognise $message in 0x$data: $decoded"
echo "cargo-contract decode: $(tr -s ' ' <<<"$decoded")"
