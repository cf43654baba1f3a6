#!/bin/bash
# Fuzzes the verifier: fuzz/run.sh SECONDS. Needs a nightly compiler (cargo-fuzz does the same with more options).
set -eu
cd "$(dirname "$0")"
seconds=${1:-600}
target=${CARGO_TARGET_DIR:-target}
cargo run --quiet --bin seeds -- corpus/verify
flags='-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-trace-compares'
flags+=' -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table'
RUSTUP_TOOLCHAIN=nightly RUSTFLAGS="$flags --cfg fuzzing -Ccodegen-units=1" \
	cargo build --release --features fuzz --bin verify --target x86_64-unknown-linux-gnu --target-dir "$target/fuzz"
mkdir -p artifacts
exec "$target/fuzz/x86_64-unknown-linux-gnu/release/verify" corpus/verify -max_total_time="$seconds" \
	-max_len=65536 -rss_limit_mb=512 -timeout=20 -artifact_prefix=artifacts/ -print_final_stats=1
