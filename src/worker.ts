import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { createActivities } from './activities';
import { FailureInterceptor } from './activities/failure-interceptor';
import type { ActivityPorts } from './activities/ports';
import { TemporalQuotaGates } from './activities/temporal-quota-gates';
import { exitWithParent, tellParent } from './embedded/parent-process';
import { registerSearchAttributes } from './embedded/register-search-attributes';
import { JobSources } from './planning/job-sources';
import { openPlanner } from './planning/open-planner';
import { RowTables } from './planning/rows/row-tables';
import { WebClients } from './providers/http/web-clients';
import { LocationCache } from './providers/location-cache';
import type { SyncSpec } from './core/spec';
import { loadSettings, SettingsError, type Settings, type TemporalSettings } from './settings';
import { StateDatabaseError } from './state/database';
import { openState } from './state/state';
import { InputCopies } from './tables/input-copies';
import { mainQueue } from './workflows/queue-names';

/** Activities at once in one worker: lanes are counted by jobs, this only bounds the process. */
const activitiesAtOnce = 200;
const cachedWorkflows = 300;
/** A running upload gets so long to end when the worker is told to stop; then another worker does it again. */
const shutdownGraceMs = 10_000;

/** Exit codes of spec section 2. */
const exitUsage = 2;
const exitUnreachable = 5;

/** The composition root of a worker: settings, providers, activities, and the Temporal worker that runs them. */
async function main(): Promise<void> {
  const log = pino({ level: 'info', base: { pid: process.pid } }, pino.destination(2));
  const settings = loadSettings();
  installRuntime(log);
  const state = await openState(settings.databaseUrl);
  const temporal = settings.temporal;
  const connection = await NativeConnection.connect(connectOptions(temporal));
  const clientConnection = await Connection.connect(connectOptions(temporal));
  const client = new Client({ connection: clientConnection, namespace: temporal.namespace });
  await registerSearchAttributes(clientConnection, temporal.namespace);
  const locations = new LocationCache(loadSettings, state.facts, state.callCounts);
  const sources = new JobSources(locations, state.batchRows);
  const copies = new InputCopies(settings.inputsDir);
  const tables = new RowTables(copies);
  const ends = {
    openSource: (job: Parameters<JobSources['open']>[0]) => sources.open(job),
    openDestination: (spec: Parameters<LocationCache['destination']>[0]) => locations.destination(spec),
    openAlbums: (spec: SyncSpec, half: string) => locations.albumsOf(spec, half),
  };
  const ports: ActivityPorts = {
    state,
    ...ends,
    planner: (job) => openPlanner(job, { ...ends, state, names: state.names, tables }),
    openLocation: (location) => locations.sourceAt(location, 0),
    tables,
    copies,
    safeCells: settings.safeCells,
    web: new WebClients(),
    forgetLocations: () => {
      locations.forget();
      sources.forget();
    },
    quotaGates: new TemporalQuotaGates(client),
    reportsDir: settings.reportsDir,
    scratchDir: settings.scratchDir,
  };
  const worker = await createWorker(connection, settings, ports);
  const stop = (): void => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  exitWithParent(stop);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const running = worker.run();
  await tellParent({ ready: true });
  log.info({ address: temporal.address, queue: mainQueue }, 'worker is ready');
  await running;
  await ports.web.close();
  await clientConnection.close();
  await connection.close();
  await state.close();
}

function createWorker(connection: NativeConnection, settings: Settings, ports: ActivityPorts): Promise<Worker> {
  const bundle = join(__dirname, '..', 'workflow-bundle.js');
  return Worker.create({
    connection,
    namespace: settings.temporal.namespace,
    taskQueue: mainQueue,
    ...(existsSync(bundle)
      ? { workflowBundle: { codePath: bundle } }
      : { workflowsPath: require.resolve('./workflows/index') }),
    activities: createActivities(ports),
    interceptors: {
      activity: [(context) => ({ inbound: new FailureInterceptor(context, ports.forgetLocations) })],
    },
    maxConcurrentActivityTaskExecutions: activitiesAtOnce,
    maxCachedWorkflows: Number(settings.setting('FERRY_MAX_CACHED_WORKFLOWS') ?? cachedWorkflows),
    maxHeartbeatThrottleInterval: '5s',
    defaultHeartbeatThrottleInterval: '5s',
    shutdownGraceTime: shutdownGraceMs,
    reuseV8Context: true,
  });
}

function connectOptions({ address, apiKey, tlsCertPath, tlsKeyPath }: TemporalSettings) {
  const certificate =
    tlsCertPath === undefined || tlsKeyPath === undefined
      ? undefined
      : { clientCertPair: { crt: readFileSync(tlsCertPath), key: readFileSync(tlsKeyPath) } };
  return {
    address: address ?? '127.0.0.1:7233',
    apiKey,
    tls: certificate ?? (apiKey === undefined ? undefined : true),
  };
}

/** Temporal's own words go where ours go. */
function installRuntime(log: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      log[level === 'ERROR' ? 'error' : 'warn']({ ...meta }, message);
    }),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'WARN' } } },
  });
}

/** What a failed start means for whoever started us. */
function explain(error: unknown): { failed: string; exitCode: number } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SettingsError) return { failed: message, exitCode: exitUsage };
  if (error instanceof StateDatabaseError) return { failed: message, exitCode: exitUnreachable };
  return { failed: `The worker cannot start: ${message}`, exitCode: exitUnreachable };
}

main().then(
  () => process.exit(0),
  async (error: unknown) => {
    const why = explain(error);
    process.stderr.write(`${why.failed}\n`);
    await tellParent(why);
    process.exit(why.exitCode);
  },
);
