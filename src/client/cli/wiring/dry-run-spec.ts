import { randomUUID } from 'node:crypto';
import type { JobSpec } from '../../../core/spec';
import { dryRun } from '../../../planning/dry-run';
import { drySource } from '../../../planning/job-sources';
import { openPlanner } from '../../../planning/open-planner';
import { RowTables } from '../../../planning/rows/row-tables';
import { LocationCache } from '../../../providers/location-cache';
import { loadSettings } from '../../../settings';
import { DryNames } from '../../../state/dry-names';
import { openState } from '../../../state/state';
import { printPlan } from '../print-plan';
import { withInstallation } from '../runtime';
import { talk } from '../talk';
import { printPayloads } from './print-payloads';
import { asCommandError } from './provider-failure';

/** Prints the plan of a job, made by the planner that the job itself would use. What it learns is kept nowhere. */
export function dryRunSpec(spec: JobSpec, options: { isJson: boolean; limit?: number }): Promise<number> {
  if (spec.planner === 'migration') return printPayloads(spec, options);
  return withInstallation(async ({ state }) => {
    const locations = new LocationCache(loadSettings, state.facts, state.callCounts);
    const scratch = await openState(':memory:');
    try {
      const planner = openPlanner(
        // Two dry runs at once keep what they find apart.
        { id: `dry run ${randomUUID()}`, spec },
        {
          // What only a job may write down goes to a database of the dry run's own.
          state: { ...state, rowClaims: scratch.rowClaims, catalogue: state.catalogue.dry() },
          names: new DryNames(state.names),
          tables: new RowTables({ take: (_id, file) => Promise.resolve(file) }),
          openSource: (job) => drySource(job.spec, locations),
          openAlbums: (one, half) => locations.albumsOf(one, half),
          openDestination: (one) => locations.destination(one),
        },
      );
      return await printPlan(dryRun(spec, planner, { signal: new AbortController().signal }), talk, {
        ...options,
        spec,
      });
    } catch (error) {
      throw asCommandError(error);
    } finally {
      await scratch.close();
    }
  });
}
