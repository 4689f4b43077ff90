#!/usr/bin/env bash
# A real OpenLDAP: the program proves an account and previews the people, and what it wrote lets the catalog's own module read
# them and the image's own sign-in library let a person in. What is wrong is told in its own words.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
source "$REAL/directory/desk.sh"
begin_part
need node nodejs npm
need npm npm
need openssl openssl
PATH=$PATH:/usr/sbin need slapd slapd
need ldapadd ldap-utils
export PATH=$PATH:/usr/sbin

port=$(free_port)
start_service 60 "$REAL/directory/openldap.sh" "$port" "$WORK/openldap"
read -r _ url ca <<<"$SERVICE_READY"
base=dc=acme,dc=test
usual=(--profile ldap --set "LDAP_USERS_BASE_DN=ou=People,$base" --set "LDAP_GROUPS_BASE_DN=ou=Groups,$base"
  --set "LDAP_DN=cn=devportal-reader,ou=Services,$base")
export READER_PASSWORD=devportal-reader-pw-loopback

# ldaps with an authority of its own, in production and on one's own machine.
for stage in production local; do
  out=$WORK/$stage
  STAGE=$stage directory "$out" "${usual[@]}" --set "LDAP_URL=$url" --ca-cert "$ca" --admin-group platform || { cat "$out.said" >&2; fail "init failed"; }
  said "$out" '✓ TLS signed by `Acme Directory CA`' '✓ base `ou=People,dc=acme,dc=test` is there' '✓ people 3 found by `(uid=*)`' '3 users and 2 groups would arrive'
  backstage_accepts ldap "$out" --expect 'auth.providers.guest=absent' --expect 'signInPage="ldap"' \
    --expect 'auth.providers.ldap.production.ldapAuthenticationOptions.ldapOpts.tlsOptions.rejectUnauthorized=true' >"$out.facts" ||
    { cat "$out.facts" >&2; fail "Backstage does not accept what was written"; }
  works ldap "$out" "$ca" 'group:admins group:platform user:ada=admins+platform user:bob=platform user:carol=' ada ada-pw-loopback
done

# StartTLS.
out=$WORK/starttls
directory "$out" "${usual[@]}" --set "LDAP_URL=ldap://localhost:$port" --set LDAP_TLS=starttls --ca-cert "$ca" || { cat "$out.said" >&2; fail "StartTLS failed"; }
said "$out" 'signed by `Acme Directory CA`, begun inside ldap://' "the catalog's reader cannot"
works ldap "$out" "$ca" 'group:admins group:platform user:ada=admins+platform user:bob=platform user:carol=' bob bob-pw-loopback

# An authority that nobody trusts, unless verification is turned off; the portal then does not verify either.
refused 3 "$WORK/stranger" 'signed by `Acme Directory CA`, which this machine does not know' "${usual[@]}" --set "LDAP_URL=$url"
out=$WORK/unverified
directory "$out" "${usual[@]}" --set "LDAP_URL=$url" --set LDAP_TLS=unverified || { cat "$out.said" >&2; fail "unverified failed"; }
said "$out" 'verification is off'
works ldap "$out" '' 'group:admins group:platform user:ada=admins+platform user:bob=platform user:carol=' ada ada-pw-loopback

at=(--set "LDAP_URL=$url" --ca-cert "$ca")
READER_PASSWORD=CANARY-other refused 1 "$WORK/w1" 'the name or the password is wrong' "${usual[@]}" "${at[@]}"
refused 1 "$WORK/w2" 'did you mean `ou=People,dc=acme,dc=test`' "${usual[@]}" "${at[@]}" --set "LDAP_USERS_BASE_DN=ou=Peple,$base"
refused 1 "$WORK/w3" '`ou=People,dc=acne,dc=test` is not in this directory' "${usual[@]}" "${at[@]}" --set "LDAP_USERS_BASE_DN=ou=People,dc=acne,dc=test"
refused 1 "$WORK/w4" 'does not parse: one bracket is not closed' "${usual[@]}" "${at[@]}" --set 'LDAP_USERS_FILTER=(uid=*'
refused 1 "$WORK/w5" 'has no `uid` (and 1 more); one such entry stops the catalog' "${usual[@]}" "${at[@]}" --set 'LDAP_USERS_FILTER=(objectClass=*)'
refused 1 "$WORK/w6" 'the name or the password is wrong' "${usual[@]}" "${at[@]}" --set "LDAP_DN=cn=nobody,ou=Services,$base"
refused 1 "$WORK/w7" 'is not a DN' "${usual[@]}" "${at[@]}" --set LDAP_DN=devportal-reader
READER_PASSWORD=blind-pw-loopback refused 1 "$WORK/w8" 'nothing at `ou=People,dc=acme,dc=test` is shown to this account' "${usual[@]}" "${at[@]}" --set "LDAP_DN=cn=blind,ou=Services,$base"
refused 3 "$WORK/w9" 'its certificate is not for `127.0.0.1`' "${usual[@]}" --ca-cert "$ca" --set "LDAP_URL=ldaps://127.0.0.1:$((port + 1))"
