# What the parts about directories share. Sourced after setup.sh.

# `directory OUT ARGUMENTS…`: a scripted run; the account's password is in READER_PASSWORD. Of two arguments that say the same,
# the later one counts.
directory() {
  local out=$1 argument
  local -A last=()
  local -a kept=()
  shift
  while [ $# -gt 0 ]; do
    argument=$1 && shift
    case $argument in
      --set) last[${1%%=*}]=${1#*=} && shift ;;
      --profile) last[--profile]=$1 && shift ;;
      *) kept+=("$argument") ;;
    esac
  done
  for argument in "${!last[@]}"; do
    if [ "$argument" = --profile ]; then kept+=(--profile "${last[--profile]}"); else kept+=(--set "$argument=${last[$argument]}"); fi
  done
  set -- "${kept[@]}"
  cli "READER_PASSWORD=$READER_PASSWORD" -- init --no-input --yes --store dotenv --stage "${STAGE:-local}" \
    --portal-url "${PORTAL_URL:-https://portal.acme.test}" --secret-from LDAP_SECRET=env:READER_PASSWORD --out "$out" "$@" >"$out.said" 2>&1
}

# `said OUT WORDS…`: the run said each of these, however the lines were broken, and how long it took.
said() {
  local out=$1 words
  shift
  for words in "$@"; do
    sed -E 's/ +[0-9.]+ s$//' "$out.said" | tr -s ' \n' ' ' | grep -qF -- "$words" || { cat "$out.said" >&2; fail "it did not say: $words"; }
  done
  ! grep -qF "$READER_PASSWORD" "$out.said" || fail "the password was said"
}

# `refused CODE OUT WORDS ARGUMENTS…`: the run ends so, says why, and leaves no file.
refused() {
  local code=$1 out=$2 words=$3 status=0
  shift 3
  directory "$out" "$@" || status=$?
  [ "$status" = "$code" ] || { cat "$out.said" >&2; fail "ended with $status, not $code: $words"; }
  said "$out" "$words"
  [ ! -e "$out/.env" ] || fail "a refused run left files: $words"
}

# `works PROFILE OUT AUTHORITY PEOPLE PERSON PASSWORD`: the portal's own code reads and lets in, and lets nobody else in.
works() {
  local profile=$1 out=$2 ca=$3 people=$4 person=$5 password=$6 found cache
  cache=$(npm_packages "$REAL/directory") || return
  portal() { NODE_EXTRA_CA_CERTS=$ca timeout 60 node "$REAL/directory/portal.mjs" --cache "$cache" --layers "$ROOT/templates/v1/layers" --profile "$profile" --out "$out" "$@"; }
  found=$(portal people) || fail "the catalog's module could not read"
  [ "$found" = "$people" ] || fail "the catalog reads: $found"
  [ "$(PERSON_PASSWORD=$password portal sign-in "$person")" = "$person" ] || fail "$person could not sign in"
  ! PERSON_PASSWORD=wrong portal sign-in "$person" >/dev/null 2>&1 || fail "$person was let in with a wrong password"
}
