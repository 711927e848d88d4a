#!/bin/sh
# Makes .venv, or brings it up to date, from lock files. Usage: environment.sh LOCK...
# A .venv that could not be finished is taken away again; one that worked before stays as it was.
set -eu
cd "$(dirname "$0")/../.."
unset PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV 2>/dev/null || :

stop() {
    echo "$1" >&2
    exit 2
}

# Whose venv it is: a clone that was moved or copied brings scripts that start another folder's Python.
identity() { "$1" -c 'import sys; print(sys.base_prefix, sys.version)' 2>/dev/null; }
usable() {
    [ "$(cat .venv/made-in 2>/dev/null || pwd -P)" = "$(pwd -P)" ] || return 1
    .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || return 1
    [ -z "${PYTHON:-}" ] || [ "$(identity .venv/bin/python)" = "$(identity "$PYTHON")" ]
}

if ! usable; then
    python=$(sh portal/deploy/find_python.sh) || exit 2
    rm -rf .venv
    trap 'rm -rf .venv' EXIT
    trap 'exit 2' HUP INT TERM
    echo "正在用 $python 建立 .venv | making .venv with $python"
    "$python" -m venv .venv >/dev/null || stop "无法建立 .venv，请先安装：apt install python3-venv | .venv could not be made; install: apt install python3-venv"
    pwd -P >.venv/made-in
fi

install() { .venv/bin/python -m pip --disable-pip-version-check install --quiet "$@"; }

echo "正在安装 $* 中的库（首次约一分钟）| installing the libraries of $* (the first time takes about a minute)"
for lock; do
    set -- "$@" -r "$lock"
    shift
done
# What builds comes first, so that libraries that come as source only are built by what the lock says, and not by what is newest today.
install --require-hashes -r portal/deploy/build.lock &&
    install --require-hashes --no-build-isolation --use-pep517 "$@" &&
    install --no-deps --no-build-isolation --no-index --editable . ||
    stop "库未能安装；不能上网时请设 PIP_NO_INDEX=1 PIP_FIND_LINKS=<wheel 目录> | the libraries could not be installed; without a network set PIP_NO_INDEX=1 PIP_FIND_LINKS=<folder of wheels>"
trap - EXIT
