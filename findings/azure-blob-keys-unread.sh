#!/usr/bin/env bash
# Of five ways to say how an account of Azure Blob Storage is read, Backstage's reader takes two as they are written.
#
# Packages    @backstage/integration 2.0.0 and 2.2.0 (the keys), @backstage/backend-defaults 0.15.2 (their reader), npm
# Input       `integrations.azureBlobStorage`, one entry: a key, a key with `endpoint`, a SAS token, a SAS token with `endpoint`, a connection string
# Behaviour   `connectionString` is taken out of the configuration and read by nobody: the account is asked with the machine's own identity.
#             `sasToken` is sent only where `endpoint` stands beside it; alone it is dropped without a word, and the machine's identity asked for.
#             With a key, `endpoint` is no address: its host goes behind the account's name, so that the account's own endpoint makes a host
#             that has the name twice.
# Seen        2026-11:  key                      https://acme.blob.core.windows.net                    key
#                       key, endpoint            https://acme.acme.blob.core.windows.net               key
#                       sasToken                 https://acme.blob.core.windows.net                    identity
#                       sasToken, endpoint       https://acme.blob.core.windows.net?sv=1&sig=x         identity
#                       connectionString         https://acme.blob.core.windows.net                    identity
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The files alone: what the packages depend on has no part in it.
for package in integration@2.0.0 integration@2.2.0 backend-defaults@0.15.2; do
  mkdir "$package"
  (cd "$package" && npm pack --silent "@backstage/$package" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const Module = require('node:module');
const path = require('node:path');
const asked = [];
class BlobServiceClient {
  constructor(url, credential) { asked.push([url, credential.is]); }
  getContainerClient() { return {}; }
}
class StorageSharedKeyCredential { is = 'key'; }
const AROUND = { '@azure/storage-blob': { BlobServiceClient, StorageSharedKeyCredential }, '@backstage/errors': {}, '@backstage/integration': {} };
const load = Module._load;
Module._load = (name, ...rest) => (/AzureBlobStorageUrlReader|config\.cjs|^node:/.test(name) ? load(name, ...rest) : AROUND[name] ?? {});

const { readAzureBlobStorageIntegrationConfig: read } = require(path.resolve(process.argv[2], 'package/dist/azureBlobStorage/config.cjs.js'));
const reader = path.resolve('backend-defaults@0.15.2', 'package/dist/entrypoints/urlReader/lib/AzureBlobStorageUrlReader.cjs.js');
const { AzureBlobStorageUrlReader } = require(reader);
const of = values => ({ getString: key => values[key], getOptionalString: key => values[key], has: key => key in values });

const endpoint = 'https://acme.blob.core.windows.net';
const WAYS = {
  key: { accountKey: 'a2V5' },
  'key, endpoint': { accountKey: 'a2V5', endpoint },
  sasToken: { sasToken: 'sv=1&sig=x' },
  'sasToken, endpoint': { sasToken: 'sv=1&sig=x', endpoint },
  connectionString: { connectionString: 'AccountName=acme;AccountKey=a2V5' },
};
async function look() {
  for (const [name, values] of Object.entries(WAYS)) {
    const config = read(of({ accountName: 'acme', ...values }));
    const identity = { getCredentials: async () => ({ is: 'identity' }) };
    await new AzureBlobStorageUrlReader(identity, { config }, {}).createContainerClient('docs');
    const [url, by] = asked.pop();
    console.log(`${name} | ${url} | ${by}`);
  }
}
look();
NODE
cat >expected <<'SEEN'
key | https://acme.blob.core.windows.net | key
key, endpoint | https://acme.acme.blob.core.windows.net | key
sasToken | https://acme.blob.core.windows.net | identity
sasToken, endpoint | https://acme.blob.core.windows.net?sv=1&sig=x | identity
connectionString | https://acme.blob.core.windows.net | identity
SEEN
for version in 2.0.0 2.2.0; do
  node look.cjs "integration@$version" | tee seen
  diff expected seen
done
echo "as it was"
