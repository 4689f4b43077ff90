#!/usr/bin/env bash
# What people sign in by on plain Backstage alone: for every row of templates/sign-in a real backend starts with its module and what `init`
# wrote, sends a person where the row says, with the client and the callback address, or refuses whoever no proxy let in.
#
#   DEVPORTAL_LINES=1.49   the lines of Backstage that are tried; by itself the image's and the newest
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm
need python3 python3
need make make
need g++ g++

for row in "$ROOT"/templates/sign-in/*.yaml; do
  name=$(basename "$row" .yaml)
  cli -- init --sandbox --no-input --yes --store dotenv --target backstage --auth "$name" --integration none --stage production \
    --portal-url https://portal.acme.test --out "$WORK/$name" >"$WORK/$name.said" 2>&1 || { cat "$WORK/$name.said" >&2; fail "nothing was written for $name"; }
done
for line in ${DEVPORTAL_LINES:-1.49 1.57}; do
  case $line in
    1.49) pins=$REAL/ways-in ;;
    1.57) pins=$REAL/ways-in/newest ;;
    *) fail "no pins for Backstage $line" ;;
  esac
  echo "Backstage $line"
  modules=$(npm_packages "$pins")
  build_native "$modules" better-sqlite3
  for row in "$ROOT"/templates/sign-in/*.yaml; do
    name=$(basename "$row" .yaml)
    NODE_NO_WARNINGS=1 node "$REAL/ways-in/boot.mjs" "$modules" "$row" "$WORK/$name" || fail "$name does not start, or sends people elsewhere"
  done
done
