#!/usr/bin/env bash
# An id of digits alone that stands in a chart's values comes out as another text once it is a million, and as another number once it is long.
#
# Packages    helm.sh/helm/v3 3.19.2 (Go), @backstage/config 1.3.11 (npm)
# Input       the numbers of an older and of a newer GitHub App, an account of AWS with a zero in front, and a client id of Zitadel; without quotes in
#             `values.yaml`, and by `--set`; each put into a variable by `{{ … | quote }}` and into a file by `toYaml`, as charts of Backstage do
# Behaviour   `quote` in the template comes too late: from a file of values every number is a floating one, and is written as such from a million
#             on. An App made some years ago is handed over as it is, one made now is not, by the same chart and values. `--set`, with which
#             it is tried, is exact. `toYaml` mends the form, and of an id with more than sixteen digits silently makes one that is
#             somebody else's. The portal reads the App's as the number it was, so that it works there and is refused by whatever else has it.
# Seen        2026-11:
#                                    values, quote            values, toYaml        --set, quote         the portal's number
#               999999               999999                   999999                999999               999999
#               1234567              1.234567e+06             1234567               1234567              1234567
#               012345678901         1.2345678901e+10         12345678901           012345678901         12345678901
#               280456789012345678   2.8045678901234566e+17   280456789012345660    280456789012345678   280456789012345660
# Fails when one of them changes. Needs npm and Go, and minutes for the first build of Helm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 >/dev/null
mkdir -p helm chart/templates
cat >helm/main.go <<'GO'
// What `helm template` does with a chart, values and `--set`.
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
	if os.Args[1] == "values" {
		options.ValueFiles = os.Args[2:]
	} else {
		options.Values = os.Args[2:]
	}
	chart := must(loader.Load("chart"))
	given := must(options.MergeValues(getter.Providers{}))
	all := must(chartutil.ToRenderValues(chart, given, chartutil.ReleaseOptions{}, nil))
	for _, text := range must(engine.Render(chart, all)) {
		fmt.Print(text)
	}
}
GO
(cd helm && go mod init look >/dev/null 2>&1 && go mod edit -require helm.sh/helm/v3@v3.19.2 && go mod tidy >/dev/null 2>&1 && go build -o ../render .)
printf 'apiVersion: v2\nname: portal\nversion: 0.1.0\n' >chart/Chart.yaml
printf '{{ .Values.id | quote }} {{ toYaml .Values.id }}\n' >chart/templates/one.yaml
for id in 999999 1234567 012345678901 280456789012345678; do
  echo "id: $id" >values.yaml
  read -r quoted bare < <(./render values values.yaml)
  read -r set _ < <(./render set "id=$id")
  number=$(node -e "console.log(new (require('@backstage/config').ConfigReader)({ id: $quoted }).getNumber('id'))")
  echo "$id | $quoted | $bare | $set | $number" | tr -d '"'
done | tee said
diff said - <<'SEEN'
999999 | 999999 | 999999 | 999999 | 999999
1234567 | 1.234567e+06 | 1234567 | 1234567 | 1234567
012345678901 | 1.2345678901e+10 | 12345678901 | 012345678901 | 12345678901
280456789012345678 | 2.8045678901234566e+17 | 280456789012345660 | 280456789012345678 | 280456789012345660
SEEN
echo 'as it was'
