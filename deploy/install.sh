#!/usr/bin/env bash
# Puts what was built where programs live, or takes it away again; writes down what it put there, and takes away nothing else.
#
#   deploy/install.sh install TARGET PROFILE     from the target directory; PROFILE is release or debug
#   deploy/install.sh uninstall
#   deploy/install.sh package TARGET PROFILE     a .deb, a tarball and their SHA-256 into TARGET/package
#
# Environment: PREFIX (/usr/local; a package is made for /usr); DESTDIR, a root to install under.
# One tree gives both packages, so that what is in them is said once: `dpkg-deb` is all that it takes.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
prefix=${PREFIX:-/usr/local}
dest=${DESTDIR:-}
share=$prefix/share/iou
list=$share/installed

fail() {
    printf 'install: %s\n' "$1" >&2
    exit 1
}

# It is written into units, and read again from the list.
if ! [[ $prefix =~ ^/[A-Za-z0-9._/+-]*$ ]] || [[ $prefix/ == *//* || $prefix/ == */../* ]]; then
    fail "PREFIX is no whole path of letters, digits and . _ + - alone, without .. and a / at its end: $prefix"
fi

# Makes a directory; it and those above it that were not there before are on the list.
make_dir() { # DIR
    local dir=$1 made=()
    while test "$dir" != "$prefix" && ! test -d "$dest$dir"; do
        made+=("$dir/")
        dir=${dir%/*}
    done
    install -d "$dest$1" || fail "$dest$1 could not be made; another PREFIX=…, or as root"
    for dir in "${made[@]}"; do note "$dir"; done
}

note() { # PATH
    printf '%s\n' "$1" >>"$dest$list" || fail "$dest$list could not be written; another PREFIX=…, or as root"
}

# Puts a file there. It is on the list before it is there, and what an older installation put there is on it already.
put() { # MODE FILE PLACE
    make_dir "${3%/*}"
    note "$3"
    install -m "$1" "$2" "$dest$3" || fail "$dest$3 could not be written"
}

install_all() { # TARGET PROFILE
    local programs=$1/$2 bundle=$1/ink/loan.contract from name lang page
    for name in iou iou-node deploy; do
        test -x "$programs/$name" || fail "$programs/$name is not built: make install builds it"
    done
    test -e "$bundle" || fail "$bundle is not built: make contract"
    # Not local: it is taken away when this function is over.
    scratch=$(mktemp -d -t iou-install.XXXXXX)
    trap 'rm -rf "$scratch"' EXIT
    make_dir "$share"

    put 755 "$programs/iou" "$prefix/bin/iou"
    put 755 "$programs/iou-node" "$prefix/bin/iou-node"
    # A name that says whose it is.
    put 755 "$programs/deploy" "$prefix/bin/iou-deploy"
    put 644 "$bundle" "$share/loan.contract"

    "$programs/iou" --lang en man "$scratch/en" >/dev/null
    "$programs/iou" --lang zh man "$scratch/zh_CN" >/dev/null
    for lang in en zh_CN; do
        for page in "$scratch/$lang"/*.1; do
            from=$lang/
            put 644 "$page" "$prefix/share/man/${from#en/}man1/${page##*/}"
        done
    done
    for name in bash:bash-completion/completions/iou zsh:zsh/site-functions/_iou fish:fish/vendor_completions.d/iou.fish; do
        "$programs/iou" completions "${name%%:*}" >"$scratch/completion"
        put 644 "$scratch/completion" "$prefix/share/${name#*:}"
    done

    for from in "$root"/deploy/systemd/*.service; do
        sed "s|/usr/local/bin/|$prefix/bin/|" "$from" >"$scratch/unit"
        put 644 "$scratch/unit" "$prefix/lib/systemd/system/${from##*/}"
    done
    for from in "$root"/deploy/systemd/*.example "$root"/examples/*.toml; do
        put 644 "$from" "$share/examples/${from##*/}"
    done
    for from in "$root"/deploy/monitoring/*.{yml,json} "$root"/deploy/proxy/*.conf; do
        put 644 "$from" "$share/operations/${from##*/}"
    done
    for from in "$root"/client/certificate/node_modules/@expo-google-fonts/noto-serif-sc/{400Regular,700Bold}/*_{400Regular,700Bold}.ttf; do
        if test -e "$from"; then put 644 "$from" "$share/fonts/${from##*/}"; fi
    done
    for from in "$root"/{LICENSE,README.md,README.zh-CN.md,CHANGELOG.md} "$root"/docs/*.md; do
        put 644 "$from" "$prefix/share/doc/iou/${from##*/}"
    done

    sort -u -o "$dest$list" "$dest$list"
    printf 'installed: %s files under %s\n' "$(grep -vc '/$' "$dest$list")" "$dest$prefix"
    printf '  next: %s/share/doc/iou/first-steps.md; services: %s/share/doc/iou/services.md\n' "$prefix" "$prefix"
}

