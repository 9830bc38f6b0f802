import type { Mapping } from '../../core/mapping/mapping';
import type { Payload } from '../../core/mapping/parameter-value';
import { payloadOf } from '../../core/mapping/payload-of';
import { idKeyOf, publicIdFor } from './public-id';

/** What a row asks for, with the public id it is sent with; or why nothing can be sent. */
export type RowUpload = (Payload & { publicId: string; idKey: string }) | { problem: string };

/** A row of a table, as far as its upload is concerned. */
interface Row {
  index: number;
  cells: Record<string, string>;
  problem?: string;
}

/** Reads a row as an upload. The same row is always the same upload. */
export function uploadOfRow(mapping: Mapping, { cells, index, problem }: Row): RowUpload {
  if (problem !== undefined) return { problem: `${problem}. Put cells that have the delimiter in them in quotes.` };
  const payload = payloadOf({ mapping, cells, row: index });
  if ('problem' in payload) return payload;
  const { file, parameters } = payload;
  const publicId = publicIdFor({ file, parameters });
  return { file, parameters, publicId, idKey: idKeyOf({ file, parameters, publicId }) };
}
