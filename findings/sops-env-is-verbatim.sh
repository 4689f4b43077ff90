#!/usr/bin/env bash
# An `.env` that was moved into SOPS as it is gives the portal other values than before: with quotes, with notes, and under another name.
#
# Packages    github.com/getsops/sops/v3 3.11.0, whose store for such files `sops exec-env` and `sops decrypt` read with,
#             github.com/compose-spec/compose-go/v2 2.6.0 (Go); dotenv 17.2.3 (npm)
# Input       one file as people have them: a private key in double quotes with `\n`, a secret in single quotes, one with a note behind it, and an
#             `export`; read by each
# Behaviour   SOPS takes a line as a name, `=` and the rest, and a `\n` for a new line; quotes, notes and `export` mean nothing to it. `sops decrypt`
#             prints the file as it was, so that nothing is seen when it is looked at, and whoever writes it out and reads that with another
#             reader has what there was before. `sops exec-env` hands over what SOPS itself has read: a key that starts with a quote, which
#             nothing takes for one, a secret that its provider refuses, and a variable whose name is `export TOKEN`.
# Seen        2026-11:                     SOPS              compose      dotenv
#               APP_KEY="-----BEGIN…\n…"   no key            a key        a key
#               QUOTED='made-up'           'made-up'         made-up      made-up
#               NOTED=made-up # of 2026    made-up # of 2026 made-up      made-up
#               export TOKEN=made-up       not there         made-up      made-up
# Fails when one of them changes. Needs npm and Go, and minutes for the first build.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts dotenv@17.2.3 >/dev/null
mkdir build
cat >build/main.go <<'GO'
// What SOPS and compose read of `.env`, one after the other, as JSON; then what SOPS would write of it.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/getsops/sops/v3"
	"github.com/getsops/sops/v3/config"
	store "github.com/getsops/sops/v3/stores/dotenv"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	text := must(os.ReadFile(".env"))
	reader := store.NewStore(&config.DotenvStoreConfig{})
	branches := must(reader.LoadPlainFile(text))
	read := map[string]string{}
	for _, item := range branches[0] {
		if _, note := item.Key.(sops.Comment); !note {
			read[item.Key.(string)] = item.Value.(string)
		}
	}
	fmt.Println(string(must(json.Marshal(read))))
	fmt.Println(string(must(json.Marshal(must(dotenv.Parse(bytes.NewReader(text)))))))
	fmt.Println(bytes.Equal(must(reader.EmitPlainFile(branches)), text))
}
GO
(
  cd build
  go mod init look >/dev/null 2>&1
  go get github.com/compose-spec/compose-go/v2/dotenv@v2.6.0 github.com/getsops/sops/v3/stores/dotenv@v3.11.0 >/dev/null 2>&1
  go build -o ../read .
)
cat >look.cjs <<'NODE'
const { execFileSync } = require('node:child_process');
const { createPrivateKey, generateKeyPairSync } = require('node:crypto');
const { readFileSync, writeFileSync } = require('node:fs');
const dotenv = require('dotenv');

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
writeFileSync('.env', [`APP_KEY="${key.trim().replaceAll('\n', '\\n')}"`, "QUOTED='made-up'", 'NOTED=made-up # of 2026', 'export TOKEN=made-up', ''].join('\n'));
const [sops, compose, same] = execFileSync('./read', { encoding: 'utf8' }).trim().split('\n').map(line => JSON.parse(line));
const readers = [sops, compose, dotenv.parse(readFileSync('.env'))];
function isKey({ APP_KEY }) {
  try {
    createPrivateKey(APP_KEY);
    return 'a key';
  } catch {
    return 'no key';
  }
}
console.log(['APP_KEY', ...readers.map(isKey)].join(' | '));
for (const name of ['QUOTED', 'NOTED', 'TOKEN']) console.log([name, ...readers.map(one => one[name] ?? 'not there')].join(' | '));
console.log(`written by SOPS as it was | ${same}, with "${Object.keys(sops).find(name => name.includes(' '))}"`);
NODE
node look.cjs | tee said
diff said - <<'SEEN'
APP_KEY | no key | a key | a key
QUOTED | 'made-up' | made-up | made-up
NOTED | made-up # of 2026 | made-up | made-up
TOKEN | not there | made-up | made-up
written by SOPS as it was | true, with "export TOKEN"
SEEN
echo 'as it was'
