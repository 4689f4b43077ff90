#!/usr/bin/env bash
# What `init` writes signs people in, in a real backend, before any portal is there: the sign-in page's requests, the real provider,
# the session, the people of the catalog, the administrators, a file of a private repository. Each mend in what is written is then taken out
# again, and fails as claimed.
#
#   DEVPORTAL_PORTAL=write      writes tests/real/portal/table.md anew, with the heavy rows
#   DEVPORTAL_PORTAL=WORD       only the rows with this word in their name, the heavy ones too
#   DEVPORTAL_ALL=yes           the heavy rows as well
#   DEVPORTAL_LINES=1.57        the lines of Backstage, in the first of which things are made wrong; by itself the image's and the newest,
#                               which the table is of
#   DEVPORTAL_TARGETS='v2 backstage' the same rows again, written for the image of presets or for plain Backstage, as they are; the table is not of these
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
source "$REAL/kubernetes/cluster.sh"
for row in "$REAL"/portal/rows/*.sh; do source "$row"; done
begin_part
need node nodejs npm
need npm npm
need python3 python3
need make make
need g++ g++
ROWS=(keycloak oidc oidc_local openldap ds389 github github_app microsoft microsoft_code gitlab samba nobody)
HEAVY=(kubernetes)
[ -z "${DEVPORTAL_ALL:-}${DEVPORTAL_PORTAL:-}" ] || ROWS+=("${HEAVY[@]}")
BOTH="1.49 1.57"
read -ra RELEASES <<<"${DEVPORTAL_LINES:-$BOTH}"
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
    [ "$target" != v2 ] || word=$(sed -E 's/\bGITHUB_TOKEN\b/GITHUB_PAT/; s/\bAZURE_(TENANT_ID|CLIENT_ID|CLIENT_SECRET)\b/AZURE_AUTH_\1/;
      s/\bAZURE_(ORG|PROJECT|TOKEN)(ANIZATION)?\b/AZURE_DEVOPS_\1/' <<<"$word")
    said+=("${word/KEYCLOAK_CLIENT_ID=portal/KEYCLOAK_CLIENT_ID=portal-$target}")
  done
  written "$out" "${said[@]}" --target "$target" || return
  WRITTEN=("${first[@]}")
}

# `checked OUT`: the program finds nothing in what it wrote.
checked() {
  (cd "$1" && cli -- validate) >"$1.checked" 2>&1 || { cat "$1.checked" >&2; fail "\`validate\` finds something in $1"; }
}

# `each_line COMMAND`: JSON of what the command prints for each line of Backstage.
each_line() {
  local line told json=''
  for line in "${RELEASES[@]}"; do
    told=$("$1" "$line") || return
    json+=${json:+, }"\"$line\": \"$told\""
  done
  printf '{%s}\n' "$json"
}

packages() {
  local modules
  modules=$(npm_packages "$(pins_of_backstage "$1")") && build_native "$modules" better-sqlite3 && echo "$modules"
}

pins() {
  echo "$(pins_of_backstage "$1")/package.json"
}

# `tried ROW [TARGET]`: in a backend of each line.
tried() {
  local row=$1 target=${2:-v1} name=$1${2:+-$2} results=$WORK/results
  [ "$target" = v1 ] || results=$WORK/again
  mkdir -p "$results"
  echo "$row for $target with Backstage ${RELEASES[*]}"
  node "$REAL/portal/check.mjs" --lines "$PACKAGES" --templates "$ROOT/templates" --row "$row" --target "$target" --out "$WORK/$name" \
    --work "$WORK/$name-tried" --result "$results/$name.json" --authorities "$AUTHORITIES" --played "$PLAYED" --served "$SERVED" --code "$CODE" --more "$MORE"
}

# `is_there ROW TARGET`: plain Backstage has no sign-in by LDAP, and nobody signs in where there is none; the presets have no GitHub App. What
# is written for this machine is tried once.
is_there() {
  [ "$1" != oidc_local ] && [ "$1 $2" != 'github_app v2' ] || return 1
  [ "$2" != backstage ] || case $1 in openldap | ds389 | samba | nobody) return 1 ;; esac
}

# `shown FOLDER ORDER [ARGUMENTS]`: the table of the results there.
shown() {
  node "$REAL/portal/table.mjs" --results "$1" --order "$2" --pins "$(each_line pins)" "${@:3}"
}

PACKAGES=$(each_line packages)
failed=0
skipped=()
for row in "${ROWS[@]}"; do
  case ${DEVPORTAL_PORTAL:-} in '' | write) ;; *) [[ $row == *$DEVPORTAL_PORTAL* ]] || continue ;; esac
  AUTHORITIES='' PLAYED='{}' SERVED='{}' CODE='' MORE='{}'
  status=0
  "write_$row" "$WORK/$row" || status=$?
  if [ "$status" = 77 ]; then
    skipped+=("$row: $SKIPPED")
    continue
  fi
  [ "$status" = 0 ] || fail "$row: nothing was written"
  checked "$WORK/$row"
  tried "$row" || failed=1
  for target in ${DEVPORTAL_TARGETS:-}; do
    is_there "$row" "$target" || continue
    written_again "$target" "$WORK/$row-$target" || fail "$row: nothing was written for $target"
    checked "$WORK/$row-$target"
    tried "$row" "$target" || failed=1
  done
  stop_services
  SERVICES=()
done
[ "$failed" = 0 ] || fail 'what is marked as wrong above'
asked=()
# The kept table is of both lines.
[ "${RELEASES[*]}" != "$BOTH" ] || asked+=(--table "$REAL/portal/table.md")
[ "${DEVPORTAL_PORTAL:-}" != write ] || asked+=(--write)
shown "$WORK/results" "${ROWS[*]}" "${asked[@]}"
[ ! -d "$WORK/again" ] || shown "$WORK/again" "$(basename -s .json -a "$WORK/again"/*.json | tr '\n' ' ')"
[ "${#skipped[@]}" = 0 ] || { printf 'left out: %s\n' "${skipped[@]}" && exit 77; }
