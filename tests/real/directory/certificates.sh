# Makes an authority of our own and a server's certificate: `certificates FOLDER AUTHORITY NAMES`. Sourced.
certificates() {
  local folder=$1 authority=$2 names=$3
  openssl req -x509 -newkey rsa:2048 -nodes -days 7 -subj "/CN=$authority" -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=critical,keyCertSign,cRLSign -keyout "$folder/ca.key" -out "$folder/ca.pem"
  openssl req -newkey rsa:2048 -nodes -subj "/CN=server" -keyout "$folder/server.key" -out "$folder/server.csr"
  openssl x509 -req -in "$folder/server.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -days 7 \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$names") -out "$folder/server.pem"
  chmod 600 "$folder"/*.key
} 2>/dev/null
