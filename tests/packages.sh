#!/bin/sh
# Install the Debian packages that the tests drive, when they are missing and we may.
# Tests whose program is missing are skipped with the reason.
set -eu
missing=""
for package in "$@"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "not installed:$missing (some tests will be skipped; as root on Debian they are installed)"
    exit 0
fi
echo "installing$missing …"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing >/dev/null
