#!/bin/sh
# Prints the Python to build with: $PYTHON when it is given, otherwise the newest one found that can make a venv.
# Usage: find_python.sh [VERSION...]   with versions (3.11 3.13), only these will do. Exit code 2 and one line when there is none.
set -eu
wanted=" $* "

# A name on the PATH may be a launcher for a Python that is not there, so each candidate is run, not only looked for.
look='
import sys
version = "%d.%d" % sys.version_info[:2]
try:
    import ensurepip, venv
    print(version + " venv")
except ImportError:
    print(version + " bare")
'

fits() {
    case $1 in [012].* | 3.[0-9] | 3.10) return 1 ;; esac
    [ "$wanted" = "  " ] && return 0
    case $wanted in *" $1 "*) return 0 ;; esac
    return 1
}

candidates() {
    if [ -n "${PYTHON:-}" ]; then
        echo "$PYTHON"
        return
    fi
    minor=29
    while [ "$minor" -ge 11 ]; do
        echo "python3.$minor"
        minor=$((minor - 1))
    done
    echo python3
}

bare= other=
while IFS= read -r candidate; do
    found=$(command -v "$candidate" 2>/dev/null) || continue
    answer=$("$found" -c "$look" 2>/dev/null) || continue
    version=${answer% *}
    if ! fits "$version"; then
        other=${other:-$version}
    elif [ "${answer#* }" = venv ]; then
        echo "$found"
        exit 0
    else
        bare=${bare:-$version}
    fi
done <<END
$(candidates)
END

needed="3.11+"
[ "$wanted" = "  " ] || needed=$(echo $wanted | sed 's/ / \/ /g')
if [ -n "$bare" ]; then
    echo "Python $bare 不带 venv，请先安装：apt install python$bare-venv | Python $bare is here without venv; install it: apt install python$bare-venv" >&2
elif [ -n "${PYTHON:-}" ]; then
    echo "PYTHON=$PYTHON ${other:+($other) }不可用，需要 Python $needed | PYTHON=$PYTHON ${other:+($other) }will not do; Python $needed is needed" >&2
else
    echo "需要 Python $needed（本机：${other:-无}），请先安装：apt install python3 python3-venv | Python $needed is needed (here: ${other:-none}); install it: apt install python3 python3-venv" >&2
fi
exit 2
