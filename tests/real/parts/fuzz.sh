#!/usr/bin/env bash
# Any bytes as a configuration, for a minute: no panic, nothing that takes long, nothing that takes much memory. What was worth
# keeping grows in the lasting folder; the seeds are the corpus of the rules and tests/fuzz/seeds.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need cargo cargo
need g++ g++
SECONDS_OF_FUZZING=${DEVPORTAL_FUZZ_SECONDS:-60}

tools=$CACHE/cargo-fuzz
"$tools/bin/cargo-fuzz" --version 2>/dev/null | grep -qF 0.13.2 || cargo install cargo-fuzz --quiet --locked --version 0.13.2 --root "$tools"
export PATH=$tools/bin:$PATH
# The stable compiler instruments as well, if it is told to; sanitizers it cannot, and without `unsafe` there is little for them.
export RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$CACHE/fuzz-target
cp "$ROOT/Cargo.lock" "$ROOT/tests/fuzz/Cargo.lock"
cd "$ROOT"
cargo fuzz build --fuzz-dir tests/fuzz --dev --sanitizer none validate

# A case of the corpus as the target takes it: what it is for, a NUL between the texts.
seeds=$WORK/seeds kept=$CACHE/fuzz-corpus
mkdir -p "$seeds" "$kept"
number=0
for file in tests/rules/*.yaml; do
  number=$((number + 1))
  # Blocks below a file's name, without their indentation.
  awk -v to="$seeds/$(basename "$file" .yaml)" '
    /^      [^ ].*: \|$/ { block++; name = to "-" block; printf "%c", 60 + block % 6 >name; next }
    /^        / && name { print substr($0, 9) >name; next }
    { name = "" }' "$file"
done
echo "$(find "$seeds" -type f | wc -l) seeds of $number rules"
status=0
cargo fuzz run --fuzz-dir tests/fuzz --dev --sanitizer none validate "$kept" "$seeds" tests/fuzz/seeds -- \
  -max_total_time="$SECONDS_OF_FUZZING" -timeout=10 -rss_limit_mb=1024 -max_len=8192 -print_final_stats=1 \
  -artifact_prefix="$WORK/" >"$WORK/said" 2>&1 || status=$?
grep -E '^(Done|stat::)|cov:' "$WORK/said" | tail -n 8
if [ "$status" != 0 ]; then
  tail -n 40 "$WORK/said" >&2
  for found in "$WORK"/{crash,timeout,oom,slow-unit}-*; do [ -e "$found" ] && { echo "$found:"; base64 "$found"; } >&2; done
  fail "fuzzing ended with $status"
fi
