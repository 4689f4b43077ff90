#!/usr/bin/env bash
# What `init` writes signs people in, in a real backend, before any portal is there: the sign-in page's requests, the real provider,
# the session, the people of the catalog, the administrators. Each mend in what is written is then taken out again, and fails as claimed.
#
#   DEVPORTAL_PORTAL=write      writes tests/real/portal/table.md anew
#   DEVPORTAL_PORTAL=WORD       only the rows with this word in their name
#   DEVPORTAL_LINES='1.49 1.57' the lines of Backstage; by itself the image's, which the table is of
#   DEVPORTAL_TARGETS='v2 backstage' the same rows again, written for the image of presets or for plain Backstage, as they are; the table is not of these
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
for row in "$REAL"/portal/rows/*.sh; do source "$row"; done
begin_part
need node nodejs npm
need npm npm
need python3 python3
need make make
need g++ g++
ROWS=(keycloak oidc oidc_local openldap ds389 github microsoft gitlab samba nobody)
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
  WRITTEN=("$@")
  while [ "$1" != -- ]; do variables+=("$1"); shift; done
  shift
  cli "${variables[@]}" -- init --no-input --yes --store dotenv --stage "${STAGE:-production}" --portal-url "$ADDRESS" --out "$out" "$@" >"$out.said" 2>&1 ||
    { cat "$out.said" >&2; return 1; }
}

# `written_again TARGET OUT`: what was written last, for another target, whose presets call some variables otherwise.
written_again() {
  local target=$1 out=$2 word
  local -a said=() first=("${WRITTEN[@]}")
  for word in "${WRITTEN[@]}"; do
    [ "$target" != v2 ] || word=$(sed -E 's/\bGITHUB_TOKEN\b/GITHUB_PAT/; s/\bAZURE_(TENANT_ID|CLIENT_ID|CLIENT_SECRET)\b/AZURE_AUTH_\1/' <<<"$word")
    said+=("${word/KEYCLOAK_CLIENT_ID=portal/KEYCLOAK_CLIENT_ID=portal-$target}")
  done
  written "$out" "${said[@]}" --target "$target" || return
  WRITTEN=("${first[@]}")
}

# `checked OUT`: the program finds nothing in what it wrote.
checked() {
  (cd "$1" && cli -- validate) >"$1.checked" 2>&1 || { cat "$1.checked" >&2; fail "\`validate\` finds something in $1"; }
}

# `tried ROW LINE [TARGET]`: in a backend of that line.
tried() {
  local row=$1 line=$2 target=${3:-v1} modules name=$1${3:+-$3} results=$WORK/results-$2
  modules=$(npm_packages "$(pins_of_backstage "$line")")
  build_native "$modules" better-sqlite3
  [ "$target" = v1 ] || results=$WORK/again-$line
  mkdir -p "$results"
  echo "$row for $target with Backstage $line"
  node "$REAL/portal/check.mjs" --cache "$modules" --templates "$ROOT/templates" --row "$row" --target "$target" --out "$WORK/$name" \
    --work "$WORK/$name-$line" --result "$results/$name.json" --authorities "$AUTHORITIES" --played "$PLAYED" --served "$SERVED"
}

# `is_there ROW TARGET`: plain Backstage has no sign-in by LDAP, and nobody signs in where there is none. What is written for this machine is
# tried once.
is_there() {
  [ "$1" != oidc_local ] || return 1
  [ "$2" != backstage ] || case $1 in openldap | ds389 | samba | nobody) return 1 ;; esac
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
    tried "$row" "$line" || failed=1
  done
  for target in ${DEVPORTAL_TARGETS:-}; do
    is_there "$row" "$target" || continue
    written_again "$target" "$WORK/$row-$target" || fail "$row: nothing was written for $target"
    checked "$WORK/$row-$target"
    for line in ${DEVPORTAL_LINES:-1.49}; do
      tried "$row" "$line" "$target" || failed=1
    done
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
  [ ! -d "$WORK/again-$line" ] || node "$REAL/portal/table.mjs" --results "$WORK/again-$line" --order "$(basename -s .json -a "$WORK/again-$line"/*.json | tr '\n' ' ')"
done
[ "${#skipped[@]}" = 0 ] || { printf 'left out: %s\n' "${skipped[@]}" && exit 77; }
