'use strict';
const { existsSync, readFileSync } = require('node:fs');

/**
 * `node count-results.js <jest's JSON result> <steps that failed>` prints `N passed, N failed, N skipped`, and ends with
 * 1 when anything failed. A suite that could not run counts as one failure, and so does a run without any result.
 * A step that failed is said by the exit code, and counted when no test tells of it.
 */
const [, , resultFile = '', faults = '0'] = process.argv;
const result = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : {};
const passed = result.numPassedTests ?? 0;
const broken = (result.numFailedTests ?? 0) + (result.numRuntimeErrorTestSuites ?? 0);
const failed = Math.max(broken, Number(faults) > 0 || passed === 0 ? 1 : 0);
const skipped = (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0);
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed > 0 ? 1 : 0;
