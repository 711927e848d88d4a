#!/bin/sh
# Runs Bianmu with the settings of the installation that this file lies in; root becomes the user bianmu first.
set -eu
root=$(cd "$(dirname "$(readlink -f "$0")")/../../.." && pwd -P)
root=${root%/}
settings=$root/etc/bianmu/bianmu.env

[ -r "$settings" ] || {
    echo "bianmu: 无法读取 $settings，请以 root 运行 | cannot read $settings; run as root" >&2
    exit 2
}
# Read as systemd reads it: a value may hold spaces, quotes around it are not part of it.
while IFS= read -r line || [ -n "$line" ]; do
    case $line in
        '' | \#* | \;*) continue ;;
        *=*) ;;
        *) continue ;;
    esac
    name=${line%%=*} value=${line#*=}
    case $value in
        \"*\") value=${value#\"} value=${value%\"} ;;
        \'*\') value=${value#\'} value=${value%\'} ;;
    esac
    export "$name=$value"
done <"$settings"

if [ -z "$root" ] && [ "$(id -u)" = 0 ]; then
    umask 027
    export HOME=/var/lib/bianmu
    exec setpriv --reuid=bianmu --regid=bianmu --init-groups --no-new-privs /opt/bianmu/venv/bin/bianmu "$@"
fi
exec "$root/opt/bianmu/venv/bin/bianmu" "$@"
