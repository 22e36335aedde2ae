#!/usr/bin/env bash
# What libtorch computes on a device, and how fast, beside the released code in PyTorch: eight minutes on a GPU.
#
#   run.sh make FOLDER              build the program, statically, and the values that it carries, into FOLDER
#   run.sh check FOLDER DEVICE OUTPUT [RELEASED]   on the other machine; results go to OUTPUT, RELEASED is a checkout of
#                                   the released code, which is timed in turns where it is given
#
# BATCH_SIZE (80) and ARCHITECTURES (the paper's six) make a rehearsal on a processor short.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
architectures=${ARCHITECTURES:-vgg16,vgg19,resnet34,resnet152,densenet121,densenet161}
batch=${BATCH_SIZE:-80}

case ${1:-} in
  make)
    folder=$2
    mkdir -p "$folder"
    cd "$here/../.."
    swift build -c release --scratch-path .build/static --static-swift-stdlib --product protopnet-device-check
    cp .build/static/release/protopnet-device-check "$here/run.sh" "$here/../protopnet-bench/peer/pytorch_peer.py" "$folder"
    strip "$folder/protopnet-device-check"
    "$folder/protopnet-device-check" --architectures "$architectures" --write "$folder/reference.json"
    du -sh "$folder"
    ;;
  check)
    folder=$2 device=$3 output=$4 released=${5:-}
    mkdir -p "$output"
    python=${PYTHON:-python3}
    if [ -z "${PROTOPNET_LIBTORCH:-}" ]; then
      PROTOPNET_LIBTORCH=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__) + "/lib")')
      export PROTOPNET_LIBTORCH
    fi
    watcher=
    if command -v nvidia-smi >/dev/null; then
      nvidia-smi -L
      nvidia-smi --query-gpu=timestamp,utilization.gpu,memory.used --format=csv -l 1 >"$output/utilisation.csv" &
      watcher=$!
      trap 'kill $watcher 2>/dev/null || true' EXIT
    fi
    precisions="float32 bfloat16"
    case $device in cuda*) precisions="float32 tf32 bfloat16" ;; esac
    for precision in $precisions; do
      timeout 240 "$folder/protopnet-device-check" --device "$device" --precision "$precision" \
        --architectures "$architectures" --reference "$folder/reference.json" --time "$batch" \
        >"$output/engine-$precision.json"
    done
    [ -n "$released" ] || exit 0
    for architecture in ${architectures//,/ }; do
      for mode in "" "--channels-last" "--tf32" "--bfloat16"; do
        case $device/$mode in cpu/--tf32) continue ;; esac
        timeout 120 "$python" "$folder/pytorch_peer.py" --released "$released" --device "$device" --architecture \
          "$architecture" --work joint --batch-size "$batch" --repetitions 3 $mode >>"$output/released$mode.jsonl" || true
      done
    done
    ;;
  *)
    sed -n '2,9s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
