#!/usr/bin/env bash
# Asks an installation whether it is well. Usage: smoke.sh BASE_URL
set -euo pipefail

base=${1:?usage: smoke.sh BASE_URL}

curl --fail --silent --show-error --max-time 10 --retry 5 --retry-connrefused "$base/healthz" >/dev/null
curl --fail --silent --show-error --max-time 10 "$base/" | grep -q "Parcel Desk"
echo "$base is well"
