# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by ./dev: installs what a command needs and does not find. Nothing is printed, and no
# package list is fetched, where everything is there.

packages_file=$root/tests/tools/packages

# ensure_packages SET…: install what is missing of these sets, or say what to install and fail.
ensure_packages ()
{
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    check_elsewhere "$@"
    return
  fi

  local normal=() backports=()
  missing_packages "$@"
  if [ ${#normal[@]} -eq 0 ] && [ ${#backports[@]} -eq 0 ]; then
    return 0
  fi

  echo "./dev is going to install with apt:"
  printf '%s\n' "${normal[@]}" "${backports[@]}" | sort | fold_words
  install_missing
}

# Fills the arrays normal and backports of the caller.
missing_packages ()
{
  local set source package purpose wanted_sets=" $* " name
  local -A have=()

  while read -r set name source; do
    [ "$set" = installed ] && have[$name]=$source
  done < <(dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\n' 2>/dev/null)

  while read -r set source package purpose; do
    case $wanted_sets in
      *" $set "*) ;;
      *) continue ;;
    esac
    name=${package%%>=*}
    if [ -n "${have[$name]-}" ]; then
      [ "$name" = "$package" ] && continue
      dpkg --compare-versions "${have[$name]}" ge "${package#*>=}" && continue
    fi
    if [ "$source" = backports ] && is_bookworm; then
      backports+=("$name")
    else
      normal+=("$name")
    fi
  done < <(grep -v '^#' "$packages_file")
}

is_bookworm ()
{
  (. /etc/os-release && [ "${VERSION_CODENAME-}" = bookworm ])
}

fold_words ()
{
  tr '\n' ' ' | fold -s -w 96 | sed 's/^/  /'
  echo
}

as_root=()

# Installs the caller's normal and backports.
install_missing ()
{
  local packages=("${normal[@]}" "${backports[@]}") fresh_prosody=no
  as_root=()

  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Only root can do that here, and there is no sudo. Please run as root:"
      echo "  apt-get install --no-install-recommends ${packages[*]}"
      return 1
    fi
    as_root=(sudo)
    [ -t 0 ] || as_root+=(-n)
  fi
  as_root+=(env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8)

  dpkg-query -W -f '${db:Status-Status}' prosody 2>/dev/null | grep -qx installed \
    || fresh_prosody=yes
  apt update || return 1
  [ ${#backports[@]} -eq 0 ] || add_backports || return 1

  keep_prosody_asleep
  local result=0
  if [ ${#normal[@]} -gt 0 ]; then
    apt install "${normal[@]}" || result=1
  fi
  if [ $result -eq 0 ] && [ ${#backports[@]} -gt 0 ]; then
    apt install -t bookworm-backports "${backports[@]}" || result=1
  fi
  let_services_start
  # The tests start a server of their own; this machine is not to become one at its next start.
  if [ $fresh_prosody = yes ] && [ -e /etc/init.d/prosody ]; then
    "${as_root[@]}" update-rc.d prosody disable >/dev/null 2>&1 || true
  fi
  return $result
}

# apt VERB ARG…: apt-get without questions; shows its output only where it fails.
apt ()
{
  local verb=$1 log
  shift
  log=$(mktemp)
  [ "$verb" = update ] && echo "Fetching the package lists …" || echo "Installing …"
  if [ "$verb" = install ]; then
    set -- -y --no-install-recommends "$@"
  fi
  if ! "${as_root[@]}" apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 \
      "$verb" "$@" >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log"
    rm -f "$log"
    echo "apt-get $verb failed; its last lines are above."
    return 1
  fi
  rm -f "$log"
}

backports_list=/etc/apt/sources.list.d/kith-backports.list

# bookworm-backports, from the mirror that this machine already uses for bookworm.
add_backports ()
{
  local line uri key
  if apt-get indextargets --format '$(CODENAME)' | grep -qx bookworm-backports; then
    return 0
  fi
  line=$(apt-get indextargets --format '$(REPO_URI) $(SIGNED_BY)' \
           'Codename: bookworm' 'Created-By: Packages' | sort -u | head -n 1)
  read -r uri key <<<"$line"
  if [ -z "$uri" ]; then
    echo "No source of Debian 12 (bookworm) is set up in apt, so its backports cannot be found."
    return 1
  fi
  case $key in
    /*) ;;
    *) key=/usr/share/keyrings/debian-archive-keyring.gpg ;;
  esac
  echo "Adding bookworm-backports to apt's sources ($backports_list)."
  echo "deb [signed-by=$key] $uri bookworm-backports main" \
    | "${as_root[@]}" tee "$backports_list" >/dev/null
  if ! apt update; then
    "${as_root[@]}" rm -f "$backports_list"
    return 1
  fi
}

policy_rc_d=/usr/sbin/policy-rc.d

# Installing Prosody would start it as a system service: forbid that, and that alone.
keep_prosody_asleep ()
{
  made_policy=no
  [ -e "$policy_rc_d" ] && return 0
  made_policy=yes
  trap let_services_start EXIT
  printf '%s\n' '#!/bin/sh' 'case " $* " in *" prosody "*) exit 101 ;; esac' 'exit 0' \
    | "${as_root[@]}" tee "$policy_rc_d" >/dev/null
  "${as_root[@]}" chmod 755 "$policy_rc_d"
}

let_services_start ()
{
  if [ "${made_policy-no}" = yes ]; then
    "${as_root[@]}" rm -f "$policy_rc_d"
    made_policy=no
    trap - EXIT
  fi
}

# Not a Debian: look for what can be looked for, and say by purpose what is needed.
check_elsewhere ()
{
  local wanted_sets=" $* " set source package purpose tool lacking=no
  for tool in cc pkg-config meson ninja msgfmt; do
    command -v $tool >/dev/null || lacking=yes
  done
  if [ $lacking = no ] \
      && pkg-config --exists gtk4 libadwaita-1 libsecret-1 libstrophe expat sqlite3 gnutls json-glib-1.0; then
    case $wanted_sets in
      " build ") return 0 ;;
    esac
    if command -v prosodyctl >/dev/null && /usr/bin/python3 -c 'import slixmpp, PIL' 2>/dev/null \
        && { [ "${wanted_sets/screen/}" = "$wanted_sets" ] || command -v Xvfb >/dev/null; }; then
      return 0
    fi
  fi

  echo "./dev installs packages by itself on Debian 12, Debian 13 and Ubuntu 26.04."
  echo "Here, please install with your system's package manager, then run it again:"
  while read -r set source package purpose; do
    case $wanted_sets in
      *" $set "*) echo "  - $purpose" ;;
    esac
  done < <(grep -v '^#' "$packages_file")
  return 1
}
