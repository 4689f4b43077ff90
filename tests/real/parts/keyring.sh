#!/usr/bin/env bash
# The secrets go to a real gnome-keyring on a private bus, and nowhere else; a locked keyring and no bus at all are told.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need gnome-keyring-daemon gnome-keyring libsecret-tools dbus dbus-x11
need secret-tool libsecret-tools
need dbus-run-session dbus

# The program on whatever bus the caller is on.
on_bus() {
  cli ${DBUS_SESSION_BUS_ADDRESS+DBUS_SESSION_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS"} XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR-}" -- "$@"
}

scripted=(init --sandbox --no-input --yes --profile github-pat --stage local --portal-url http://localhost:7007)

kept_in_the_keyring() {
  local out=$WORK/portal
  on_bus "${scripted[@]}" --store keyring --out "$out" >"$WORK/said" 2>&1 || { cat "$WORK/said" >&2; fail "init failed"; }
  local token
  token=$(secret-tool lookup service devportal-auth username "$out#GITHUB_TOKEN")
  [ "${#token}" -ge 20 ] || fail "the keyring holds no GITHUB_TOKEN"
  ! grep -rqF -e "$token" "$out" "$WORK/home" "$WORK/said" || fail "the token is in a file or was said"
  grep -q 'GITHUB_TOKEN: *keyring' "$out/devportal-auth.yaml" || fail "devportal-auth.yaml does not say where the token lives"
}

# A run that asks for the keyring where there is none: fails, says why and names the other store.
told() {
  local words=$1
  ! on_bus "${scripted[@]}" --store keyring --out "$WORK/none" >"$WORK/said" 2>&1 || fail "init did not fail"
  grep -qi -- "$words" "$WORK/said" || { cat "$WORK/said" >&2; fail "init does not say \`$words\`"; }
  grep -q -- '--store dotenv' "$WORK/said" || { cat "$WORK/said" >&2; fail "init does not name the other store"; }
  [ ! -e "$WORK/none/.env" ] || fail "init wrote files although the keyring could not be used"
}

export -f kept_in_the_keyring told on_bus cli fail
export WORK CLI
# Arrays are not exported: each shell on a bus reads them again.
inside="$(declare -p scripted); set -euo pipefail"
"$REAL/keyring/bus" unlocked "$WORK/open" bash -c "$inside; kept_in_the_keyring"
"$REAL/keyring/bus" locked "$WORK/shut" bash -c "$inside; told locked"
env -u DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR="$WORK/nowhere" bash -c "$inside; told 'no keyring service'"
