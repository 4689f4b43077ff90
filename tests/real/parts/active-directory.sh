#!/usr/bin/env bash
# A real Active Directory (Samba): every form of an account's name, every reason why one is refused, nested groups, and
# referrals from the root. What was written reads people and lets them in, by the portal's own code.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
source "$REAL/directory/desk.sh"
begin_part
need node nodejs npm
need npm npm
need openssl openssl
need samba samba samba-ad-dc samba-ad-provision samba-dsdb-modules samba-vfs-modules winbind
need socat socat
[ "$(id -u)" = 0 ] || skip "Samba's ports are below 1024, and this is not root"

port=$(free_port)
start_service 120 "$REAL/directory/samba.sh" "$port" "$WORK/samba"
read -r _ url ca <<<"$SERVICE_READY"
base=DC=ad,DC=acme,DC=test
usual=(--profile ldap-ad --set "LDAP_URL=$url" --ca-cert "$ca" --set "LDAP_USERS_BASE_DN=OU=People,$base" --set "LDAP_GROUPS_BASE_DN=OU=Teams,$base")
export READER_PASSWORD=devportal-reader-Pw-loopback-1

# The account by each form of its name. Nested groups do not count: ada is in admins, admins is in platform.
people='group:admins group:platform user:ada=admins user:bob=platform user:devportal-reader= user:fresh= user:late= user:locked='
number=0
for name in devportal-reader@ad.acme.test "CN=devportal-reader,OU=People,$base" 'ACMEAD\devportal-reader'; do
  number=$((number + 1))
  out=$WORK/name-$number
  STAGE=production directory "$out" "${usual[@]}" --set "LDAP_DN=$name" --admin-group platform || { cat "$out.said" >&2; fail "init failed as $name"; }
  said "$out" 'Active Directory' 'signed by `Acme AD CA`' '6 users and 2 groups would arrive'
  backstage_accepts ldap-ad "$out" --expect 'auth.providers.guest=absent' >"$out.facts" || { cat "$out.facts" >&2; fail "Backstage does not accept what was written"; }
  works ldap-ad "$out" "$ca" "$people" ada ada-Pw-loopback-1
done

# Accounts that may not sign in, and why.
as() { printf -- '--set LDAP_DN=%s@ad.acme.test' "$1"; }
why() {
  local name=$1 words=$2
  READER_PASSWORD=${3:-$name-Pw-loopback-1} refused 1 "$WORK/why-$name" "$words" "${usual[@]}" --set "LDAP_DN=$name@ad.acme.test"
}
why gone 'the account is disabled'
why late 'the account has expired'
why fresh 'the password must be changed first'
why nobody 'the name or the password is wrong'
for _ in 1 2 3; do READER_PASSWORD=CANARY-other directory "$WORK/lock" "${usual[@]}" --set LDAP_DN=locked@ad.acme.test || true; done
why locked 'the account is locked'
why ada 'the name or the password is wrong' CANARY-other

reader=(--set LDAP_DN=devportal-reader@ad.acme.test)
refused 1 "$WORK/bare" 'is not a DN, name@domain' "${usual[@]}" --set LDAP_DN=devportal-reader
refused 1 "$WORK/base" 'did you mean `OU=Teams' "${usual[@]}" "${reader[@]}" --set "LDAP_GROUPS_BASE_DN=OU=Team,$base"
refused 1 "$WORK/kind" 'choose the profile `ldap-ad`' "${usual[@]}" "${reader[@]}" --profile ldap
refused 2 "$WORK/plain" '`verify` goes with `ldaps://`' "${usual[@]}" "${reader[@]}" --set LDAP_URL=ldap://dc1.ad.acme.test

# From the root the directory points to other servers, which are not asked, and dozens of its own groups have blanks.
out=$WORK/root
directory "$out" "${usual[@]}" "${reader[@]}" --set "LDAP_GROUPS_BASE_DN=$base" --admin-group platform || { cat "$out.said" >&2; fail "init failed from the root"; }
said "$out" 'have names that the catalog refuses' 'narrow the groups'
