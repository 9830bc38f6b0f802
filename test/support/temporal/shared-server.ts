/** The address of the Temporal server that runs for all tests of this run; its namespace is `default`. */
export function sharedTemporalAddress(): string {
  return fromSetup('FERRY_TEST_TEMPORAL_ADDRESS');
}

/** The Temporal CLI, for a test that starts a server of its own by `startTemporal`. */
export function temporalCli(): string {
  return fromSetup('FERRY_TEST_TEMPORAL_CLI');
}

function fromSetup(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is set by test/setup/global-setup.ts: run tests with \`npm test\`.`);
  return value;
}
