import type { JobSpec } from '../../../core/spec';
import { dryRun } from '../../../planning/dry-run';
import { drySource } from '../../../planning/job-sources';
import { LocationCache } from '../../../providers/location-cache';
import { loadSettings } from '../../../settings';
import { DryNames } from '../../../state/dry-names';
import { printPlan } from '../print-plan';
import { withInstallation } from '../runtime';
import { talk } from '../talk';
import { asCommandError } from './provider-failure';

/** Prints the plan of a job, made by the planner that the job itself would use. */
export function dryRunSpec(spec: JobSpec, isJson: boolean): Promise<number> {
  return withInstallation(async ({ state }) => {
    const locations = new LocationCache(loadSettings, state.facts);
    const ports = {
      source: drySource(spec, locations),
      destination: locations.destination(spec),
      names: new DryNames(state.names),
      inventory: state.inventory,
      checksums: state.checksums,
    };
    try {
      return await printPlan(dryRun(spec, ports, { signal: new AbortController().signal }), talk, isJson);
    } catch (error) {
      throw asCommandError(error);
    }
  });
}
