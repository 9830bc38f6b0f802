'use strict';
// A program of its own: what is replayed is the bundle that workers run.
const { DefaultLogger, Runtime, Worker } = require('@temporalio/worker');
const { readdirSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

/** Replays every history of a folder with the compiled workflows; prints a JSON line with what did not come out the same. */
async function main(directory) {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const histories = readdirSync(directory).map((file) => ({
    workflowId: file,
    history: JSON.parse(readFileSync(join(directory, file), 'utf8')),
  }));
  const codePath = resolve(__dirname, '..', '..', 'dist', 'workflow-bundle.js');
  const failures = [];
  let replayed = 0;
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: { codePath } }, histories)) {
    replayed += 1;
    if (error !== undefined) failures.push(`${workflowId}: ${error.message}`);
  }
  process.stdout.write(`${JSON.stringify({ replayed, failures })}\n`);
}

main(process.argv[2]).then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
