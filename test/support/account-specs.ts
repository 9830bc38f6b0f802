import type { ScrapeSpec, UrlsSpec } from '../../src/core/spec';
import { scrape } from '../../src/jobs/scrape';
import { urls } from '../../src/jobs/urls';

const context = { setting: () => undefined, cwd: '/' };

/** The spec of `ferry scrape` with options by their field names. */
export function scrapeSpec(output: string, options: Record<string, unknown> = {}): ScrapeSpec {
  return scrape.toSpec({ output, ...options }, context);
}

/** The spec of `ferry urls <folder>`; a folder `''` is the whole account. */
export function urlsSpec(folder: string, output: string, options: Record<string, unknown> = {}): UrlsSpec {
  return urls.toSpec({ folder, output, ...options }, context);
}
