-- Runs once in an empty database server: the service's account owns its database and can bypass nothing
\set password `cat /run/secrets/database_password`
CREATE ROLE app LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE DATABASE app OWNER app;
