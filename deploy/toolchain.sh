#!/bin/sh
# The one place that says which Rust builds this project: a toolchain that has the
# standard library of wasm32v1-none, which contract and runtime are compiled for.
#
#   deploy/toolchain.sh                prints its rustup name (nothing: the cargo in PATH)
#   deploy/toolchain.sh cargo build    runs a program with it
#   deploy/toolchain.sh --rustfmt      prints a toolchain that can format (Debian's cannot)
#
# Order: RUSTUP_TOOLCHAIN if set, rustup's default, then Debian's compiler, which
# deploy/setup.sh links into rustup under the name below.
set -eu

target=wasm32v1-none
debian=debian

has_target() {
    libdir=$(RUSTUP_TOOLCHAIN=$1 RUSTUP_AUTO_INSTALL=0 rustc --print target-libdir --target "$target" 2>/dev/null) || return 1
    for core in "$libdir"/libcore-*.rlib; do
        test -e "$core" && return 0
    done
    return 1
}

choose() {
    if ! command -v rustup >/dev/null 2>&1; then
        has_target "" && return
        return 1
    fi
    if test -n "${RUSTUP_TOOLCHAIN:-}" && has_target "$RUSTUP_TOOLCHAIN"; then
        echo "$RUSTUP_TOOLCHAIN"
        return
    fi
    default=$(env -u RUSTUP_TOOLCHAIN rustup show active-toolchain 2>/dev/null | cut -d' ' -f1) || default=
    for name in $default $debian; do
        if has_target "$name"; then
            echo "$name"
            return
        fi
    done
    return 1
}

formatter() {
    if ! command -v rustup >/dev/null 2>&1; then
        rustfmt --version >/dev/null 2>&1
        return
    fi
    for name in $(rustup toolchain list | sed '/^nightly/d; s/ .*//') nightly; do
        if RUSTUP_TOOLCHAIN=$name RUSTUP_AUTO_INSTALL=0 rustfmt --version >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
    return 1
}

if test "${1:-}" = --rustfmt; then
    formatter
    exit
fi
if ! name=$(choose); then
    echo "no Rust with the target $target is installed: run \`make setup\` (it says what it needs)" >&2
    exit 1
fi
if test $# -eq 0; then
    echo "$name"
    exit
fi
if test -n "$name"; then
    export RUSTUP_TOOLCHAIN="$name"
fi
exec "$@"
