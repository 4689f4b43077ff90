#!/usr/bin/env bash
# One moment in which Azure gives no token keeps the portal out of its AKS clusters until it is restarted.
#
# Package     @backstage/plugin-kubernetes-backend 0.21.15 (npm)
# Input       a cluster with `authProvider: azure`, and an identity that is not there at the first question and is at every later one, as when a pod
#             is started before its federated identity has arrived, or a network comes up; then one whose only failure comes in the middle
# Behaviour   A token is asked for once and shared by all who wait for it. When that question fails and there is no older token that still holds, the
#             failed answer is kept as the one to wait for: nobody asks Azure again, and every page of Kubernetes has the first error for as long
#             as the process lives. `az` and every other client in the same pod get their token. A failure while
#             an older token still holds is forgotten as one would guess, so that it takes the worst moment to see it.
# Seen        2026-11:                       1st       2nd     3rd     asked of Azure
#               not there at the first       refused   refused refused once
#               not there at the second      token 1   token 1 token 3 three times
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @azure/identity@4.13.0 >/dev/null
# The one file that asks for the token.
npm pack --silent @backstage/plugin-kubernetes-backend@0.21.15 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const path = require('node:path');
const { AzureIdentityStrategy } = require(path.resolve('package/dist/auth/AzureIdentityStrategy.cjs.js'));

async function look(title, missing) {
  let asked = 0;
  const identity = {
    async getToken() {
      asked += 1;
      if (asked === missing) throw new Error('ManagedIdentityCredential: no response');
      // Near enough to its end to be asked for anew each time.
      return { token: `token ${asked}`, expiresOnTimestamp: Date.now() + 10 * 60_000 };
    },
  };
  const strategy = new AzureIdentityStrategy({ info() {}, error() {} }, identity);
  const line = [title];
  for (let time = 0; time < 3; time += 1) {
    line.push(await strategy.getCredential().then(({ token }) => token, () => 'refused'));
  }
  console.log([...line, `asked ${asked}`].join(' | '));
}
(async () => {
  await look('not there at the first', 1);
  await look('not there at the second', 2);
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
not there at the first | refused | refused | refused | asked 1
not there at the second | token 1 | token 1 | token 3 | asked 3
SEEN
echo 'as it was'
