#!/usr/bin/env bash
# A null in a chart's values takes a sign-in away from the portal or leaves it there, depending on what the chart has said by itself.
#
# Packages    helm.sh/helm/v3 3.19.2 (Go), @backstage/config-loader 1.11.5 (npm)
# Input       an image whose `app-config.yaml` has the sign-ins `github` and `oidc`; a chart that puts `.Values.appConfig` into a file above it, and
#             values with `auth.providers.github: null`, as Backstage takes a key of a lower file away: for a chart that says nothing of `github`,
#             and for one that has it among its own values; by a file of values, by `--set`, and from the chart around it
# Behaviour   Helm takes a null for an order to itself, but only where there is something to delete: the key goes out of the chart's own values and the
#             null with it, the file that is rendered does not have the key at all, and what the image says shows again. Where the chart says
#             nothing, the very same values arrive, and the sign-in is gone. So a chart that gets a new default, in a patch
#             release, gives back what was taken away. An own file of values in front of the null makes no such difference, though it says the
#             same as the chart would. Nothing is told by either program.
# Seen        2026-11: the sign-ins of the portal
#                                                  the chart has no `github`   the chart has it
#               without the null                   github, oidc                github, oidc
#               in a file of values                oidc                        github, oidc
#               in the second of two               oidc                        github, oidc
#               by --set                           oidc                        github, oidc
#               in the values of a chart around    oidc                        github, oidc
# Fails when one of them changes. Needs go and npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config-loader@1.11.5 >/dev/null
mkdir helm
cat >helm/main.go <<'GO'
// What `helm template` does with a chart, files of values and `--set`.
package main

import (
	"fmt"
	"os"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/cli/values"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/getter"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	options := values.Options{}
	if os.Args[2] == "set" {
		options.Values = os.Args[3:]
	} else {
		options.ValueFiles = os.Args[3:]
	}
	chart := must(loader.Load(os.Args[1]))
	given := must(options.MergeValues(getter.Providers{}))
	all := must(chartutil.ToRenderValues(chart, given, chartutil.ReleaseOptions{}, nil))
	for _, text := range must(engine.Render(chart, all)) {
		fmt.Print(text)
	}
}
GO
(cd helm && go mod init look >/dev/null 2>&1 && go mod edit -require helm.sh/helm/v3@v3.19.2 && go mod tidy >/dev/null 2>&1 && go build -o ../render .)
cat >sign-ins.cjs <<'NODE'
const { ConfigSources } = require('@backstage/config-loader');

const argv = ['--config', 'app-config.yaml', '--config', 'chart.yaml'];
ConfigSources.toConfig(ConfigSources.default({ argv, watch: false, env: {} })).then(config => {
  console.log(config.getConfig('auth.providers').keys().join(', '));
  config.close();
});
NODE
printf 'auth: { providers: { github: {}, oidc: {} } }\n' >app-config.yaml
nothing='appConfig: { auth: { environment: production } }'
github='appConfig: { auth: { environment: production, providers: { github: {} } } }'
null='appConfig: { auth: { providers: { github: null } } }'
printf '%s\n' '{}' >empty.yaml
printf '%s\n' "$github" >first.yaml
printf '%s\n' "$null" >null.yaml
mkdir -p chart/templates around/charts
printf 'apiVersion: v2\nname: portal\nversion: 0.1.0\n' >chart/Chart.yaml
printf '{{ toYaml .Values.appConfig }}\n' >chart/templates/app-config.yaml
printf 'apiVersion: v2\nname: around\nversion: 0.1.0\n' >around/Chart.yaml
printf 'portal: { %s }\n' "$null" >around/values.yaml
sign_ins() {
  local title=$1
  shift
  ./render "$@" >chart.yaml 2>/dev/null
  echo "$title | $(node sign-ins.cjs)"
}
for own in nothing github; do
  printf '%s\n' "${!own}" >chart/values.yaml
  rm -rf around/charts/portal
  cp -r chart around/charts/portal
  sign_ins "$own: without the null" chart values empty.yaml
  sign_ins "$own: in a file of values" chart values null.yaml
  sign_ins "$own: in the second of two" chart values first.yaml null.yaml
  sign_ins "$own: by --set" chart set appConfig.auth.providers.github=null
  sign_ins "$own: in the values of a chart around" around values empty.yaml
done | tee said
diff said - <<'SEEN'
nothing: without the null | github, oidc
nothing: in a file of values | oidc
nothing: in the second of two | oidc
nothing: by --set | oidc
nothing: in the values of a chart around | oidc
github: without the null | github, oidc
github: in a file of values | github, oidc
github: in the second of two | github, oidc
github: by --set | github, oidc
github: in the values of a chart around | github, oidc
SEEN
echo 'as it was'
