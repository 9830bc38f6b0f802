import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { whileLocked } from '../../../src/embedded/exclusive-lock';
import { isExecutable } from '../../../src/embedded/executable';

const run = promisify(execFile);
const version = '1.32.1';
const resolveWithinMs = 300_000;

/**
 * The program that runs Temporal's time-skipping test server in Java: `<program> <port>`. Its jars are resolved by Maven
 * into the cache once.
 *
 * @throws with Maven's reason when they cannot be
 */
export async function javaTestServer(cacheDir: string): Promise<string> {
  const folder = join(cacheDir, `temporal-test-server-${version}`);
  const program = join(folder, 'temporal-test-server');
  if (await isExecutable(program)) return program;
  await mkdir(cacheDir, { recursive: true });
  return whileLocked(`${folder}.lock`, async () => {
    if (await isExecutable(program)) return program;
    const part = await mkdtemp(`${folder}-part-`);
    try {
      await writeFile(join(part, 'pom.xml'), pom);
      const copy = ['-B', '-q', 'dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime'];
      await run('mvn', copy, { cwd: part, timeout: resolveWithinMs });
      const command = 'exec java -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"';
      await writeFile(join(part, 'temporal-test-server'), `#!/bin/sh\n${command}\n`);
      await chmod(join(part, 'temporal-test-server'), 0o755);
      await rm(folder, { recursive: true, force: true });
      await rename(part, folder);
    } finally {
      await rm(part, { recursive: true, force: true });
    }
    return program;
  });
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>assetferry</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;
