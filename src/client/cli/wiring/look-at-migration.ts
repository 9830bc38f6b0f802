import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { countOf, formatCount } from '../../../core/format';
import { MappingError } from '../../../core/mapping/mapping-error';
import { targetOf } from '../../../core/mapping/target';
import { uploadOfRow } from '../../../planning/migration/row-upload';
import type { MappedValue, Mapping } from '../../../core/mapping/mapping';
import type { MigrationSpec } from '../../../core/spec';
import { loadSettings } from '../../../settings';
import { openState } from '../../../state/state';
import type { RowClaims } from '../../../state/row-claims';
import { openMappedTable, type MappedTable } from '../../../tables/mapped-table';
import { CommandError, exitCodes } from '../exit-codes';
import { talk } from '../talk';

const shown = 5;
const rowsAtOnce = 500;
/** Cloudinary's own advice (bulk migration tool): more uploads at once are answered 420. */
const advisedConcurrency = 20;

/**
 * Goes through a migration's CSV once and says what will happen: how columns become parameters, how many rows
 * there are, which of them cannot be sent and which would overwrite each other.
 * @throws {CommandError} when the mapping does not fit, or there is nothing to do.
 */
export async function lookAtMigration({ migration }: MigrationSpec): Promise<void> {
  const mapped = await openMappedTable(migration).catch((error: unknown) => {
    throw error instanceof MappingError ? new CommandError(error.message, exitCodes.usage) : error;
  });
  const isInferred = migration.mapping === undefined;
  const how = isInferred ? ', by the names of its columns (--map and --mapping say otherwise)' : '';
  talk.say(`What ${mapped.table.name} fills${how}:`);
  for (const line of mappingLines(mapped.mapping)) talk.say(`  ${line}`);
  for (const note of mapped.notes) {
    if (!isInferred || !note.includes(' is taken from ')) talk.say(`  ${note}`);
  }
  const found = await withScratchClaims((claims) => countRows(mapped, claims));
  if (found.rows === 0) {
    throw new CommandError(`${migration.file} has a header and no rows: there is nothing to do.`, exitCodes.usage);
  }
  const { rows, problems, duplicates } = found;
  const sendable = rows - problems.count - duplicates.count;
  talk.say(
    `${countOf(rows, 'row')}: ${formatCount(sendable)} to migrate, ${formatCount(duplicates.count)} with the public id of a row before, ${formatCount(problems.count)} that cannot be sent.`,
  );
  for (const line of [...duplicates.first, ...problems.first]) talk.say(`  ${line}`);
}

/** Says where a migration goes and how. @param service The account in words. */
export function sayWhere({ migration, concurrency }: MigrationSpec, service: string): void {
  const way = migration.via === 'worker' ? 'all bytes go through here' : 'Cloudinary fetches URLs itself';
  const { overwrite } = { ...migration.mapping?.parameters, ...migration.over?.parameters };
  talk.say(`To ${service}, ${concurrency} at once; ${way}.`);
  if (overwrite === undefined) talk.say('What is there already stays; --set overwrite=true replaces it.');
  if (concurrency > advisedConcurrency) {
    talk.say(`More than ${advisedConcurrency} at once are not advised: Cloudinary then refuses some for a while.`);
  }
}

interface Found {
  rows: number;
  problems: { count: number; first: string[] };
  duplicates: { count: number; first: string[] };
}

async function countRows(mapped: MappedTable, claims: RowClaims): Promise<Found> {
  const found: Found = { rows: 0, problems: { count: 0, first: [] }, duplicates: { count: 0, first: [] } };
  let batch: { id: string; row: number; publicId: string }[] = [];
  const see = async (): Promise<void> => {
    await claims.claim(scratch, batch);
    const first = await claims.firstRows(
      scratch,
      batch.map(({ id }) => id),
    );
    for (const { id, row, publicId } of batch) {
      const owner = first.get(id);
      if (owner !== row) add(found.duplicates, `row ${row}: ${publicId} is the public id of row ${owner ?? '?'} too`);
    }
    batch = [];
  };
  for await (const row of mapped.table.rows()) {
    found.rows += 1;
    const upload = uploadOfRow(mapped.mapping, row);
    if ('problem' in upload) add(found.problems, upload.problem);
    else batch.push({ id: upload.idKey, row: row.index, publicId: upload.publicId });
    if (batch.length >= rowsAtOnce) await see();
  }
  await see();
  return found;
}

function add(list: Found['problems'], line: string): void {
  list.count += 1;
  if (list.first.length < shown) list.first.push(line);
}

const scratch = 'scratch';

/** A million ids are too many for memory: they lie in a database of their own for a moment. */
async function withScratchClaims<T>(use: (claims: RowClaims) => Promise<T>): Promise<T> {
  const { scratchDir } = loadSettings();
  await mkdir(scratchDir, { recursive: true });
  const file = join(scratchDir, `claims-${randomBytes(4).toString('hex')}.db`);
  const state = await openState(file);
  try {
    return await use(state.rowClaims);
  } finally {
    await state.close();
    for (const ending of ['', '-wal', '-shm']) await rm(`${file}${ending}`, { force: true });
  }
}

/** A mapping in lines for a person: `tags <- Keywords, split at "|"`. */
function mappingLines(mapping: Mapping): string[] {
  return (['parameters', 'context', 'metadata'] as const).flatMap((group) =>
    Object.entries(mapping[group]).map(([key, value]) => `${targetOf(group, key)} <- ${valueWords(value)}`),
  );
}

function valueWords({
  column,
  columns,
  template,
  constant,
  split,
  join: glue,
  default: fallback,
}: MappedValue): string {
  const from = column ?? columns?.join(' + ') ?? template ?? (constant === undefined ? '' : JSON.stringify(constant));
  const more = [
    ...(split === undefined ? [] : [`split at "${split}"`]),
    ...(glue === undefined ? [] : [`joined by "${glue}"`]),
    ...(fallback === undefined ? [] : [`else "${fallback}"`]),
  ];
  return [from, ...more].join(', ');
}
