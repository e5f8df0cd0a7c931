# Sourced by the scripts that run the services on this machine.
# shellcheck shell=bash

services=(task_registry funding_ledger park_region supervision_reporting)

# grpc_port SERVICE [BASE]: 7101 to 7104 unless another base is given.
grpc_port() {
  local base=${2:-7101} i
  for i in "${!services[@]}"; do
    [ "${services[i]}" = "$1" ] && { echo $((base + i)); return; }
  done
  return 1
}

# The admin port lies 1000 above.
admin_port() { echo $(($(grpc_port "$@") + 1000)); }

# http_status PORT PATH: the status code; fails if nobody answers. Needs no curl.
# shellcheck disable=SC2016  # expanded by the inner shell
http_status() {
  timeout 5 bash -c '
    exec 3<>"/dev/tcp/127.0.0.1/$1" &&
    printf "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n" "$2" >&3 &&
    read -r _ code _ <&3 && printf "%s\n" "$code"' - "$1" "$2" 2>/dev/null
}

# shellcheck disable=SC2016  # expanded by the inner shell
port_is_taken() { timeout 5 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1"' - "$1" 2>/dev/null; }

# wait_gone PID SECONDS: succeeds once the process has ended.
wait_gone() {
  local deadline=$((SECONDS + $2))
  while kill -0 "$1" 2>/dev/null; do
    [ $SECONDS -lt "$deadline" ] || return 1
    sleep 0.05
  done
}
