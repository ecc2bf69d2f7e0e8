#!/bin/sh
# run.sh PYTHON: the unit on a real systemd, freshly booted in a throw-away overlay by $IN_SYSTEMD. Skips, saying
# so, where that cannot be. PYTHON is of the environment that is put into /opt/tocsin.
set -eu
python=$1
in_systemd=${IN_SYSTEMD:-../shared/tools/in-systemd}
skip() {
  echo "systemd: skipped: $1"
  exit 0
}
[ -x "$in_systemd" ] || skip "$in_systemd, which boots a systemd to try the unit on, is not here (IN_SYSTEMD=…)"
[ "$(id -u)" = 0 ] || skip "booting a systemd to try the unit on needs root"
for tool in /lib/systemd/systemd systemctl systemd-analyze systemd-run systemd-sysusers; do
  command -v "$tool" >/dev/null || skip "systemd is not installed ($tool is missing)"
done
IN_SYSTEMD_BIND=$PWD exec "$in_systemd" "$PWD/$python" -m tests.systemd.drive
