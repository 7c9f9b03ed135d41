#!/bin/sh
# Makes the secrets of a trial with compose, each once, in .local/compose, which git leaves alone.
set -eu
umask 022
cd "$(dirname "$0")/.."
mkdir -p .local && chmod 700 .local
mkdir -p .local/compose
for name in app_secret database_password database_admin_password; do
    [ -s ".local/compose/$name" ] || od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >".local/compose/$name"
done
printf 'postgresql://app:%s@database:5432/app' "$(cat .local/compose/database_password)" >.local/compose/database_url
