"""The program of every Zapier app: the same bytes for each, all that differs is data beside it."""

INDEX_JS = """\
'use strict';

// Made by microapp; what it serves is in definition.json.
const { randomUUID } = require('node:crypto');
const { version: platformVersion } = require('zapier-platform-core');
const definition = require('./definition.json');

const isGiven = (value) => value !== undefined && value !== null && value !== '';

const chosen = (fields, input) =>
  Object.fromEntries(
    fields
      .filter((field) => isGiven(input[field.key]))
      .map((field) => [field.name, meant(field, input[field.key])]),
  );

const meant = (field, value) => {
  if (field.json) return parsed(value);
  if (field.text_or_json) return parsedOrText(value);
  return field.one_or_more && Array.isArray(value) && value.length === 1 ? value[0] : value;
};

const parsed = (value) => (typeof value === 'string' ? JSON.parse(value) : value);

const parsedOrText = (value) => {
  try {
    const made = parsed(value);
    return typeof made === 'object' ? made : value;
  } catch {
    return value;
  }
};

const baseOf = (bundle) => String(bundle.authData.base_url).replace(/\\/+$/, '');

const pathOf = (call, input) =>
  call.path.reduce((path, part, position) => {
    const isField = position % 2 === 1;
    return path + (isField ? encodeURIComponent(String(input[part])) : part);
  }, '');

const ask = (z, bundle, call, more = {}) =>
  z.request({
    method: call.method,
    url: baseOf(bundle) + pathOf(call, bundle.inputData),
    params: { ...call.always, ...chosen(call.query, bundle.inputData) },
    headers: {
      Accept: 'application/json',
      ...(call.idempotent ? { 'Idempotency-Key': randomUUID() } : {}),
    },
    ...(call.body ? { body: chosen(call.body, bundle.inputData) } : {}),
    ...more,
  });

const named = (call, thing) => ({ ...thing, id: thing[call.id] });

const newestFirst = (call, things) =>
  call.newest
    ? [...things].sort((a, b) => String(b[call.newest]).localeCompare(String(a[call.newest])))
    : things;

const list = (call) => async (z, bundle) => {
  const response = await ask(z, bundle, call);
  const things = call.items.reduce((value, step) => value[step], response.data);
  return newestFirst(call, things.map((thing) => named(call, thing)));
};

const read = (call) => async (z, bundle) => {
  const response = await ask(z, bundle, call, { skipThrowForStatus: true });
  if (response.status === 404) return [];
  response.throwForStatus();
  return [named(call, response.data)];
};

const create = (call) => async (z, bundle) => {
  const response = await ask(z, bundle, call);
  const made = response.data;
  return made && typeof made === 'object' && !Array.isArray(made) ? made : { made };
};

const test = (z, bundle) => ask(z, bundle, definition.test);

const proveWhoCalls = (request, z, bundle) => {
  const { place, name, prefix } = definition.key;
  const isOurs = place && request.url.startsWith(`${baseOf(bundle)}/`);
  if (isOurs && place === 'header') request.headers[name] = prefix + bundle.authData.token;
  if (isOurs && place === 'query') request.params[name] = bundle.authData.token;
  return request;
};

const kinds = { list, read, create };

const steps = (group) =>
  Object.fromEntries(
    Object.entries(group).map(([key, { call, ...step }]) => [
      key,
      { ...step, operation: { ...step.operation, perform: kinds[call.kind](call) } },
    ]),
  );

module.exports = {
  version: definition.version,
  platformVersion,
  authentication: { ...definition.authentication, test },
  beforeRequest: [proveWhoCalls],
  triggers: steps(definition.triggers),
  searches: steps(definition.searches),
  creates: steps(definition.creates),
};
"""
