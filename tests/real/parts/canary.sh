#!/usr/bin/env bash
# While the program runs, everything on the machine that can be listed is watched: no secret is ever an argument of a process,
# nor in what the program says, nor in a file other than the store.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs
need npm npm

# The sandbox tells the token that the sandbox knows; this is the canary.
cli -- init --sandbox --no-input --yes --store dotenv --profile github-pat --stage local --out "$WORK/sandbox" >"$WORK/said" 2>&1 ||
  { cat "$WORK/said" >&2; fail "the sandbox failed"; }
canary=$(sed -n 's/^GITHUB_TOKEN=//p' "$WORK/sandbox/.env")
organization=$(sed -n 's/^GITHUB_ORG=//p' "$WORK/sandbox/.env")
[ "${#canary}" -ge 20 ] || fail "the sandbox wrote no token"
(umask 077; printf '%s' "$canary" >"$WORK/token")

# Reads every process's arguments until `WORK/over` exists; writes the ones with a canary, and how often it looked. The canary
# itself reaches the watcher by a file.
cat >"$WORK/watch.mjs" <<'SCRIPT'
import fs from 'node:fs';
const [folder] = process.argv.slice(2);
const canary = fs.readFileSync(`${folder}/token`);
const read = file => { try { return fs.readFileSync(file); } catch { return Buffer.alloc(0); } };
let looks = 0;
const seen = new Set();
const program = fs.readFileSync(`${folder}/program`, 'utf8');
let met = 0;
console.log('READY');
while (!fs.existsSync(`${folder}/over`)) {
  looks += 1;
  for (const process of fs.readdirSync('/proc').filter(name => /^[0-9]+$/.test(name))) {
    const line = read(`/proc/${process}/cmdline`);
    if (line.includes(program)) met += 1;
    if (line.includes(canary)) seen.add(line.subarray(0, line.indexOf(0)).toString());
  }
}
fs.writeFileSync(`${folder}/watched`, JSON.stringify({ looks, met, seen: [...seen] }));
SCRIPT
printf '%s' "$CLI" >"$WORK/program"
start_service 30 node "$WORK/watch.mjs" "$WORK"
watcher=${SERVICES[-1]}

run() {
  local out=$WORK/$1
  shift
  cli "$@" --out "$out" >"$out.said" 2>&1 || { sed "s/$canary/[canary]/g" "$out.said" >&2; fail "a scripted run failed"; }
}
scripted=(init --sandbox --no-input --yes --store dotenv --profile github-pat --stage local --set "GITHUB_ORG=$organization")
run by-variable "GITHUB_TOKEN=$canary" -- "${scripted[@]}"
run by-environment "GIVEN=$canary" -- "${scripted[@]}" --secret-from GITHUB_TOKEN=env:GIVEN
run by-file -- "${scripted[@]}" --secret-from "GITHUB_TOKEN=file:$WORK/token"
run with-an-app -- init --sandbox --no-input --yes --store dotenv --profile github --stage production --portal-url https://portal.acme.test

touch "$WORK/over"
wait "$watcher" || fail "the watcher failed"
node -e '
  const { looks, met, seen } = JSON.parse(require("fs").readFileSync(process.argv[1]));
  if (met === 0) { console.error(`the watcher looked ${looks} times and never met the program`); process.exit(1); }
  if (seen.length > 0) { console.error(`a secret was an argument of: ${seen.join(", ")}`); process.exit(1); }
  console.log(`${looks} looks at the process list, the program was there in ${met}`);
' "$WORK/watched"

# Secrets of all the runs: in `.env`, nowhere else.
sed -n -E 's/^[A-Z_]*(TOKEN|SECRET|BASE64|PASSWORD)=//p' "$WORK"/*/.env | sort -u >"$WORK/secrets"
[ -s "$WORK/secrets" ] || fail "the runs wrote no secrets"
if grep -rlFf "$WORK/secrets" --exclude=.env --exclude=token --exclude=secrets "$WORK"; then
  fail "a secret is in the files above"
fi
