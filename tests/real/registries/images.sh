#!/usr/bin/env bash
# An OCI registry (docker-registry of Debian) on loopback: `images.sh PORT FOLDER [htpasswd]`. With the last word it wants an account,
# ada / ada-loopback-only; without, it lets everybody in, whatever they send.
set -euo pipefail
port=$1 folder=$2
mkdir -p "$folder"
{
  printf 'version: 0.1\nlog: {level: warn}\nstorage: {filesystem: {rootdirectory: "%s/data"}}\nhttp: {addr: "127.0.0.1:%s"}\n' "$folder" "$port"
  if [ "${3:-}" = htpasswd ]; then
    htpasswd -Bbn ada ada-loopback-only >"$folder/htpasswd"
    printf 'auth: {htpasswd: {realm: acme, path: "%s/htpasswd"}}\n' "$folder"
  fi
} >"$folder/config.yml"
docker-registry serve "$folder/config.yml" &
registry=$!
trap 'kill "$registry" 2>/dev/null; wait "$registry" 2>/dev/null' EXIT
trap 'exit 0' TERM INT
until curl --silent --output /dev/null "http://127.0.0.1:$port/v2/"; do
  kill -0 "$registry" || exit 1
  sleep 0.1
done
echo "READY $port"
wait "$registry"
