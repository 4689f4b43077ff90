# Entries of a directory as LDIF, below `$base`; each password is NAME-pw-loopback. Sourced.

unit() { printf 'dn: ou=%s,%s\nobjectClass: organizationalUnit\nou: %s\n\n' "$1" "${2:-$base}" "$1"; }

# An account that is nobody.
account() {
  printf 'dn: cn=%s,ou=Services,%s\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: %s\nuserPassword: %s-pw-loopback\n\n' \
    "$1" "$base" "$1" "$1"
}

# `person NAME [MAIL [photo]]`
person() {
  printf 'dn: uid=%s,ou=People,%s\nobjectClass: inetOrgPerson\nuid: %s\ncn: %s Person\nsn: Person\nuserPassword: %s-pw-loopback\n' \
    "$1" "$base" "$1" "$1" "$1"
  [ -z "${2:-}" ] || printf 'mail: %s\n' "$2"
  [ -z "${3:-}" ] || printf 'jpegPhoto:: /9j/4AAQSkZJRgABAQ==\n'
  echo
}

# `people NUMBER`: many, without a password.
people() {
  awk -v n="$1" -v base="$base" 'BEGIN { for (i = 0; i < n; i++)
    printf "dn: uid=u%d,ou=People,%s\nobjectClass: inetOrgPerson\nuid: u%d\ncn: Person %d\nsn: Person\nmail: u%d@acme.test\n\n", i, base, i, i, i }'
}

# `group NAME PERSON…`
group() {
  printf 'dn: cn=%s,ou=Groups,%s\nobjectClass: groupOfNames\ncn: %s\n' "$1" "$base" "$1"
  shift
  printf "member: uid=%s,ou=People,$base\n" "$@"
  echo
}
