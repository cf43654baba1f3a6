#!/usr/bin/env bash
# A newcomer's machine: Debian 12 as debootstrap makes it, with git, make and rustup's toolchain and nothing else; on it the
# README's `make demo` and `make test`, `make install`, and the five minutes by hand of docs/first-steps.md. As root, on Debian.
#
#   deploy/newcomer.sh [DIR]     DIR (default: newcomer in the target directory) has the machine; it stays, and goes on from there
#
# Takes two hours and 20 GB on two cores, most of it `make demo` and `make test` where nothing is compiled yet. Environment:
#   NEWCOMER_COMPILED=DIR   begins with what root has compiled there (a target directory of the same toolchain), in a copy
#   NEWCOMER_STEPS=…        some of: demo test install hand (default: all)
#   NEWCOMER_COPY=FILES     taken along: the certificates of a network that has an authority of its own, settings of npm and pip
#   NEWCOMER_PROFILE=debug  installs what `make demo` made, not a release build
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
dir=${1:-$target/newcomer}
# Of whoever runs this: cargo takes a library for compiled only where its sources lie at the same path.
home=/root
suite=bookworm
steps=${NEWCOMER_STEPS:-demo test install hand}

fail() {
    printf 'newcomer: %s\n' "$1" >&2
    exit 1
}

say() { printf '\n== %s\n' "$*"; }

test "$(id -u)" -eq 0 || fail "run it as root: it makes a file system of its own and changes into it"
command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"
toolchain=$("$root/deploy/toolchain.sh" rustc --print sysroot)
case $toolchain in
*/toolchains/*) ;;
*) fail "the Rust here is not rustup's: $toolchain" ;;
esac

# The mirror that this machine has its own packages from.
# shellcheck disable=SC2016 # apt's own word, not the shell's
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' "Codename: $suite" 2>/dev/null | head -n 1)
test -n "$mirror" || fail "this machine names no mirror of Debian $suite"

# Mounts are seen by this script and its children, and end with it.
if test -z "${NEWCOMER_INSIDE:-}"; then
    export NEWCOMER_INSIDE=yes
    exec unshare --mount --propagation private "$0" "$@"
fi

inside() { # COMMAND, in the clone
    chroot "$dir" /usr/bin/env -i HOME=$home PATH=$home/.cargo/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        USER=root LANG=C.UTF-8 bash -c "cd $home && export CARGO_HTTP_CAINFO=/etc/ssl/certs/ca-certificates.crt && $1"
}

# The blocks of shell under a heading of a page, as they stand there.
blocks() { # FILE HEADING
    awk -v heading="## $2" '/^## /{ on = ($0 == heading) } on && /^```sh$/{ code = 1; next } /^```$/{ code = 0 } on && code' "$1"
}

if ! test -e "$dir/.made"; then
    say "Debian $suite into $dir"
    debootstrap --variant=minbase "$suite" "$dir" "$mirror"
    touch "$dir/.made"
fi
mount --bind /dev "$dir/dev"
mount -t proc proc "$dir/proc"
mkdir -p "$dir/dev/shm"
cp /etc/resolv.conf /etc/hosts "$dir/etc/"
for file in ${NEWCOMER_COPY:-}; do
    mkdir -p "$dir${file%/*}"
    cp -L "$file" "$dir$file"
done

say "git, make, and rustup's toolchain"
mkdir -p "$dir$home/.cargo/bin" "$dir$home/.rustup/toolchains"
inside "apt-get update -q && apt-get install -qy --no-install-recommends git make ca-certificates" >"$dir/apt.log" 2>&1 ||
    { tail "$dir/apt.log" >&2; fail "packages could not be installed: $dir/apt.log"; }
for file in ${NEWCOMER_COPY:-}; do cp -L "$file" "$dir$file"; done
name=${toolchain##*/}
test -d "$dir$home/.rustup/toolchains/$name" || cp -aL "$toolchain" "$dir$home/.rustup/toolchains/$name"
cp -aL "${CARGO_HOME:-$HOME/.cargo}/bin/." "$dir$home/.cargo/bin/"
inside "rustup default $name" >>"$dir/apt.log" 2>&1 || fail "rustup's toolchain does not start there: $dir/apt.log"

say "a fresh clone"
rm -rf "$dir$home/iou"
git clone -q --no-hardlinks "$root" "$dir$home/iou"
if test -n "${NEWCOMER_COMPILED:-}" && ! test -d "$dir$home/target"; then
    cp -a "$NEWCOMER_COMPILED" "$dir$home/target"
fi
in_clone="cd iou && export CARGO_TARGET_DIR=$home/target"

for step in $steps; do
    say "$step"
    began=$SECONDS
    case $step in
    demo | test) inside "$in_clone && make $step" ;;
    install) inside "$in_clone && make install PROFILE=${NEWCOMER_PROFILE:-release}" ;;
    hand)
        {
            echo 'set -euo pipefail; iou() { command iou --yes --agree-requests "$@"; }'
            echo 'trap "kill %1 2>/dev/null || true" EXIT' # the node, whatever happens
            blocks "$root/docs/first-steps.md" 'Five minutes by hand' | sed "s#\$PWD/target#$home/target#g"
        } >"$dir$home/hand.sh"
        inside "rm -rf iou/play && cd iou && bash ../hand.sh"
        ;;
    *) fail "no step is called $step" ;;
    esac
    printf '== %s: %d s\n' "$step" $((SECONDS - began))
done
