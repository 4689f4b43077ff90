#!/usr/bin/env bash
# Azurite, Microsoft's emulator of Azure Storage, on loopback: `blobs.sh PORT FOLDER MODULES`. The account is acme, its key is in FOLDER/key,
# and it has a container, techdocs.
set -euo pipefail
port=$1 folder=$2 modules=$3
mkdir -p "$folder"
printf 'azurite-loopback-key' | base64 -w0 >"$folder/key"
AZURITE_ACCOUNTS="acme:$(cat "$folder/key")"
export AZURITE_ACCOUNTS
node "$modules/node_modules/azurite/dist/src/azurite.js" --silent --disableTelemetry --skipApiVersionCheck --location "$folder" \
  --blobHost 127.0.0.1 --queueHost 127.0.0.1 --tableHost 127.0.0.1 \
  --blobPort "$port" --queuePort $((port + 1)) --tablePort $((port + 2)) >"$folder/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null' EXIT
trap 'exit 0' TERM INT
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
  kill -0 "$server" || exit 1
  sleep 0.1
done
# signed by Microsoft's own library
NODE_PATH="$modules/node_modules" node - "http://127.0.0.1:$port/acme" "$(cat "$folder/key")" <<'JS'
const { BlobServiceClient, StorageSharedKeyCredential } = require('@azure/storage-blob');
const [, , url, key] = process.argv;
new BlobServiceClient(url, new StorageSharedKeyCredential('acme', key)).createContainer('techdocs').catch(error => {
  console.error(error.message);
  process.exit(1);
});
JS
echo "READY $port"
wait "$server"
