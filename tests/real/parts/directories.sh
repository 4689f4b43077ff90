#!/usr/bin/env bash
# The directories that people run, besides those that have a part of their own: an OpenLDAP of many people, a 389 Directory Server and, by a flag,
# an ApacheDS and an OpenDJ, which are large and take a minute each. Each is told by its root; each refuses an account, hides what it protects and cuts a long list in its own way, and is told in
# the same words. What is written reads people with their groups and lets them in, by the portal's own code.
#
#   DEVPORTAL_DIRECTORIES='apacheds opendj'   these instead of the first two; `all`
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
source "$REAL/directory/desk.sh"
begin_part
need node nodejs npm
need npm npm
need openssl openssl
need ldapadd ldap-utils
export PATH=$PATH:/usr/sbin
everybody='group:admins group:platform user:ada=admins+platform user:bob=platform user:carol='

# `started NAME BASE SECONDS [PEOPLE]`: the directory answers at `at`, and `usual` is what is said of it.
started() {
  local name=$1 seconds=$3
  base=$2
  start_service "$seconds" "$REAL/directory/$name.sh" "$(free_port)" "$WORK/$name" "${4:-0}"
  read -r _ url ca <<<"$SERVICE_READY"
  usual=(--profile ldap --set "LDAP_URL=$url" --ca-cert "$ca" --set "LDAP_USERS_BASE_DN=ou=People,$base" --set "LDAP_GROUPS_BASE_DN=ou=Groups,$base")
}

# `by ACCOUNT [PASSWORD]`: who reads.
by() {
  READER_PASSWORD=${2:-$1-pw-loopback}
  account=(--set "LDAP_DN=cn=$1,ou=Services,$base")
}

# `good NAME KIND PEOPLE`: it is known, and the portal's own code reads everybody with their groups and lets them in.
good() {
  local out=$WORK/$1-good
  by devportal-reader
  STAGE=production directory "$out" "${usual[@]}" "${account[@]}" --admin-group platform || { cat "$out.said" >&2; fail "init failed with $2"; }
  said "$out" "✓ kind $2" '✓ groups 2 found' "$3 users and 2 groups would arrive"
  NODE_EXTRA_CA_CERTS=$ca works ldap "$out" "$ca" "$everybody" ada ada-pw-loopback
  rehearsed "$out" ada ada-pw-loopback
}

# `rehearsed OUT PERSON PASSWORD`: the sign-in, done once before the portal is there; with a wrong password nobody comes in.
rehearsed() {
  local out=$1 status=0
  rehearse() { cli "GIVEN=$2" -- rehearse "$out" --no-input --as "$1" --only-host "${url#ldaps://}" --ca-cert "$ca" --secret-from PERSON_PASSWORD=env:GIVEN >"$out.said" 2>&1; }
  rehearse "$2" "$3" || { cat "$out.said" >&2; fail "$2 was not let in"; }
  said "$out" "would be \`user:default/$2\`" 'administrator: yes'
  rehearse "$2" CANARY-wrong || status=$?
  [ "$status" = 1 ] || { cat "$out.said" >&2; fail "a wrong password ended with $status"; }
}

# `refuses NAME WORDS ARGUMENTS…`: in these words, and nothing is written.
number=0
refuses() {
  local name=$1 words=$2
  shift 2
  number=$((number + 1))
  refused "${EXPECTED:-1}" "$WORK/$name-$number" "$words" "${usual[@]}" "${account[@]}" "$@"
}

try_openldap() {
  need slapd slapd
  started openldap dc=acme,dc=test 90 600
  by limited
  refuses openldap 'gives the first 500 and no more, even when they are asked for page by page'
  by blind
  refuses openldap 'nothing at `ou=People,dc=acme,dc=test` is shown to this account'
  by devportal-reader CANARY-other
  refuses openldap 'the name or the password is wrong'
  by devportal-reader
  refuses openldap 'OpenLDAP does not know `sAMAccountName`' --set 'LDAP_USERS_FILTER=(&(uid=*)(sAMAccountName=*))'
  refuses openldap 'OpenLDAP does not know `userAccountControl`' --set 'LDAP_USERS_FILTER=(&(uid=*)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))'
  refuses openldap 'OpenLDAP does not know `group`' --set 'LDAP_GROUPS_FILTER=(objectClass=group)'
}

