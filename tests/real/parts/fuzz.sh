#!/usr/bin/env bash
# Any bytes as a configuration, for a minute: no panic, nothing that takes long, nothing that takes much memory. By flag, a secret in front
# of any bytes, as long: no format shows it. What was worth keeping grows in the lasting folder; the seeds are the corpus of the rules
# and tests/fuzz/seeds.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need cargo cargo
need g++ g++
SECONDS_OF_FUZZING=${DEVPORTAL_FUZZ_SECONDS:-60}
read -r -a targets <<<"${DEVPORTAL_FUZZ_TARGETS:-validate}"

tools=$CACHE/cargo-fuzz
"$tools/bin/cargo-fuzz" --version 2>/dev/null | grep -qF 0.13.2 || cargo install cargo-fuzz --quiet --locked --version 0.13.2 --root "$tools"
export PATH=$tools/bin:$PATH
# The stable compiler instruments as well, if it is told to; sanitizers it cannot, and without `unsafe` there is little for them.
export RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$CACHE/fuzz-target
cp "$ROOT/Cargo.lock" "$ROOT/tests/fuzz/Cargo.lock"
cd "$ROOT"
for target in "${targets[@]}"; do cargo fuzz build --fuzz-dir tests/fuzz --dev --sanitizer none "$target"; done

# A case of the corpus as `validate` takes it: what it is for, a NUL between the texts. `secrets` takes a key and a way besides, so
# that each case comes with others of them.
seeds=$WORK/seeds
mkdir -p "$seeds/validate" "$seeds/secrets"
number=0
for file in tests/rules/*.yaml; do
  number=$((number + 1))
  # Blocks below a file's name, without their indentation.
  awk -v to="$seeds" -v as="$(basename "$file" .yaml)" -v number="$number" '
    /^      [^ ].*: \|$/ {
      block++
      name = to "/validate/" as "-" block; other = to "/secrets/" as "-" block
      printf "%c", 60 + block % 6 >name
      printf "%c%c%c", 60 + block % 6, 60 + number % 6, 60 + (number + block) % 12 >other
      next
    }
    /^        / && name { print substr($0, 9) >name; print substr($0, 9) >other; next }
    { name = "" }' "$file"
done
cp tests/fuzz/seeds/* "$seeds/validate"
echo "$(find "$seeds/validate" -type f | wc -l) seeds of $number rules"

# Fuzzes one target, within ten seconds and a gigabyte for an input.
fuzz() {
  local target=$1 kept=$CACHE/fuzz-corpus status=0
  [ "$target" = validate ] || kept=$CACHE/fuzz-corpus-$target
  mkdir -p "$kept"
  cargo fuzz run --fuzz-dir tests/fuzz --dev --sanitizer none "$target" "$kept" "$seeds/$target" -- \
    -max_total_time="$SECONDS_OF_FUZZING" -timeout=10 -rss_limit_mb=1024 -max_len=8192 -print_final_stats=1 \
    -artifact_prefix="$WORK/$target-" >"$WORK/said" 2>&1 || status=$?
  echo "$target:"
  grep -E '^(Done|stat::)|cov:' "$WORK/said" | tail -n 8
  if [ "$status" != 0 ]; then
    tail -n 40 "$WORK/said" >&2
    for found in "$WORK/$target"-{crash,timeout,oom,slow-unit}-*; do [ -e "$found" ] && { echo "$found:"; base64 "$found"; } >&2; done
    fail "fuzzing of $target ended with $status"
  fi
}
for target in "${targets[@]}"; do fuzz "$target"; done
