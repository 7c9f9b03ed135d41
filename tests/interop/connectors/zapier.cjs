// Loads a Zapier app and prints one JSON line: what the validator says, and what its steps give.
const { compileApp, serializeApp } = require('zapier-platform-core/src/tools/schema');
const { createAppTester } = require('zapier-platform-core');
const { validateAppDefinition } = require('zapier-platform-schema');

const [folder, orders] = process.argv.slice(2);
const app = require(folder);
const printed = (value) => process.stdout.write(`\n${JSON.stringify(value)}\n`);

const errors = () =>
  validateAppDefinition(serializeApp(compileApp({ ...app }))).errors.map((error) => error.stack);

const stepOf = (name) => name.split('.').reduce((part, key) => part[key], app);

const run = async ({ authData, steps }) => {
  const tester = createAppTester(app);
  const given = [];
  for (const [name, inputData] of steps) {
    const step = stepOf(name);
    given.push(await tester(step.operation ? step.operation.perform : step, { authData, inputData }));
  }
  return given;
};

const main = async () => (orders ? run(JSON.parse(orders)) : errors());

main().then(printed, (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