try_ds389() {
  need ns-slapd 389-ds-base
  started ds389 dc=acme,dc=test 120
  good ds389 '389 Directory Server' 3
  by locked
  refuses ds389 'an administrator has locked the account'
  for _ in 1 2 3; do by tried CANARY-other && directory "$WORK/tries" "${usual[@]}" "${account[@]}" || true; done
  by tried
  refuses ds389 'the account is locked after too many wrong passwords'
  by fresh
  refuses ds389 'the password has to be changed first'
  by blind
  refuses ds389 'nothing at `ou=People,dc=acme,dc=test` is shown to this account'
  by devportal-reader CANARY-other
  refuses ds389 'the name or the password is wrong'
  by devportal-reader
  refuses ds389 '389 Directory Server does not know `sAMAccountName`' --set 'LDAP_USERS_FILTER=(&(uid=*)(sAMAccountName=*))'
  refuses ds389 'did you mean `ou=People,dc=acme,dc=test`' --set LDAP_USERS_BASE_DN=ou=Peple,dc=acme,dc=test
  refuses ds389 'this is 389 Directory Server, not Active Directory' --profile ldap-ad
  EXPECTED=3 refuses ds389 'nothing listens on port' --set "LDAP_URL=ldaps://localhost:$(free_port)"
  without_entry_names "$WORK/ds389-good"
}

# `without_entry_names OUT`: by what the catalog's module takes for granted it knows nobody's groups here, and `validate` says so.
without_entry_names() {
  local out=$1 status=0
  sed -i '/vendor:/,/dnAttributeName/d' "$out/app-config.local.yaml"
  ! (NODE_EXTRA_CA_CERTS=$ca works ldap "$out" "$ca" "$everybody" ada ada-pw-loopback) >/dev/null 2>&1 || fail 'people have groups without dnAttributeName'
  (cd "$out" && cli -- validate --live --ca-cert "$ca" --only-host "${url#ldaps://}") >"$out.said" 2>&1 || status=$?
  [ "$status" = 1 ] || { cat "$out.said" >&2; fail "validate ended with $status"; }
  said "$out" 'entries call it `entrydn`' 'dnAttributeName: dn'
}

try_apacheds() {
  need java default-jdk-headless
  need mvn maven
  APACHEDS_HOME=$CACHE started apacheds dc=example,dc=com 300 1100
  by devportal-reader
  refuses apacheds 'gives the first 1000 and no more, even when they are asked for page by page'
  refuses apacheds 'ApacheDS does not know `userAccountControl`' --set 'LDAP_USERS_FILTER=(&(uid=*)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))'
  refuses apacheds 'did you mean `ou=People,dc=example,dc=com`' --set LDAP_USERS_BASE_DN=ou=Peple,dc=example,dc=com
  for _ in 1 2 3; do by tried CANARY-other && directory "$WORK/tries" "${usual[@]}" "${account[@]}" || true; done
  by tried
  refuses apacheds 'the account is locked'
  by devportal-reader CANARY-other
  refuses apacheds 'the name or the password is wrong'
  usual+=(--set 'LDAP_USERS_FILTER=(|(uid=ada)(uid=bob)(uid=carol))')
  good apacheds ApacheDS 3
}

try_opendj() {
  need java default-jdk-headless
  need mvn maven
  OPENDJ_HOME=$CACHE started opendj dc=acme,dc=test 300
  good opendj OpenDJ 3
  by locked
  refuses opendj 'or the account is locked: OpenDJ answers both alike'
  by fresh
  refuses opendj 'the password has to be changed first'
  by blind
  refuses opendj 'nothing at `ou=People,dc=acme,dc=test` is shown to this account'
  by devportal-reader
  refuses opendj 'OpenDJ does not know `1.2.840.113556.1.4.803`' --set 'LDAP_USERS_FILTER=(&(uid=*)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))'
  refuses opendj 'did you mean `ou=Groups,dc=acme,dc=test`' --set LDAP_GROUPS_BASE_DN=ou=Group,dc=acme,dc=test
  lost_memberships
}

# A blank that the directory keeps, in a group's name of a person: it knows who is meant, and the catalog's module does not. Capitals do no harm.
lost_memberships() {
  local out=$WORK/odd odd='uid=carol, ou=People, dc=acme, dc=test'
  printf 'dn: cn=odd,ou=Groups,%s\nobjectClass: groupOfNames\ncn: odd\nmember: %s\nmember: UID=BOB,OU=people,%s\n' "$base" "$odd" "$base" |
    ldapadd -x -H "ldap://127.0.0.1:$((${url##*:} - 1))" -D 'cn=Directory Manager' -w manager-pw-loopback >/dev/null
  by devportal-reader
  STAGE=production directory "$out" "${usual[@]}" "${account[@]}" --admin-group platform || { cat "$out.said" >&2; fail 'init failed with an odd group'; }
  said "$out" "1 membership would be lost, by \`$odd\` for instance"
  works ldap "$out" "$ca" 'group:admins group:odd group:platform user:ada=admins+platform user:bob=odd+platform user:carol=' ada ada-pw-loopback
}

tried=${DEVPORTAL_DIRECTORIES:-openldap ds389}
[ "$tried" != all ] || tried='openldap ds389 apacheds opendj'
for name in $tried; do
  "try_$name"
  stop_services
  SERVICES=()
  echo "$name: $SECONDS seconds in all"
done
