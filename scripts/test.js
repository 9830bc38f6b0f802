'use strict';
const { spawnSync } = require('node:child_process');
const { mkdirSync, rmSync } = require('node:fs');
const { join, resolve } = require('node:path');

/**
 * `npm test`: builds, then runs jest with the arguments given. What jest counted is left in `.ci/result.json`.
 * Ends with the exit code of the step that failed.
 */
const root = resolve(__dirname, '..');
const resultFile = join(root, '.ci', 'result.json');

function run(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return status ?? 1;
}

mkdirSync(join(root, '.ci'), { recursive: true });
rmSync(resultFile, { force: true });
const built = run([join(root, 'scripts', 'build.js')]);
process.exitCode =
  built ||
  run([
    // Jest loads packages that are ESM only (file-type) by Node's own module loader, which Node calls experimental.
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--json',
    `--outputFile=${resultFile}`,
    ...process.argv.slice(2),
  ]);
