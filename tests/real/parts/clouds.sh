#!/usr/bin/env bash
# Clouds as far as they can be had: moto, a third-party emulator of AWS, for STS and S3, and Azurite, Microsoft's own emulator of Azure Storage.
# What they answer to keys that are good, unknown and wrong, and what is said when something else stands at the address. moto checks
# signatures because it is told to. Its STS refuses in another form than AWS documents, so nothing but `unknown` can come of that; what its S3
# says is as documented. Neither looks at clocks, and Azurite has one code for a wrong key and a closed network.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm
need curl curl
need python3 python3 python3-venv

bin=$(python_programs 'moto[server]==5.2.5') || skip 'moto could not be installed'
modules=$(npm_packages "$REAL/clouds")
aws=$(free_port)
start_service 90 bash "$REAL/clouds/aws.sh" "$aws" "$WORK/aws" "$bin"
blobs=$(free_port)
start_service 90 bash "$REAL/clouds/blobs.sh" "$blobs" "$WORK/blobs" "$modules"
id=$(cat "$WORK/aws/id") secret=$(cat "$WORK/aws/secret")
role=$(cat "$WORK/aws/role") account=$(cat "$WORK/aws/account")
key=$(cat "$WORK/blobs/key")
[ -n "$id" ] && [ -n "$secret" ] && [ -n "$key" ] || fail 'there is no key to try'
# as long as the real ones, and nobody's
another=$(printf '%s' "${secret%????}AAAA")
another_key=$(printf 'another-loopback-key' | base64 -w0)

# `said CODE WORDS SECRET…`: how the last command ended, what it said, and that it showed no secret.
said() {
  local code=$1 words=$2 secret
  shift 2
  [ "$status" = "$code" ] || { cat "$WORK/said" >&2; fail "ended with $status, not $code: $words"; }
  tr -s ' \n' ' ' <"$WORK/said" | grep -qF -- "$words" || { cat "$WORK/said" >&2; fail "it did not say: $words"; }
  for secret in "$@"; do
    ! grep -qF -- "$secret" "$WORK/said" || fail "it showed what it was given: $words"
  done
}
# `live FILE PORT NAME=VALUE…`: the check of a configuration. A connection string says by itself where it is for, so nothing goes to Azure.
live() {
  local file=$1 port=$2
  shift 2
  status=0
  cli "$@" -- validate "$WORK/$file" --process-env --live --only-host "127.0.0.1:$port" --only-host blob.core.windows.net --select credential-invalid,credential-insufficient,credential-unknown >"$WORK/said" 2>&1 || status=$?
}
# `init CREDENTIAL ADDRESS NAME=VALUE…`: a script that takes one of them beside a sign-in that nobody answers for.
nobody=$(free_port)
init() {
  local credential=$1 at=$2 pair flags=()
  shift 2
  for pair in "$@" GITLAB_TOKEN= GITLAB_AUTH_CLIENT_SECRET=; do
    case $pair in
      *ACCOUNT_ID=* | *ROLE=* | *ACCOUNT_NAME=*) flags+=(--set "$pair") ;;
      *) flags+=(--secret-from "${pair%%=*}=env:GIVEN_${pair%%=*}") ;;
    esac
  done
  status=0
  cli "${@/#/GIVEN_}" "GIVEN_GITLAB_TOKEN=glpat-aaaaaaaaaaaaaaaaaaaa" "GIVEN_GITLAB_AUTH_CLIENT_SECRET=gloas-$(printf a%.0s {1..64})" -- \
    init --no-input --yes --dry-run --profile gitlab --url "gitlab=http://127.0.0.1:$nobody" --set GITLAB_GROUP=acme \
    --set "GITLAB_AUTH_CLIENT_ID=$(printf a%.0s {1..64})" --integration gitlab-token --integration "$credential" --url "$at" \
    "${flags[@]}" >"$WORK/said" 2>&1 || status=$?
}

# --- a user's key, and a role that it may take on
asks=aws=http://127.0.0.1:$aws
pair=("PORTAL_AWS_ACCESS_KEY_ID=$id" "PORTAL_AWS_SECRET_ACCESS_KEY=$secret")
roles=("PORTAL_AWS_ACCOUNT_ID=$account" "PORTAL_AWS_ROLE=$role" PORTAL_AWS_EXTERNAL_ID=made-up-external)
init aws-access-key "$asks" "${pair[@]}"
said 3 "acts as \`arn:aws:iam::$account:user/devportal\`" "$secret"
init aws-access-key "$asks" "${pair[0]}" "PORTAL_AWS_SECRET_ACCESS_KEY=$another"
said 3 'AWS refused the request' "$another"
init aws-access-key "$asks" PORTAL_AWS_ACCESS_KEY_ID=AKIAIOSFODNN7NOBODY0 "${pair[1]}"
said 3 'AWS refused the request' "$secret"
init aws-role "$asks" "${pair[@]}" "${roles[@]}"
said 3 "it may take on \`arn:aws:sts::$account:assumed-role/$role/backstage\`" "$secret"
init aws-access-key "aws=http://127.0.0.1:$blobs" "${pair[@]}"
[ "$status" != 0 ] || fail 'Azure was taken for AWS'

