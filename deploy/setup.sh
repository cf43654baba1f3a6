#!/usr/bin/env bash
# Makes this machine able to build the project, and says on one screen what it did.
# Idempotent; under a second when nothing is missing. Runs before any cargo exists.
#
# Wants: a Rust with the standard library of wasm32v1-none (rustup's, else Debian's
# compiler, for which that library is made here), and a few Debian or Ubuntu packages.
# Environment: IOU_MIN_DISK_GB (25) free space to ask for where nothing is built yet.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

target=wasm32v1-none
browser_target=wasm32-unknown-unknown
debian_toolchain=debian # also in toolchain.sh
debian_rust=(rustc-web cargo-web rust-web-src rust-web-llvm lld-22 rust-web-clippy)
rustup_seconds=60 # an unreachable server must not hold up the rest
log=$(mktemp -t iou-setup.XXXXXX)
did=() # what this run changed
hints=()
no_rust=("install rustup (https://rustup.rs), run \`rustup target add $target\`, then make setup again"
    "or use Debian 12 with its security updates, which has ${debian_rust[*]}")

say() { printf '  %-12s %s\n' "$1" "$2"; }

fail() {
    printf '\nset-up stopped: %s\n' "$1" >&2
    shift
    printf '  → %s\n' "$@" >&2
    exit 1
}

# Runs something long or chatty; its output is shown only if it fails.
quietly() { # LABEL WHAT COMMAND…
    say "$1" "$2 …"
    if "${@:3}" >"$log" 2>&1; then return 0; fi
    tail -n 15 "$log" >&2
    return 1
}

have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if test "$(id -u)" -eq 0; then "$@"; else sudo "$@"; fi
}

# --- disk -----------------------------------------------------------------------

check_disk() {
    local dir=${CARGO_TARGET_DIR:-$root/target} free want=${IOU_MIN_DISK_GB:-25}
    # A finished build needs no more room than it has.
    if test -e "$dir/debug/iou-node"; then return; fi
    while ! test -d "$dir"; do dir=$(dirname "$dir"); done
    free=$(($(df -Pk "$dir" | awk 'NR == 2 { print $4 }') / 1048576))
    if test "$free" -lt "$want"; then
        fail "only $free GB are free in $dir; building the chain takes up to $want GB" \
            "free some space, or build elsewhere: CARGO_TARGET_DIR=/a/larger/disk make setup" \
            "if you know better: IOU_MIN_DISK_GB=$free make setup"
    fi
    say disk "$free GB free in $dir"
}

# --- packages -------------------------------------------------------------------

