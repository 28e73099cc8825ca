# What every script here uses: a temporary folder, pinned packages, and the comparison with what was seen.
set -euo pipefail
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# cannot REASON: the finding could not be looked at, which says nothing about it
cannot() {
  echo "not run: $*" >&2
  exit 2
}

# debian NAME=VERSION ...: exactly these Debian packages, installed where they are not there yet
debian() {
  local package name version
  for package in "$@"; do
    name=${package%%=*} version=${package#*=}
    [ "$(dpkg-query -W -f '${Version}' "$name" 2>/dev/null || true)" = "$version" ] && continue
    { apt-get install -y --no-install-recommends "$package" || { apt-get update && apt-get install -y --no-install-recommends "$package"; }; } \
      >apt.log 2>&1 || cannot "Debian's $name $version is not to be had (it takes root and Debian 12)"
  done
}

# npm_packages NAME@VERSION ...: exactly these packages, in the temporary folder
npm_packages() {
  npm install --prefix "$work" --no-audit --no-fund --ignore-scripts --save-exact "$@" >npm.log 2>&1 ||
    cannot "npm's $* is not to be had"
}

# as_noted FILE: FILE must hold what standard input says was seen
as_noted() {
  cat >noted.txt
  if diff -u noted.txt "$1"; then
    cat "$1"
  else
    echo "changed: the lines marked + are new" >&2
    exit 1
  fi
}
