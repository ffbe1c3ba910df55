#!/bin/sh
# Git asks this program for user name and password; the worker gave both by environment, so they stand in no command line.
# Only the remote's own scheme, host and port is answered: git also asks for a place that it was sent on to, or for a proxy.
# Git writes the user name into the question for the password as it is; newer ones encode it.
case "$1" in
  "Username for '$BGAGENT_GIT_ORIGIN': ") printf '%s\n' "$BGAGENT_GIT_USER" ;;
  "Password for '$BGAGENT_GIT_LOGIN': " | "Password for '$BGAGENT_GIT_LOGIN_ENCODED': ") printf '%s\n' "$BGAGENT_GIT_PASSWORD" ;;
  *) exit 1 ;;
esac
