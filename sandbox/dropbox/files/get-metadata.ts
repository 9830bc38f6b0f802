import { z } from 'zod';
import { jsonAnswer, type Answer } from '../../frame/answer';
import { badInput } from '../api-error';
import { argumentOf, type Call } from '../call';
import { present } from '../store/entry';
import { lookUp } from '../store/find';

/** `files/get_metadata`. */
export function getMetadata(call: Call): Answer {
  const { path } = argumentOf(call, z.object({ path: z.string() }));
  if (path === '') throw badInput(call.fn, 'request body: path: The root folder is unsupported.');
  return jsonAnswer(200, present(lookUp({ ...call, path })));
}
