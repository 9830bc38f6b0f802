import { z } from 'zod';

const port = z.object({ number: z.number().int().min(1).max(65_535), setting: z.string() });

/** What a keeper is told when it starts, as JSON in its one argument. */
export const keeperOptions = z.object({
  /** The folder of the server's data, absolute. */
  stateDir: z.string(),
  cliPath: z.string(),
  /** Ports somebody chose, and the setting they chose them by; free ones when absent. */
  port: port.optional(),
  uiPort: port.optional(),
  /** Whether the server runs without its Web UI. */
  headless: z.boolean(),
  logLevel: z.string(),
  searchAttributes: z.record(
    z.string(),
    z.enum(['Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList']),
  ),
});

export type KeeperOptions = z.infer<typeof keeperOptions>;

/** A port that somebody chose, and the setting to change when it is in use. */
export type ChosenPort = z.infer<typeof port>;
