#!/usr/bin/env bash
# The wizard at a real terminal, the GitHub App confirmed in a real Chromium; then the same by script, byte for byte.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm
need tmux tmux
need_person
mkdir -p "$WORK/home"

choices=(--sandbox --profile github --stage production --portal-url https://portal.acme.test --store dotenv)
terminal() { tmux -S "$WORK/tmux" -f /dev/null "$@"; }
screen() { terminal capture-pane -p -t wizard; }

cat >"$WORK/wizard" <<SCRIPT
env -i PATH='$PATH' HOME='$WORK/home' TERM=screen-256color LANG=C.UTF-8 TMPDIR='$WORK' ${PERSON[@]@Q} \
  '$CLI' init ${choices[@]@Q} --out '$WORK/wizard-portal'
echo \$? >'$WORK/wizard-status'
cat
SCRIPT
trap 'status=$?; terminal kill-server 2>/dev/null; stop_services; rm -rf "$WORK"; exit $status' EXIT
terminal new-session -d -s wizard -x 80 -y 40 "bash '$WORK/wizard'"

# Takes what the wizard recommends: presses enter whenever it asks something and has stood still for a second.
shown=
deadline=$((SECONDS + 180))
until [ -s "$WORK/wizard-status" ]; do
  [ "$SECONDS" -lt "$deadline" ] || { screen >&2; cat "$PERSON_LOG" >&2; fail "the wizard did not end"; }
  sleep 1
  now=$(screen)
  if [ "$now" = "$shown" ] && grep -qE '^(\?|❯|>)' <<<"$now"; then
    terminal send-keys -t wizard Enter
    now=
  fi
  shown=$now
done
screen | grep -v '^ *$'
[ "$(cat "$WORK/wizard-status")" = 0 ] || { cat "$PERSON_LOG" >&2; fail "the wizard ended with $(cat "$WORK/wizard-status")"; }
grep -q . "$PERSON_LOG" || fail "the wizard never opened the browser"

cli -- init "${choices[@]}" --no-input --yes --out "$WORK/script-portal" >"$WORK/said" 2>&1 || { cat "$WORK/said" >&2; fail "the scripted run failed"; }
diff -r "$WORK/wizard-portal" "$WORK/script-portal" >"$WORK/differences" ||
  { cut -c1-120 "$WORK/differences" >&2; fail "the wizard and the script wrote different files"; }
backstage_accepts github "$WORK/wizard-portal" --expect 'auth.environment="production"' --expect auth.providers.guest=absent
