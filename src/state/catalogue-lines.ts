import type { Catalogue } from './catalogue';
import type { CatalogueSpace } from './catalogue-row';

/** Name of an account's catalogue as a file, beside the folder that its assets are in. */
export function catalogueFileName({ scope }: Pick<CatalogueSpace, 'scope'>): string {
  return `${scope.slice(scope.indexOf(':') + 1)}.catalogue.jsonl`;
}

/**
 * What is known of every asset as JSON lines, in the order of their keys: all that the listing said of it, then where its
 * file is and what lies in it. Holds no secret and no signed URL.
 */
export async function* catalogueLines(
  catalogue: Pick<Catalogue, 'read'>,
  space: CatalogueSpace,
): AsyncGenerator<string> {
  for await (const row of catalogue.read(space)) {
    const { details, path, form, saved, goneAt } = row;
    const line = {
      ...details,
      ...(form === '' ? {} : { transformation: form }),
      path,
      saved_md5: saved?.md5,
      saved_bytes: saved?.bytes,
      saved_at: saved?.at,
      gone_at: goneAt,
    };
    yield `${JSON.stringify(line)}\n`;
  }
}
