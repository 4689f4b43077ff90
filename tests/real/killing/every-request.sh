# Kills a scripted run at each of its requests in turn, takes it up again with `--resume`, and lets the caller judge. Sourced.
#
#   killed_at_every_request MODE UPSTREAM RUN JUDGE
#
# RUN NAME FOLDER URL ARGUMENTS…   runs the program into FOLDER against URL
# JUDGE NAME FOLDER                looks at what is there at the end; ends the part when it is wrong
killed_at_every_request() {
  local mode=$1 upstream=$2 run=$3 judge=$4 number name out deaths=0
  for number in $(seq 1 60); do
    name=$(printf 'killed-%s-%02d' "$mode" "$number")
    out=$WORK/$name
    start_service 10 node "$REAL/killing/proxy.mjs" "$upstream" "$mode" "$number" "$CLI" "$out"
    "$run" "$name" "$out" "${SERVICE_READY#READY }" && [ ! -e "$out.killed" ] && break
    [ -e "$out.killed" ] || { cat "$out.said" >&2; fail "the run failed by itself, before its request $number"; }
    deaths=$((deaths + 1))
    rm -rf "$out.found"
    [ ! -d "$out" ] || cp -a "$out" "$out.found"
    "$run" "$name" "$out" "${SERVICE_READY#READY }" --resume ||
      { cat "$out.said" >&2; fail "\`--resume\` failed after a kill at request $number"; }
    never_half "$out.found" "$out"
    "$judge" "$name" "$out"
  done
  [ "$deaths" -ge 3 ] || fail "the run was killed only $deaths times"
  echo "killed $deaths times ($mode), completed each time"
}

# A file that was there after the kill is already what it is in the end.
never_half() {
  local found=$1 out=$2 file
  for file in app-config.local.yaml .env .env.example devportal-auth.yaml; do
    [ -s "$out/$file" ] || fail "$file is missing after \`--resume\`"
    [ ! -e "$found/$file" ] || cmp -s "$found/$file" "$out/$file" || fail "$file was half written by a run that was killed"
  done
}
