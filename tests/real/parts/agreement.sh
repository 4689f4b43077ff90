#!/usr/bin/env bash
# Whatever Backstage's configuration loader or a real backend refuses of the corpus in tests/rules, the program calls an error at
# the same file or key. What is found only here is kept in tests/real/agreement/found-only-here.md and compared.
#
#   DEVPORTAL_AGREEMENT=write   writes that table anew
#   DEVPORTAL_AGREEMENT=WORD    only the cases with this word in their name (`rule fires 1`)
#   DEVPORTAL_LINES='1.49 1.57' the lines of Backstage that are booted; by itself the image's. What differs on the newest is printed
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm
need python3 python3
need make make
need g++ g++
echo 'left out: the image'\''s own module of sign-in providers, which is in no registry (unknown provider keys, its resolvers)'
echo 'left out: discovery in Azure DevOps, whose module is in no registry; carriers (Helm values, manifests), which Backstage does not read'
for line in ${DEVPORTAL_LINES:-1.49}; do
  modules=$(npm_packages "$(pins_of_backstage "$line")")
  build_native "$modules" better-sqlite3
  asked=(--line "$line")
  [ "$line" != 1.49 ] || asked+=(--table "$REAL/agreement/found-only-here.md")
  case ${DEVPORTAL_AGREEMENT:-} in
    '') ;;
    write) [ "$line" != 1.49 ] || asked+=(--write) ;;
    *) asked+=(--only "$DEVPORTAL_AGREEMENT") ;;
  esac
  NODE_NO_WARNINGS=1 node "$REAL/agreement/compare.mjs" --cache "$modules" --program "$CLI" --root "$ROOT" --work "$WORK/$line" "${asked[@]}"
done
