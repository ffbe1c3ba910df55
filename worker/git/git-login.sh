#!/bin/sh
# Git asks this credential helper for a login, and tells for which place on standard input; the worker gave both by environment. So
# neither question nor answer stands in a command line, where everybody on the machine could read it. (The question that git puts to
# an askpass program does: it holds the user name, which may be a token.)
# Only the remote's own scheme, host and port is answered: git also asks for a place that it was sent on to, or for a proxy.
[ "$1" = get ] || exit 0
newline='
'
protocol='' host='' username=''
while IFS= read -r line; do
  case "$line" in
    protocol=*) protocol=${line#protocol=} ;;
    host=*) host=${line#host=} ;;
    username=*) username=${line#username=} ;;
  esac
done
[ "$protocol://$host" = "$BGAGENT_GIT_ORIGIN" ] || exit 0
[ "$username" = '' ] || [ "$username" = "$BGAGENT_GIT_USER" ] || exit 0
printf 'username=%s\npassword=%s\n' "${BGAGENT_GIT_USER%%"$newline"*}" "${BGAGENT_GIT_PASSWORD%%"$newline"*}"
