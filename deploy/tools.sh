#!/usr/bin/env bash
# Programs that tests alone need, unpacked from Debian packages into DIR instead of installed: no service is started, nothing
# of the system changes. Where there is no apt (or no network) it says so, and the tests that need them are skipped, loudly.
#
#   deploy/tools.sh DIR      nginx and promtool check the configurations of deploy/, libfaketime sets clocks wrong
set -euo pipefail

into=$1
packages=(libfaketime prometheus nginx)

if test -e "$into/.complete"; then exit 0; fi
if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    echo "*** NOT DEBIAN OR UBUNTU: ${packages[*]} were not unpacked, the tests that need them will be skipped ***" >&2
    exit 0
fi
work=$(mktemp -d -t iou-tools.XXXXXX)
trap 'rm -rf "$work"' EXIT
mkdir -p "$into"
cd "$work"
echo "  tools        unpacking ${packages[*]}"
# The lists may be old or absent; refreshing them needs root, so it comes second and may fail.
if ! apt-get -q download "${packages[@]}" >log 2>&1; then
    if test "$(id -u)" -eq 0; then apt-get -q update >>log 2>&1 || true; fi
    if ! apt-get -q download "${packages[@]}" >>log 2>&1; then
        tail -n 5 log >&2
        echo "*** ${packages[*]} COULD NOT BE FETCHED: the tests that need them will be skipped ***" >&2
        exit 0
    fi
fi
for package in ./*.deb; do dpkg-deb -x "$package" "$into"; done
touch "$into/.complete"
