#!/bin/sh
# The first process of a container must wait for orphans. Where the engine put an init there (docker run --init, ECS initProcessEnabled),
# the program runs right below it, else below tini: the runner ends all processes of a command in one call where its parent is the first one.
if [ "$$" = 1 ]; then
  exec tini -- "$@"
fi
exec "$@"