# --- an account of Azure Storage
pair=(AZURE_BLOB_ACCOUNT_NAME=acme "AZURE_BLOB_ACCOUNT_KEY=$key")
init azure-blob-key "azure-blob=http://127.0.0.1:$blobs/acme" "${pair[@]}"
said 3 'it may list containers' "$key"
init azure-blob-key "azure-blob=http://127.0.0.1:$blobs/acme" "${pair[0]}" "AZURE_BLOB_ACCOUNT_KEY=$another_key"
said 3 'or the credential is not its own' "$another_key"
init azure-blob-key "azure-blob=http://127.0.0.1:$blobs/nobody" AZURE_BLOB_ACCOUNT_NAME=nobody "${pair[1]}"
said 1 'there is no such storage account' "$key"

# --- a bucket of TechDocs, and a store of S3
cat >"$WORK/bucket.yaml" <<Y
techdocs:
  publisher:
    type: awsS3
    awsS3:
      bucketName: acme-techdocs
      region: us-east-1
      endpoint: http://127.0.0.1:$aws
      credentials: {accessKeyId: "\${ID}", secretAccessKey: "\${KEY}"}
Y
cat >"$WORK/store.yaml" <<Y
integrations:
  awsS3:
    - {endpoint: "http://127.0.0.1:$aws", accessKeyId: "\${ID}", secretAccessKey: "\${KEY}", s3ForcePathStyle: true}
Y
live bucket.yaml "$aws" "ID=$id" "KEY=$secret"
said 0 'it may list what is in `acme-techdocs`' "$secret"
live bucket.yaml "$aws" "ID=$id" "KEY=$another"
said 1 'the secret does not belong to it' "$another"
live bucket.yaml "$aws" "ID=AKIAIOSFODNN7NOBODY0" "KEY=$secret"
said 1 'knows no such access key id' "$secret"
sed "s/bucketName: .*/bucketName: acme-nothing/" "$WORK/bucket.yaml" >"$WORK/nothing.yaml"
live nothing.yaml "$aws" "ID=$id" "KEY=$secret"
said 1 'there is no bucket of that name' "$secret"
live store.yaml "$aws" "ID=$id" "KEY=$secret"
said 0 'lists its buckets' "$secret"
live store.yaml "$aws" "ID=$id" "KEY=$another"
said 1 'the secret does not belong to it' "$another"
live store.yaml "$aws" "ID=AKIAIOSFODNN7NOBODY0" "KEY=$secret"
said 1 'knows no such access key id' "$secret"
sed "s/:$aws/:$blobs/" "$WORK/store.yaml" >"$WORK/elsewhere.yaml"
live elsewhere.yaml "$blobs" "ID=$id" "KEY=$secret"
[ "$status" != 0 ] || fail 'Azure was taken for S3'

# --- a container of TechDocs
cat >"$WORK/container.yaml" <<Y
techdocs:
  publisher:
    type: azureBlobStorage
    azureBlobStorage:
      containerName: techdocs
      connectionString: \${CONNECTION}
Y
connection() { printf 'DefaultEndpointsProtocol=http;AccountName=acme;AccountKey=%s;BlobEndpoint=http://127.0.0.1:%s/acme' "$1" "$2"; }
live container.yaml "$blobs" "CONNECTION=$(connection "$key" "$blobs")"
said 0 'it may list what is in the container' "$key"
# Azurite's word for it is that of a firewall at Azure, so nothing is called wrong that may only be kept out
live container.yaml "$blobs" "CONNECTION=$(connection "$another_key" "$blobs")"
said 3 'or the key is not its own' "$another_key"
sed "s/containerName: .*/containerName: nothing/" "$WORK/container.yaml" >"$WORK/none.yaml"
live none.yaml "$blobs" "CONNECTION=$(connection "$key" "$blobs")"
said 1 'there is no such container' "$key"
live container.yaml "$aws" "CONNECTION=$(connection "$key" "$aws")"
[ "$status" != 0 ] || fail 'AWS was taken for Azure'
