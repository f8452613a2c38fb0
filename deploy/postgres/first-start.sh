#!/bin/sh
# Runs once, when the database volume is empty: the owner of the tables and its database. The door's role comes with
# `manage.py door_role` after the tables exist.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --dbname postgres \
  --set "password=$(cat /run/secrets/site_db_password)" <<'SQL'
CREATE ROLE answerable LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE answerable OWNER answerable;
REVOKE ALL ON DATABASE answerable FROM PUBLIC;
GRANT CONNECT ON DATABASE answerable TO PUBLIC;
SQL