# Names the packages whose work cannot be done without them.
missing_packages() {
    have protoc || echo protobuf-compiler
    have clang || echo clang
    have cc || echo build-essential
    have cmake || echo cmake
    have pkg-config || echo pkg-config
    have git || echo git
    have wasm-opt || echo binaryen
    libclang || echo libclang-dev
    pkg-config --exists openssl 2>/dev/null || echo libssl-dev
    have openssl || echo openssl
    have node || echo nodejs
    have npm || echo npm
    postgres_server || echo postgresql
    python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

# A PostgreSQL server for the tests, which start one of their own; Debian keeps the programs out of the PATH.
postgres_server() {
    local found
    for found in /usr/lib/postgresql/*/bin/postgres; do
        test -x "$found" && return
    done
    have postgres
}

libclang() {
    local found
    for found in "${LIBCLANG_PATH:-/nowhere}"/libclang*.so* /usr/lib/llvm-*/lib/libclang*.so* \
        /usr/lib/*/libclang*.so* /usr/lib/libclang*.so* /usr/lib64/libclang*.so*; do
        if test -e "$found"; then return 0; fi
    done
    return 1
}

install_packages() { # PACKAGE…; on failure also prints the lines in hints
    have apt-get || fail "these are missing, and this is not Debian or Ubuntu: $*" \
        "install what your system calls them, then run make setup again"
    if test "$(id -u)" -ne 0; then
        have sudo || fail "these Debian packages are missing: $*; there is no sudo, and this is not root" \
            "as root: apt-get install $*" "then run make setup again"
        if ! sudo -n true 2>/dev/null && ! test -t 0; then
            fail "these Debian packages are missing: $*; sudo wants a password, and nobody can type one here" \
                "in a terminal: sudo apt-get install $*" "then run make setup again"
        fi
    fi
    apt_install "$@" || fail "apt-get could not install: $*" \
        "look at the lines above, check the network and /etc/apt/sources.list, then run make setup again" "${hints[@]}"
}

# The lists may be old or absent: they are refreshed only if the first try fails.
apt_install() { # PACKAGE…
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends install "$@")
    if ! quietly packages "installing $*" as_root "${install[@]}"; then
        quietly packages "refreshing the package lists" as_root apt-get -q update || return 1
        quietly packages "installing $*" as_root "${install[@]}" || return 1
    fi
    did+=("installed $*")
}

check_packages() {
    local missing
    mapfile -t missing < <(missing_packages)
    if test ${#missing[@]} -gt 0; then
        install_packages "${missing[@]}"
        mapfile -t missing < <(missing_packages)
        test ${#missing[@]} -eq 0 || fail "still missing after installation: ${missing[*]}" \
            "is the directory of these programs in PATH?"
    fi
    say packages "protoc, clang, cmake, pkg-config, openssl, postgresql, binaryen $(wasm-opt --version | grep -o '[0-9]*' | head -n 1), node $(node --version), $(python3 --version)"
}

# Stories through the pages run in a browser, with characters that it can draw. Everything else works without: what cannot
# be had is said loudly, here and by the tests.
check_chromium() {
    local missing=()
    have chromium || have chromium-browser || have google-chrome || test -x "${CHROMIUM:-}" || missing+=(chromium)
    if ! test -e /usr/share/fonts/truetype/wqy && ! { have fc-list && test -n "$(fc-list :lang=zh-cn family)"; }; then
        missing+=(fonts-wqy-microhei)
    fi
    if test ${#missing[@]} -eq 0; then return; fi
    if have apt-get && { test "$(id -u)" -eq 0 || { have sudo && sudo -n true 2>/dev/null; }; } && apt_install "${missing[@]}"; then
        return
    fi
    say browser "*** NO ${missing[*]}: THE PAGES CANNOT BE TRIED IN A BROWSER; install them, then make setup again ***"
}

# --- Rust -----------------------------------------------------------------------

# The ordinary way: rustup fetches the target for the default toolchain.
target_by_rustup() {
    have rustup || return 1
    local toolchain=${RUSTUP_TOOLCHAIN:-}
    toolchain=${toolchain:-$(rustup show active-toolchain 2>/dev/null | cut -d' ' -f1)}
    test -n "$toolchain" || return 1
    if ! timeout "$rustup_seconds" rustup target add --toolchain "$toolchain" "$target" >"$log" 2>&1; then
        return 1
    fi
    did+=("rustup added $target to $toolchain")
    # Sources make the contract a quarter smaller; without them it still builds.
    if timeout "$rustup_seconds" rustup component add --toolchain "$toolchain" rust-src >"$log" 2>&1; then
        did+=("rustup added rust-src to $toolchain")
    fi
}

# Debian's compiler beside rustup's, or alone.
target_by_debian() {
    local missing=() package
    have dpkg-query || fail "no Rust here can compile for $target" "${no_rust[@]}"
    for package in "${debian_rust[@]}"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    hints=("${no_rust[@]}")
    if test ${#missing[@]} -gt 0; then install_packages "${missing[@]}"; fi
    if have rustup && ! rustup toolchain list | grep -q "^$debian_toolchain\b"; then
        rustup toolchain link "$debian_toolchain" /usr
        did+=("linked /usr into rustup as '$debian_toolchain'")
    fi
    if ! "$here/toolchain.sh" >/dev/null 2>&1; then make_target; fi
}

# Debian has no standard library for this target, but its sources: `core` and `alloc`
# are all that contract and runtime need. Bitcode, because both are linked with LTO.
make_target() {
    local work libdir build
    work=$(mktemp -d -t iou-sysroot.XXXXXX)
    libdir=/usr/lib/rustlib/$target/lib
    mkdir "$work/src"
    echo '#![no_std]' >"$work/src/lib.rs"
    printf '[package]\nname = "sysroot"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$work/Cargo.toml"
    build=(env -u RUSTC_WRAPPER RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes "CARGO_TARGET_DIR=$work/target"
        "PATH=/usr/bin:$PATH" RUSTC=/usr/bin/rustc /usr/bin/cargo build --release
        --manifest-path "$work/Cargo.toml" --target "$target" "-Zbuild-std=core,alloc")
    quietly target "compiling the standard library for $target (a minute)" "${build[@]}" || fail "the standard library for $target could not be compiled" \
        "look at the lines above; \`apt-get install --reinstall ${debian_rust[*]}\` may help"
    as_root mkdir -p "$libdir"
    # Two versions side by side would be ambiguous.
    as_root rm -f "$libdir"/lib{core,alloc,compiler_builtins}-*.rlib
    as_root cp "$work/target/$target/release/deps/"lib{core,alloc,compiler_builtins}-*.rlib "$libdir/"
    rm -rf "$work"
    did+=("made the standard library for $target")
}

check_rust() {
    local name
    if ! name=$("$here/toolchain.sh" 2>/dev/null); then
        if ! target_by_rustup || ! name=$("$here/toolchain.sh" 2>/dev/null); then
            say rust "rustup cannot provide $target here; trying Debian's compiler"
            target_by_debian
        fi
        name=$("$here/toolchain.sh") || fail "no Rust here can compile for $target" "${no_rust[@]}"
    fi
    # An empty name means the cargo in PATH, and rustc then ignores the variable.
    say rust "$(RUSTUP_TOOLCHAIN=$name rustc --version), with $target"
    if test -n "$name"; then say "" "make uses it as rustup's toolchain '$name'"; fi
}

# The module of the pages is compiled for browsers: from the library's sources where they are at hand, else with rustup's.
check_browser() {
    local name sysroot libdir
    name=$("$here/toolchain.sh")
    sysroot=$(RUSTUP_TOOLCHAIN=$name rustc --print sysroot)
    libdir=$(RUSTUP_TOOLCHAIN=$name rustc --print target-libdir --target "$browser_target" 2>/dev/null) || libdir=
    if test -e "$sysroot/lib/rustlib/src/rust/library/std/src/lib.rs" || compgen -G "$libdir/libstd-*.rlib" >/dev/null; then
        return
    fi
    if have rustup && test -n "$name" &&
        timeout "$rustup_seconds" rustup target add --toolchain "$name" "$browser_target" >"$log" 2>&1; then
        did+=("rustup added $browser_target to $name")
        return
    fi
    say browser "no library for $browser_target here: the module of the pages cannot be built, all else can"
}

check_rustfmt() {
    if "$here/toolchain.sh" --rustfmt >/dev/null; then return; fi
    if have rustup && timeout "$rustup_seconds" rustup component add rustfmt >"$log" 2>&1; then
        did+=("rustup added rustfmt")
        return
    fi
    say rustfmt "not installed: \`make test\` will say so and skip the format check"
}

main() {
    local each
    echo "set-up"
    check_disk
    check_packages
    check_chromium
    check_rust
    check_browser
    check_rustfmt
    for each in "${did[@]:-nothing: all of it was there}"; do say did "$each"; done
    rm -f "$log"
}

main "$@"
