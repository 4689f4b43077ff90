#!/usr/bin/env bash
# What `init` writes signs people in, in a real backend, before any portal is there: the sign-in page's requests, the real provider,
# the session, the people of the catalog, the administrators. Each mend in what is written is then taken out again, and fails as claimed.
#
#   DEVPORTAL_PORTAL=write      writes tests/real/portal/table.md anew
#   DEVPORTAL_PORTAL=WORD       only the rows with this word in their name
#   DEVPORTAL_LINES='1.49 1.57' the lines of Backstage; by itself the image's, which the table is of
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
for row in "$REAL"/portal/rows/*.sh; do source "$row"; done
begin_part
need node nodejs npm
need npm npm
need python3 python3
need make make
need g++ g++
ROWS=(keycloak oidc oidc_local openldap github microsoft gitlab samba nobody)
ADDRESS=https://portal.acme.test

# A row that cannot be tried here does not keep the others from it.
skip() {
  SKIPPED=$*
  return 77
}

# `written OUT NAME=VALUE… -- ARGUMENTS…`: a scripted run for ADDRESS and STAGE (production), with these variables.
written() {
  local out=$1
  local -a variables=()
  shift
  while [ "$1" != -- ]; do variables+=("$1"); shift; done
  shift
  cli "${variables[@]}" -- init --no-input --yes --store dotenv --stage "${STAGE:-production}" --portal-url "$ADDRESS" --out "$out" "$@" >"$out.said" 2>&1 ||
    { cat "$out.said" >&2; return 1; }
}

# `checked OUT`: the program finds nothing in what it wrote.
checked() {
  (cd "$1" && cli -- validate) >"$1.checked" 2>&1 || { cat "$1.checked" >&2; fail "\`validate\` finds something in $1"; }
}

# `tried ROW LINE`: in a backend of that line.
tried() {
  local row=$1 line=$2 modules
  modules=$(npm_packages "$(pins_of_backstage "$line")")
  build_native "$modules" better-sqlite3
  echo "$row with Backstage $line"
  node "$REAL/portal/check.mjs" --cache "$modules" --layers "$ROOT/templates/v1/layers" --row "$row" --out "$WORK/$row" --work "$WORK/$row-$line" \
    --result "$WORK/results-$line/$row.json" --authorities "$AUTHORITIES" --played "$PLAYED" --served "$SERVED"
}

failed=0
skipped=()
for row in "${ROWS[@]}"; do
  case ${DEVPORTAL_PORTAL:-} in '' | write) ;; *) [[ $row == *$DEVPORTAL_PORTAL* ]] || continue ;; esac
  AUTHORITIES='' PLAYED='{}' SERVED='{}'
  status=0
  "write_$row" "$WORK/$row" || status=$?
  if [ "$status" = 77 ]; then
    skipped+=("$row: $SKIPPED")
    continue
  fi
  [ "$status" = 0 ] || fail "$row: nothing was written"
  checked "$WORK/$row"
  for line in ${DEVPORTAL_LINES:-1.49}; do
    mkdir -p "$WORK/results-$line"
    tried "$row" "$line" || failed=1
  done
  stop_services
  SERVICES=()
done
[ "$failed" = 0 ] || fail 'what is marked as wrong above'
for line in ${DEVPORTAL_LINES:-1.49}; do
  asked=(--results "$WORK/results-$line" --order "${ROWS[*]}")
  [ "$line" != 1.49 ] || asked+=(--table "$REAL/portal/table.md")
  [ "${DEVPORTAL_PORTAL:-}" != write ] || asked+=(--write)
  node "$REAL/portal/table.mjs" "${asked[@]}"
done
[ "${#skipped[@]}" = 0 ] || { printf 'left out: %s\n' "${skipped[@]}" && exit 77; }
