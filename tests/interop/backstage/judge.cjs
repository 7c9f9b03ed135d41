// Reads a catalog-info.yaml as Backstage does, and prints one JSON line for each of its documents:
// the entity, and what Backstage's own schemas and policies have against it.
const { readFileSync } = require('node:fs');
const { parseAllDocuments } = require('yaml');
const model = require('@backstage/catalog-model');

const policies = [
  new model.SchemaValidEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(),
  new model.FieldFormatEntityPolicy(),
];
const envelope = model.entityEnvelopeSchemaValidator();
const schema = model.entitySchemaValidator();

const checks = [
  async (entity) => envelope(entity),
  async (entity) => schema(entity),
  ...policies.map((policy) => async (entity) => policy.enforce(entity)),
  async (entity) => {
    if (!(await model.componentEntityV1alpha1Validator.check(entity))) {
      throw new Error('this is no Component of v1alpha1');
    }
  },
  async (entity) => model.parseEntityRef(entity.spec.owner, { defaultKind: 'Group' }),
];

const errorsOf = async (entity) => {
  const errors = [];
  for (const check of checks) {
    await check(entity).catch((error) => errors.push(error.message));
  }
  return errors;
};

const main = async () => {
  for (const document of parseAllDocuments(readFileSync(0, 'utf8'))) {
    const entity = document.toJSON();
    const errors = [...document.errors.map((error) => error.message), ...(await errorsOf(entity))];
    process.stdout.write(`${JSON.stringify({ entity, errors })}\n`);
  }
};

main();
