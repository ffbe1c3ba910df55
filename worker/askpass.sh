#!/bin/sh
# Git asks this program for user name and password; the worker gave both by environment, so they stand in no command line.
case "$1" in
  Username*) printf '%s\n' "$BGAGENT_GIT_USER" ;;
  *) printf '%s\n' "$BGAGENT_GIT_PASSWORD" ;;
esac
