import { readGtin, type Gtin } from '../../../core/gtin';
import type { Products } from '../../../products';

/** What looking one code up came to. */
export interface LookedUp {
  /** The digits, in the length of their kind; of what is no code, the text as it was given. */
  ean: string;
  status: 'found' | 'not found' | 'invalid';
  images: string[];
  /** What is wrong with an invalid code. */
  problem?: string;
}

/** Codes that are looked up at once. */
const codesAtOnce = 200;

/**
 * Looks codes up, some at once; each has its answer, in their order. What is no code is not looked for.
 * @throws ProductDatabaseError
 */
export async function* lookUp(
  codes: AsyncIterable<string> | Iterable<string>,
  products: Pick<Products, 'find'>,
): AsyncGenerator<LookedUp> {
  let held: { text: string; gtin: Gtin | { problem: string } }[] = [];
  async function* answers(): AsyncGenerator<LookedUp> {
    const found = await products.find(held.flatMap(({ gtin }) => ('problem' in gtin ? [] : [gtin])));
    for (const { text, gtin } of held) yield answerFor({ text, gtin, found });
    held = [];
  }
  for await (const text of codes) {
    held.push({ text, gtin: readGtin(text) });
    if (held.length === codesAtOnce) yield* answers();
  }
  yield* answers();
}

function answerFor(input: { text: string; gtin: Gtin | { problem: string }; found: Map<string, string[]> }): LookedUp {
  const { text, gtin, found } = input;
  if ('problem' in gtin) return { ean: text.trim(), status: 'invalid', images: [], problem: gtin.problem };
  const images = found.get(gtin.padded);
  return images === undefined
    ? { ean: gtin.digits, status: 'not found', images: [] }
    : { ean: gtin.digits, status: 'found', images };
}
