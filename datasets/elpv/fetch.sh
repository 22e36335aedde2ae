#!/bin/sh
# Fetches the solar cells of ELPV and prepares them as datasets/elpv/images.
#
# The authors' Python package carries the pictures; it is only unpacked, nothing in it is installed or run.
#
# Usage: datasets/elpv/fetch.sh     after `make build`, from any folder
# Needs: python3 with pip; 300 MB of room in $TMPDIR for the time being
# Set PROTOPNET to use another binary than .build/release/protopnet.
# Does nothing where the result is finished. Exit codes: 0 fine, 1 something failed, 3 no data.
set -eu

package=elpv-dataset==1.0.0.post1
digest=85e31c1126ee9b48e62d3a0232c58f58b2d189b0814a45c13642fa0415af4a4c

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
protopnet=${PROTOPNET:-$root/.build/release/protopnet}
case $protopnet in
  /*) ;;
  *) protopnet=$PWD/$protopnet ;;
esac

fail() {
  code=$1
  shift
  echo "fetch.sh: $*" >&2
  exit "$code"
}

[ ! -e "$root/datasets/elpv/images/manifest.json" ] || {
  echo "$root/datasets/elpv/images is there already" >&2
  exit 0
}
[ -x "$protopnet" ] || fail 1 "there is no $protopnet; build it with 'make build'"
python3 -m pip --version >/dev/null 2>&1 ||
  fail 1 "'python3 -m pip' does not work; install pip (Debian: apt-get install python3-pip)"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$folder" "$package" >&2 ||
  fail 3 "$package cannot be downloaded; check the connection to PyPI"
set -- "$folder"/*.whl
found=$(sha256sum "$1")
[ "${found%% *}" = "$digest" ] ||
  fail 3 "$package is another file than expected (SHA-256 ${found%% *}, not $digest)"
python3 -m zipfile -e "$1" "$folder"
cd "$root"
"$protopnet" data prepare elpv "$folder/elpv_dataset/data" datasets/elpv/images
