#!/bin/sh
# Installs Bianmu from this bundle, or brings an installed one to its version. Data and settings stay as they are.
# Usage: sh install.sh                 as root: user bianmu, /opt/bianmu, /var/lib/bianmu, /etc/bianmu, systemd units
#        sh install.sh --prefix DIR    for a trial, as anybody: the same folders below DIR, no user, no units
set -eu
umask 022

stop() {
    echo "install.sh: $1" >&2
    exit "${2:-1}"
}

prefix=
while [ $# -gt 0 ]; do
    case $1 in
        --prefix)
            [ -n "${2:-}" ] || stop "--prefix 后面要有目录 | --prefix needs a folder" 2
            mkdir -p "$2" || stop "无法建立 $2 | cannot make $2" 2
            prefix=$(cd "$2" && pwd -P) && shift 2
            ;;
        -h | --help) sed -n '2,4s/^# //p' "$0" && exit 0 ;;
        *) stop "不认识的参数 $1 | unknown argument $1" 2 ;;
    esac
done
[ -n "$prefix" ] || [ "$(id -u)" = 0 ] || stop "请以 root 运行，或用 --prefix 目录 试装 | run as root, or try with --prefix DIR" 2

# 1. Is the bundle whole, and is it for this machine?
cd "$(dirname "$0")"
bundle=$(pwd -P)
[ -f SHA256SUMS ] || stop "缺少 SHA256SUMS，安装包不完整 | SHA256SUMS is missing: the bundle is not whole"
broken=$(sha256sum --check --quiet --strict SHA256SUMS 2>/dev/null | head -n 1) || :
sha256sum --check --status --strict SHA256SUMS 2>/dev/null ||
    stop "校验和不符，安装包已损坏或被改动（${broken:-SHA256SUMS}）| checksums differ: the bundle is damaged or was changed (${broken:-SHA256SUMS})"
[ "$(uname -m)" = "$(cat MACHINE)" ] || stop "本安装包用于 $(cat MACHINE)，本机是 $(uname -m) | this bundle is for $(cat MACHINE), the machine is $(uname -m)"
glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d ' ' -f 2)
[ "$(printf '%s\n' "$(cat GLIBC)" "${glibc:-0}" | sort -V | head -n 1)" = "$(cat GLIBC)" ] ||
    stop "需要 glibc $(cat GLIBC) 以上，本机是 ${glibc:-无} | glibc $(cat GLIBC) or newer is needed, the machine has ${glibc:-none}"
# shellcheck disable=SC2046 # versions are words
python=$(sh ./find_python.sh $(cat PYTHONS)) || exit 2

# 2. The user who owns what changes, and the folders
opt=$prefix/opt/bianmu data=$prefix/var/lib/bianmu etc=$prefix/etc/bianmu
if [ -z "$prefix" ]; then
    id bianmu >/dev/null 2>&1 || useradd --system --user-group --home-dir "$data" --no-create-home --shell /usr/sbin/nologin bianmu
fi
if [ -z "$prefix" ] && ! setpriv --reuid=bianmu --regid=bianmu --init-groups "$python" -c '' 2>/dev/null; then
    stop "用户 bianmu 无法运行 $python，请用 PYTHON=/usr/bin/python3 指定 | the user bianmu may not run $python; name another with PYTHON=/usr/bin/python3" 2
fi
owned() { [ -n "$prefix" ] || chown bianmu:bianmu "$@"; }
mkdir -p "$opt/releases" "$opt/bin" "$data" "$etc"
# The settings stay root's: root starts the program with them, so the program must not be able to write them.
[ -n "$prefix" ] || chown root:bianmu "$etc"
owned "$data"
chmod 750 "$data" "$etc"

# 3. The program, in a folder of its own, so that a failed installation leaves the running one alone
version=$(cat VERSION)
release=$opt/releases/$version-$(sha256sum SHA256SUMS | cut -c 1-12)
if [ ! -f "$release/complete" ]; then
    unset PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX PIP_FIND_LINKS PIP_REQUIRE_VIRTUALENV 2>/dev/null || :
    rm -rf "$release"
    trap 'rm -rf "$release"' EXIT
    trap 'exit 1' HUP INT TERM
    echo "正在安装 $version（$python）| installing $version ($python)"
    "$python" -m venv "$release" >/dev/null || stop "无法建立 $release | cannot make $release"
    pip() { PIP_CONFIG_FILE=/dev/null "$release/bin/python" -m pip --disable-pip-version-check install --quiet --no-index "$@"; }
    pip --find-links wheels --require-hashes --requirement requirements.lock && pip --no-deps wheels/bianmu-*.whl ||
        stop "程序库未能安装，见上面的说明 | the libraries could not be installed, see above"
    touch "$release/complete"
    trap - EXIT HUP INT TERM
fi

# 4. Settings and keys, made once and never touched again
new_key() { od -An -v -N 32 -t x1 /dev/urandom | tr -d ' \n'; }
if [ ! -f "$etc/bianmu.env" ]; then
    umask 077
    [ -f "$etc/audit.key" ] || new_key >"$etc/audit.key"
    cat >"$etc/bianmu.env.new" <<END
# Settings of Bianmu; docs/operations.md describes every one. Keep this file and audit.key with your backups.
BIANMU_HOME=$data
BIANMU_SECRET_KEY=$(new_key)
BIANMU_AUDIT_KEY_FILE=$etc/audit.key
END
    owned "$etc/audit.key"
    mv "$etc/bianmu.env.new" "$etc/bianmu.env"
    umask 022
fi

# 5. Change over: stop, switch, bring the registry up to date, start; back to the old release when that fails
systemd=
[ -z "$prefix" ] && [ -d /run/systemd/system ] && systemd=yes
services() { [ -z "$systemd" ] || systemctl "$@"; }
switch_to() { ln -sfn "$1" "$opt/venv.new" && mv -T "$opt/venv.new" "$opt/venv"; }
before=$(readlink "$opt/venv" 2>/dev/null || :)
cp "$bundle/bianmu.sh" "$opt/bin/bianmu.new" && chmod 755 "$opt/bin/bianmu.new" && mv "$opt/bin/bianmu.new" "$opt/bin/bianmu"
cp "$bundle/README.txt" "$bundle/LICENSE" "$opt/"
if [ -n "$systemd" ]; then
    cp "$bundle/bianmu.service" "$bundle/bianmu-worker.service" /etc/systemd/system/
    systemctl daemon-reload
    systemctl stop bianmu bianmu-worker
fi
switch_to "$release"
if ! (cd "$data" && "$opt/bin/bianmu" db upgrade); then
    [ -z "$before" ] || switch_to "$before"
    [ -z "$before" ] || services start bianmu bianmu-worker || :
    stop "数据库未能升级${before:+，仍用原版本} | the registry could not be brought up to date${before:+; the version before stays in use}"
fi
services enable --quiet --now bianmu bianmu-worker
[ -n "$prefix" ] || ln -sf "$opt/bin/bianmu" /usr/local/bin/bianmu
for old in "$opt"/releases/*; do
    case $old in "$release" | "$before") ;; *) rm -rf "$old" ;; esac
done

command=bianmu
[ -z "$prefix" ] || command=$opt/bin/bianmu
echo "已安装编目 $version。首次使用请建立管理员：$command people bootstrap | Bianmu $version is installed; make the first administrators: $command people bootstrap"
[ -n "$systemd" ] || echo "启动：$command serve 与 $command worker | start it: $command serve, and $command worker"
