import { redactPayload } from '../../../core/mapping/redact-payload';
import type { MigrationSpec } from '../../../core/spec';
import { uploadOfRow } from '../../../planning/migration/row-upload';
import { openMappedTable } from '../../../tables/mapped-table';
import { exitCodes } from '../exit-codes';
import { talk } from '../talk';

const payloadsByDefault = 5;

/** Prints what the first rows of a migration would send, a line of JSON each; nothing is sent. */
export async function printPayloads(
  { migration }: MigrationSpec,
  { limit = payloadsByDefault }: { limit?: number },
): Promise<number> {
  const mapped = await openMappedTable(migration);
  let printed = 0;
  for await (const row of mapped.table.rows()) {
    if (printed === limit) break;
    printed += 1;
    const upload = uploadOfRow(mapped.mapping, row);
    if ('problem' in upload) {
      talk.data(JSON.stringify({ row: row.index, problem: upload.problem }));
      continue;
    }
    const { file, parameters } = redactPayload(upload);
    talk.data(JSON.stringify({ row: row.index, payload: { file, ...parameters, public_id: upload.publicId } }));
  }
  talk.say('Nothing was done. --limit N shows more rows.');
  return exitCodes.done;
}
