import { Runtime } from '@temporalio/worker';

/**
 * The program behind `downloadBySdk`: `node sdk-download-main.js <folder> <sdk name> <sdk version>`. The SDK offers no
 * download alone, so a server is started with it and stopped at once. Sends its reason to the parent when it fails.
 */
async function download(folder: string, sdkName: string, sdkVersion: string): Promise<void> {
  const runtime = Runtime.instance();
  const server = await runtime.createEphemeralServer({
    type: 'dev-server',
    exe: { type: 'cached-download', downloadDir: folder, version: 'default', ttl: 0, sdkName, sdkVersion },
    namespace: 'default',
    ip: '127.0.0.1',
    port: null,
    uiPort: null,
    dbFilename: null,
    ui: false,
    log: { format: 'pretty', level: 'error' },
    extraArgs: [],
  });
  await runtime.shutdownEphemeralServer(server);
}

const [, , folder = '', sdkName = '', sdkVersion = ''] = process.argv;
download(folder, sdkName, sdkVersion).then(
  () => process.exit(0),
  (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    process.send?.(reason, () => process.exit(1));
  },
);
