#!/bin/bash
# A Ceph cluster on one machine with its S3 gateway (RGW): an independent S3 to run the conformance suite of strict-s3 on.
#
#   ceph-rgw.sh start DIR [PORT]    S3 on http://127.0.0.1:PORT (7480 unless given); returns when it answers
#   ceph-rgw.sh stop DIR            stops its three processes, by the ids in DIR
#
# RGW_ACCESS_KEY and RGW_SECRET_KEY are the keys of the only user. Objects are kept in memory. `start` replaces DIR.
# All processes listen on loopback only: RGW on PORT, the monitor on PORT+1000, the OSD on ports from 6800 up.
# Debian and Ubuntu: apt-get install -y --no-install-recommends radosgw ceph-mon ceph-osd ceph-common
set -euo pipefail

usage() {
  sed -n '4,5s/^# *//p' "$0" >&2
  exit 2
}

[ $# -ge 2 ] || usage
command=$1
dir=$2
port=${3:-7480}
export CEPH_CONF=$dir/ceph.conf

# Waits until a command succeeds. Arguments: timeout in seconds, a description, the command.
wait_for() {
  local seconds=$1 what=$2
  shift 2
  for _ in $(seq $((seconds * 5))); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  echo "ceph-rgw: waited $seconds s for $what without success; see $dir/log" >&2
  exit 1
}

gone() { ! kill -0 "$1"; }
osd_is_up() { ceph osd stat | grep -q '1 up'; }
rgw_answers() { (: >"/dev/tcp/127.0.0.1/$port"); }

# Stops the gateway, then the OSD, which reports to the monitor that it stops, then the monitor.
stop() {
  local name pid
  for name in rgw osd mon; do
    [ -f "$dir/$name.pid" ] || continue
    pid=$(cat "$dir/$name.pid")
    # The process id may belong to another program by now.
    grep -qaE 'ceph|radosgw' "/proc/$pid/cmdline" 2>/dev/null || continue
    kill "$pid"
    (wait_for 10 "$name to end" gone "$pid") || kill -9 "$pid" || true
  done
}

write_config() {
  cat >"$CEPH_CONF" <<EOF
[global]
fsid = $1
mon host = v2:127.0.0.1:$((port + 1000))/0
public addr = 127.0.0.1
public network = 127.0.0.0/8
ms bind ipv6 = false
ms bind msgr1 = false
# All processes are on loopback, so they need no keys among themselves.
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc secure
# One OSD with one copy.
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 1000
run dir = $dir/run
admin socket = $dir/run/\$cluster-\$name.asok
log file = $dir/log/\$name.log
pid file = $dir/\$type.pid
[mon]
mon data = $dir/mon
mon cluster log file = $dir/log/cluster.log
# Accept a disk that is fuller than a production cluster allows.
mon data avail crit = 2
mon data avail warn = 3
[osd]
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 1073741824
# Escaped keys of 1,024 bytes become object names longer than the default limit.
osd max object name len = 2048
osd heartbeat grace = 3600
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$port
rgw dns name = localhost
rgw data = $dir/rgw
rgw enable usage log = false
pid file = $dir/rgw.pid
EOF
}

start() {
  local fsid osd_uuid osd_id
  rm -rf "$dir"
  mkdir -p "$dir"/{mon,osd,rgw,run,log}
  fsid=$(cat /proc/sys/kernel/random/uuid)
  write_config "$fsid"
  # If a step below fails, stop everything.
  trap 'stop' EXIT

  monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$((port + 1000))]" "$dir/monmap" >/dev/null
  ceph-mon --mkfs -i a --monmap "$dir/monmap"
  ceph-mon -i a
  wait_for 30 'the monitor' ceph --connect-timeout 5 mon stat

  osd_uuid=$(cat /proc/sys/kernel/random/uuid)
  osd_id=$(ceph osd new "$osd_uuid")
  ceph-osd -i "$osd_id" --mkfs --osd-uuid "$osd_uuid" >/dev/null 2>&1
  ceph osd crush add "osd.$osd_id" 1.0 host=localhost root=default >/dev/null 2>&1
  ceph-osd -i "$osd_id" >/dev/null 2>&1
  wait_for 30 'the OSD' osd_is_up

  radosgw-admin -n client.rgw user create --uid=local --display-name=local \
    --access-key="${RGW_ACCESS_KEY:?}" --secret="${RGW_SECRET_KEY:?}" >"$dir/user.json" 2>"$dir/log/radosgw-admin.log"
  radosgw -n client.rgw
  wait_for 60 'the gateway' rgw_answers
  trap - EXIT
  echo "ceph-rgw: S3 on http://127.0.0.1:$port"
}

case $command in
  start) start ;;
  stop) stop ;;
  *) usage ;;
esac
