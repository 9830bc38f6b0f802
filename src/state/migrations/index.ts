import type { Migration } from 'kysely';
import { start } from './0001-start';
import { batchRows } from './0002-batch-rows';
import { catalogue } from './0003-catalogue';
import { rowClaims } from './0004-row-claims';
import { sync } from './0005-sync';
import { waitingJobs } from './0006-waiting-jobs';

/** Every change of the schema in order. Never edit one that was released: add the next. */
export const migrations: Record<string, Migration> = {
  '0001-start': start,
  '0002-batch-rows': batchRows,
  '0003-catalogue': catalogue,
  '0004-row-claims': rowClaims,
  '0005-sync': sync,
  '0006-waiting-jobs': waitingJobs,
};
