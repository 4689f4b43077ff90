#!/usr/bin/env bash
# A default that is empty keeps an address whole in compose.yaml and takes it away in app-config.yaml.
#
# Packages    @backstage/config-loader 1.10.10 and 1.11.5 (npm), github.com/compose-spec/compose-go/v2 2.6.0 (Go), which `docker compose` reads with
# Input       an address with a path that is there in some places alone, `${BASE_PATH:-}`, in a process that does not have the variable, has it empty,
#             and has it; and a default that is another variable
# Behaviour   Both files are written with the same words, and `:-` is in both the value for a variable that is not there or empty. An empty default
#             is a value in one and none in the other: not the reference but the whole key goes, a lower file's value shows, and what is told is
#             at most that the address is missing. The same address with `${BASE_PATH}` and the variable set to nothing is whole in both. A
#             variable as a default ends at the first brace, and the text that is left is sent as an address, whatever the variable is.
# Seen        2026-11, both releases:                        compose                    Backstage
#               https://git.acme.test${BASE_PATH:-}
#                 not there                                  https://git.acme.test      gone
#                 empty                                      https://git.acme.test      gone
#                 /git                                       https://git.acme.test/git  https://git.acme.test/git
#               https://git.acme.test${BASE_PATH}, empty     https://git.acme.test      https://git.acme.test
#               ${GIT_URL:-https://${HOST_OF_GIT}}           https://git.acme.test      ${GIT_URL:-https://git.acme.test}
# Fails when one of them changes. Needs npm and Go.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for release in 1.10.10 1.11.5; do
  mkdir "$release"
  (cd "$release" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund --ignore-scripts "@backstage/config-loader@$release" >/dev/null)
done
cat >portal.cjs <<'NODE'
const { createRequire } = require('node:module');
const { ConfigSources } = createRequire(`${process.cwd()}/${process.argv[2]}/`)('@backstage/config-loader');
const source = ConfigSources.default({ argv: ['--config', 'app-config.yaml'], watch: false, env: {} });
ConfigSources.toConfig(source).then(config => console.log(config.getOptionalString('url') ?? 'gone'));
NODE
mkdir compose
cat >compose/main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/template"
)

func main() {
	text, err := template.Substitute(os.Args[1], os.LookupEnv)
	if err != nil {
		panic(err)
	}
	fmt.Println(text)
}
GO
(cd compose && go mod init look >/dev/null 2>&1 && go get github.com/compose-spec/compose-go/v2/template@v2.6.0 >/dev/null 2>&1 && go build -o ../substitute .)
# `look TITLE TEXT [NAME=VALUE…]`: how each reads it.
look() {
  local title=$1 text=$2 release
  shift 2
  printf 'url: %s\n' "$text" >app-config.yaml
  for release in 1.10.10 1.11.5; do
    echo "$title | $(env "$@" ./substitute "$text" 2>/dev/null) | $(env "$@" node portal.cjs "$release")"
  done
}
{
  look 'not there' 'https://git.acme.test${BASE_PATH:-}' -u BASE_PATH
  look 'empty' 'https://git.acme.test${BASE_PATH:-}' BASE_PATH=
  look '/git' 'https://git.acme.test${BASE_PATH:-}' BASE_PATH=/git
  look 'empty, no default' 'https://git.acme.test${BASE_PATH}' BASE_PATH=
  look 'a variable' '${GIT_URL:-https://${HOST_OF_GIT}}' -u GIT_URL HOST_OF_GIT=git.acme.test
} | uniq | tee said
diff said - <<'SEEN'
not there | https://git.acme.test | gone
empty | https://git.acme.test | gone
/git | https://git.acme.test/git | https://git.acme.test/git
empty, no default | https://git.acme.test | https://git.acme.test
a variable | https://git.acme.test | ${GIT_URL:-https://git.acme.test}
SEEN
echo 'as it was'
