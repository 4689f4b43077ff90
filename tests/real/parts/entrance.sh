#!/usr/bin/env bash
# A rehearsal sends people to a sign-in provider exactly as Backstage's own modules do: both are asked for the same blocks.
#
#   DEVPORTAL_LINES='1.49 1.57' the lines of Backstage that are compared; by itself the image's
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm

for line in ${DEVPORTAL_LINES:-1.49}; do
  case $line in
    1.49) pins=$REAL/agreement ;;
    1.57) pins=$REAL/agreement/newest ;;
    *) fail "no pins for Backstage $line" ;;
  esac
  mkdir -p "$WORK/$line"
  echo "Backstage $line"
  node "$REAL/entrance/ask.mjs" "$(npm_packages "$pins")" "$CLI" "$WORK/$line"
done