uninstall_all() {
    test -e "$dest$list" || fail "$dest$list does not exist: nothing is installed under this PREFIX"
    local file files
    # Whoever may write the list may not have others take away what is elsewhere.
    while IFS= read -r file; do
        if [[ $file != "$prefix"/?* || $file/ == */../* ]]; then
            fail "$dest$list names $file, which is not under $prefix; nothing was taken away"
        fi
    done <"$dest$list"
    # The deeper first, the list before what it lies in; of directories those alone that were made for this, and one that
    # holds something else stays.
    mapfile -t files < <(LC_ALL=C sort -r -u "$dest$list")
    rm -f "$dest$list"
    for file in "${files[@]}"; do
        case $file in
            */) rmdir "$dest$file" 2>/dev/null || true ;;
            *) rm -f "$dest$file" ;;
        esac
    done
    echo "uninstalled from $dest$prefix; settings (/etc/iou), keys and databases are left where they are"
}

package_all() { # TARGET PROFILE
    local out=$1/package version arch name
    version=$("$1/$2/iou" --version | awk '{ print $2 }')
    arch=$(dpkg --print-architecture 2>/dev/null || uname -m)
    name=iou_${version}_$arch
    rm -rf "$out"
    mkdir -p "$out/tree"
    prefix=/usr share=/usr/share/iou list=/usr/share/iou/installed dest=$out/tree
    install_all "$1" "$2"
    # A package manager keeps a list of its own.
    rm "$dest$list"
    tar --create --gzip --file "$out/$name.tar.gz" --directory "$dest" --owner=0 --group=0 --sort=name \
        --mtime="@$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 0)" usr
    if command -v dpkg-deb >/dev/null; then
        mkdir "$dest/DEBIAN"
        cat >"$dest/DEBIAN/control" <<CONTROL
Package: iou
Version: $version
Architecture: $arch
Section: misc
Priority: optional
Maintainer: The IOU authors
Depends: ca-certificates, libc6 (>= 2.36), libgcc-s1, libssl3
Installed-Size: $(du -sk "$dest/usr" | cut -f1)
Description: loan agreements kept by software
 Client, node, index, reminders, relay and pages of the IOU loan contract.
 Units are installed and none is started: docs/services.md says what they need.
CONTROL
        dpkg-deb --build --root-owner-group "$dest" "$out/$name.deb" >/dev/null
    else
        echo "no dpkg-deb on this machine: the tarball alone" >&2
    fi
    rm -r "$dest"
    (cd "$out" && sha256sum ./* >SHA256SUMS && cat SHA256SUMS)
}

case ${1:-} in
    install) install_all "${2:?TARGET}" "${3:?PROFILE}" ;;
    uninstall) uninstall_all ;;
    package) package_all "${2:?TARGET}" "${3:?PROFILE}" ;;
    *) fail "install, uninstall or package?" ;;
esac
