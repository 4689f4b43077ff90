#!/usr/bin/env bash
# An Active Directory: Samba as a domain controller of AD.ACME.TEST on a loopback address of its own, its ports passed on to
# PORT (StartTLS) and PORT+1 (ldaps). Needs the right to use ports below 1024.
#
#   samba.sh PORT FOLDER
#
# Says READY and stays until it is told to stop. Passwords are NAME-Pw-loopback-1.
set -euo pipefail
source "$(dirname "$0")/certificates.sh"
port=$1 folder=$2 address=${AD_ADDRESS:-127.0.0.20}
mkdir -p "$folder"
samba-tool domain provision --realm=AD.ACME.TEST --domain=ACMEAD --server-role=dc --dns-backend=NONE --use-rfc2307 \
  --adminpass=Administrator-Pw-loopback-1 --targetdir="$folder/dc" --host-name=dc1 --host-ip=127.0.0.1 >"$folder/provision.log" 2>&1 ||
  { tail -n 5 "$folder/provision.log" >&2; exit 1; }
certificates "$folder" 'Acme AD CA' "DNS:localhost,IP:127.0.0.1,IP:$address"

conf=$folder/dc/etc/smb.conf
# Shares are not needed, and it may listen on one address only.
kept=$(sed -n '/^\[global\]/,/^\[/p' "$conf" | grep '=' | grep -Ev '(interfaces|server services|pid directory|log file|logging|panic action) *=')
cat >"$conf" <<CONF
[global]
$kept
	interfaces = $address/8
	bind interfaces only = yes
	server services = ldap
	pid directory = $folder
	log file = $folder/log.%m
	tls enabled = yes
	tls keyfile = $folder/server.key
	tls certfile = $folder/server.pem
	tls cafile = $folder/ca.pem
CONF

tool() { samba-tool "$@" -s "$conf" >>"$folder/tool.log" 2>&1 || { tail -n 5 "$folder/tool.log" >&2; exit 1; }; }
tool ou create OU=People
tool ou create OU=Teams
for name in devportal-reader ada bob gone late fresh locked; do
  tool user create "$name" "$name-Pw-loopback-1" --userou=OU=People --mail-address="$name@acme.test"
done
tool user disable gone
tool user setexpiry late --days=0
tool user setpassword fresh --newpassword=fresh-Pw-loopback-1 --must-change-at-next-login
tool group add platform --groupou=OU=Teams
tool group add admins --groupou=OU=Teams
tool group addmembers platform bob,admins
tool group addmembers admins ada
tool domain passwordsettings set --account-lockout-threshold=3

samba -i -M single -s "$conf" --debug-stdout >"$folder/samba.log" 2>&1 &
servers=($!)
trap 'kill "${servers[@]}" 2>/dev/null; wait 2>/dev/null; exit 0' TERM INT
for _ in $(seq 300); do
  kill -0 "${servers[0]}" 2>/dev/null || { tail -n 5 "$folder/samba.log" >&2; exit 1; }
  if (exec 3<>"/dev/tcp/$address/636") 2>/dev/null; then
    socat "TCP-LISTEN:$port,bind=127.0.0.1,fork,reuseaddr" "TCP:$address:389" &
    servers+=($!)
    socat "TCP-LISTEN:$((port + 1)),bind=127.0.0.1,fork,reuseaddr" "TCP:$address:636" &
    servers+=($!)
    until (exec 3<>"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null; do sleep 0.1; done
    echo "READY ldaps://localhost:$((port + 1)) $folder/ca.pem"
    wait "${servers[0]}"
    exit
  fi
  sleep 0.1
done
exit 1
