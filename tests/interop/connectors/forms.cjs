// Judges values by JSON Schema as Postman's sandbox does; prints one JSON list of yes and no.
const Ajv = require('ajv');

const pairs = JSON.parse(require('node:fs').readFileSync(0, 'utf-8'));
const judged = pairs.map(([form, value]) =>
  new Ajv({ allErrors: true, logger: false }).validate(form, value),
);

process.stdout.write(JSON.stringify(judged));
