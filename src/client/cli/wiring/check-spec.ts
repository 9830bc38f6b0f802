import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorFacts } from '../../../core/error-facts';
import { countOf, formatCount } from '../../../core/format';
import type { BatchOptions } from '../../../core/batch';
import type { Location } from '../../../core/location';
import type { JobSpec } from '../../../core/spec';
import { readBatchRows } from '../../../planning/batch/read-rows';
import { LocationCache } from '../../../providers/location-cache';
import { providerNamed } from '../../../providers/registry';
import { loadSettings } from '../../../settings';
import { openUrlTable } from '../../../tables/url-table';
import { CommandError, exitCodes } from '../exit-codes';
import { withInstallation } from '../runtime';
import { talk } from '../talk';
import { lookAtMigration, sayWhere } from './look-at-migration';

/** Looks for faults that a person can mend at once: no such folder, no credentials, a CSV that is not what it should be. */
export async function checkSpec(spec: JobSpec): Promise<void> {
  const locations = await locationsOf(spec);
  const settings = loadSettings();
  const problems = new Set<string>();
  for (const { provider, profile } of locations) {
    for (const problem of providerNamed(provider).checkSettings((key) => settings.setting(key, profile))) {
      problems.add(problem);
    }
  }
  if (problems.size > 0) throw new CommandError([...problems].join('\n'), exitCodes.credentials);
  if (spec.planner === 'migration') sayWhere(spec, await serviceOf(spec));
}

/** The destination's account in words, without a call to it. */
function serviceOf(spec: JobSpec): Promise<string> {
  return withInstallation(
    async ({ state }) => new LocationCache(loadSettings, state.facts, state.callCounts).destination(spec).service,
  );
}

/** The locations whose settings the job needs; what its own files say is looked at on the way. */
async function locationsOf(spec: JobSpec): Promise<Location[]> {
  const { source, destination } = spec;
  switch (spec.planner) {
    case 'transfer':
      if (spec.batch !== undefined) return [...(await batchLocations(spec.batch)), destination];
      if (source.provider === 'local') await mustBeDirectory(source.root);
      return [source, destination];
    case 'migration':
      await mustBeWritable(spec.migration.resultsDir);
      await lookAtMigration(spec);
      return [destination];
    case 'probe': {
      await mustBeWritable(spec.probe.resultsDir);
      const { table, column } = await openUrlTable(spec.probe);
      talk.say(`The URLs are in column "${column}" of ${table.name}.`);
      return [];
    }
    case 'urls':
      await mustBeWritable(dirname(destination.root));
      return [source];
    case 'sync':
      await mustBeDirectory(source.root);
      return spec.sync.services;
    case 'scrape':
      return [source];
  }
}

/** A folder that results go to, or the nearest above it that is there, must let itself be written to. */
async function mustBeWritable(dir: string): Promise<void> {
  const found = await stat(dir).catch((error: unknown) => {
    if (errorFacts(error).code === 'ENOENT' && dirname(dir) !== dir) return undefined;
    throw new CommandError(`${dir} cannot be used: ${errorFacts(error).message}`, exitCodes.usage);
  });
  if (found === undefined) return mustBeWritable(dirname(dir));
  if (!found.isDirectory()) {
    throw new CommandError(`${dir} is not a folder. Name one for the results with --results-dir.`, exitCodes.usage);
  }
  await access(dir, constants.W_OK | constants.X_OK).catch(() => {
    throw new CommandError(
      `The folder ${dir} may not be written to. Name another for the results with --results-dir or --output.`,
      exitCodes.usage,
    );
  });
}

async function mustBeDirectory(root: string): Promise<void> {
  const found = await stat(root).catch(() => undefined);
  if (found === undefined) throw new CommandError(`There is no directory ${root}.`, exitCodes.usage);
  if (!found.isDirectory())
    throw new CommandError(`${root} is not a directory. Name the folder the files are in.`, exitCodes.usage);
}

/** A location of each provider that the rows need; says what was found in the file. */
async function batchLocations(batch: BatchOptions): Promise<Location[]> {
  const rows = await readBatchRows(batch);
  if (rows.length === 0) {
    throw new CommandError(`${batch.file} has a header and no rows: there is nothing to do.`, exitCodes.usage);
  }
  const bad = rows.filter(({ state }) => state === 'invalid');
  const duplicates = rows.filter(({ state }) => state === 'duplicate');
  const folders = rows.length - bad.length - duplicates.length;
  talk.say(
    `${countOf(rows.length, 'row')}: ${countOf(folders, 'folder')}, ${formatCount(duplicates.length)} named before, ${formatCount(bad.length)} that cannot be read.`,
  );
  for (const { index, problem } of bad.slice(0, 5)) talk.say(`  row ${index}: ${problem ?? ''}`);
  const byProvider = new Map<string, Location>();
  for (const { location } of rows) if (location !== undefined) byProvider.set(location.provider, location);
  return [...byProvider.values()];
}
