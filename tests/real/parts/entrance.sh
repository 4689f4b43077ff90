#!/usr/bin/env bash
# A rehearsal sends people to a sign-in provider exactly as Backstage's own modules do, and keeps as much of their profiles.
#
#   DEVPORTAL_LINES=1.49   the lines of Backstage that are compared; by itself the image's and the newest
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm

for line in ${DEVPORTAL_LINES:-1.49 1.57}; do
  case $line in
    1.49) pins=$REAL/agreement ;;
    1.57) pins=$REAL/agreement/newest ;;
    *) fail "no pins for Backstage $line" ;;
  esac
  mkdir -p "$WORK/$line"
  echo "Backstage $line"
  modules=$(npm_packages "$pins")
  node "$REAL/entrance/ask.mjs" "$modules" "$CLI" "$WORK/$line"
  node "$REAL/entrance/profile.mjs" "$modules" "$CLI" "$WORK/$line" "$line"
done
