#!/usr/bin/env bash
# moto, a third-party emulator of AWS, on loopback: `aws.sh PORT FOLDER PROGRAMS`. After the first calls each signature is checked against the
# users that were made: devportal, who may ask for himself, list buckets and take on a role. Its key is in FOLDER/id and FOLDER/secret.
set -euo pipefail
port=$1 folder=$2 programs=$3
mkdir -p "$folder"
# the calls below, which nobody signs for real
export INITIAL_NO_AUTH_ACTION_COUNT=6
"$programs/moto_server" -H 127.0.0.1 -p "$port" >"$folder/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null' EXIT
trap 'exit 0' TERM INT
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
  kill -0 "$server" || exit 1
  sleep 0.1
done
"$programs/python3" - "http://127.0.0.1:$port" "$folder" <<'PY'
import json, sys
import boto3

url, folder = sys.argv[1:]
made = dict(endpoint_url=url, region_name="us-east-1", aws_access_key_id="AKIASETUP", aws_secret_access_key="setup")
iam, s3 = boto3.client("iam", **made), boto3.client("s3", **made)
allow = lambda *actions: json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]})
trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}]}
iam.create_user(UserName="devportal")
key = iam.create_access_key(UserName="devportal")["AccessKey"]
iam.put_user_policy(UserName="devportal", PolicyName="read", PolicyDocument=allow("sts:*", "s3:ListAllMyBuckets", "s3:ListBucket"))
role = iam.create_role(RoleName="devportal-read", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
s3.create_bucket(Bucket="acme-techdocs")
iam.list_users()
for name, value in dict(id=key["AccessKeyId"], secret=key["SecretAccessKey"], role=role["RoleName"], account=role["Arn"].split(":")[4]).items():
    open(f"{folder}/{name}", "w").write(value)
PY
echo "READY $port"
wait "$server"
