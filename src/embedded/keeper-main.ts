import { keepServer } from './keeper';
import { keeperOptions } from './keeper-options';

/** The program that keeps the shared server: `node keeper-main.js <KeeperOptions as JSON>`, started by `acquireServer`. */
const stop = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
process.on('SIGHUP', () => undefined);

void keepServer(keeperOptions.parse(JSON.parse(process.argv[2] ?? '{}')), stop.signal);
