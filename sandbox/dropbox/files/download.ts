import { z } from 'zod';
import type { Answer } from '../../frame/answer';
import { endpointError } from '../api-error';
import { argumentOf, type Call } from '../call';
import { headerJson, sendFile } from '../send-file';
import { present, untagged } from '../store/entry';
import { lookUpFile } from '../store/find';

/** `files/download`: by path, id or revision; Paper documents and the like are `unsupported_file`. */
export function download(call: Call): Answer {
  const { path } = argumentOf(call, z.object({ path: z.string() }));
  call.exchange.body.resume();
  const file = lookUpFile({ ...call, path });
  if (file.exportAs !== undefined) throw endpointError(['unsupported_file']);
  return sendFile(call.account, call.exchange, file, { 'Dropbox-API-Result': headerJson(untagged(present(file))) });
}
