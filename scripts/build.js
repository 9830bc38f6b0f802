'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join, relative, resolve } = require('node:path');
const { exclusively } = require('./exclusive');
const { contentsOf, filesBelow, stampOf } = require('./file-stamp');

const root = resolve(__dirname, '..');
const dist = join(root, 'dist');
const sourceFolders = ['src', 'sandbox', 'examples', 'bench'];
const settingFiles = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map((name) => join(root, name));

/**
 * Compiles the sources into `dist/` and the workflows into `dist/workflow-bundle.js`. Does nothing when neither has
 * changed since the last time, and waits for its turn when it already runs elsewhere in this checkout.
 * Ends with 1 when the compiler finds a fault.
 */
async function build() {
  if (!compile()) return 1;
  await bundle();
  return 0;
}

/** Runs the compiler unless the sources are those of the last time. Says whether all is well. */
function compile() {
  const sources = sourceFolders.flatMap((name) => filesBelow(join(root, name))).filter((file) => file.endsWith('.ts'));
  const stamp = stampOf([...sources, ...settingFiles]);
  const stampFile = join(dist, '.sources-stamp');
  if (read(stampFile) === stamp) return true;
  removeOrphans(new Set(sources.map((file) => relative(root, file))));
  const tsc = require.resolve('typescript/bin/tsc', { paths: [root] });
  const buildInfo = join(dist, '.tsbuildinfo');
  const args = [tsc, '-p', 'tsconfig.build.json', '--incremental', '--tsBuildInfoFile', buildInfo];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) return false;
  mkdirSync(dist, { recursive: true });
  writeFileSync(stampFile, stamp);
  return true;
}

/** Takes away what was compiled from sources that are gone. @param {Set<string>} sources paths below the root */
function removeOrphans(sources) {
  for (const name of sourceFolders) {
    for (const file of filesBelow(join(dist, name))) {
      const source = relative(dist, file).replace(/\.js(\.map)?$/, '.ts');
      if (source.endsWith('.ts') && !sources.has(source)) rmSync(file);
    }
  }
}

/** Prebuilds the workflow bundle when there are workflows. They import `core` and each other only: lint sees to it. */
async function bundle() {
  const workflowsPath = join(dist, 'src', 'workflows', 'index.js');
  const bundleFile = join(dist, 'workflow-bundle.js');
  if (!existsSync(workflowsPath)) return;
  const inputs = ['workflows', 'core'].flatMap((name) => filesBelow(join(dist, 'src', name)));
  const stamp = contentsOf([...inputs.filter((file) => file.endsWith('.js')), join(root, 'package-lock.json')]);
  const stampFile = join(dist, '.bundle-stamp');
  if (existsSync(bundleFile) && read(stampFile) === stamp) return;
  const { bundleWorkflowCode } = require('@temporalio/worker');
  const logger = { log() {}, trace() {}, debug() {}, info() {}, warn: complain, error: complain };
  const { code } = await bundleWorkflowCode({ workflowsPath, logger });
  writeFileSync(bundleFile, code);
  writeFileSync(stampFile, stamp);
}

/** @param {string} message */
function complain(message) {
  process.stderr.write(`${message}\n`);
}

/** The text of a file, or `undefined` when there is none. @param {string} file */
function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

exclusively(join(root, 'node_modules', '.cache', 'assetferry', 'build.lock'), build).then(
  (status) => {
    process.exitCode = status;
  },
  (error) => {
    complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  },
);
