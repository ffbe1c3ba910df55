#!/bin/sh
# Git runs this credential helper to get a login. Git writes on standard input which host the login is for; the worker put the login
# into environment variables. So neither stands in a command line, which every user of the machine can read. (An askpass program would
# get its question in the command line, and the question holds the user name, which may be a token.)
# It answers only for the remote's own scheme, host and port, because git also asks for the host of a redirect or of a proxy.
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
