import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directory = join(__dirname, 'histories');
const files = readdirSync(directory);

function replay(folder: string): { replayed: number; failures: string[] } {
  const program = join(__dirname, 'replay-program.js');
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, folder], { encoding: 'utf8' });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  // The SDK's core may have written a warning of its own before.
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { replayed: number; failures: string[] };
}

test('there are histories of every workflow', () => {
  const types = new Set(files.map((file) => startedTypeOf(file)));
  expect(types).toEqual(new Set(['jobWorkflow', 'folderWorkflow', 'quotaGateWorkflow', 'scheduledJobWorkflow']));
});

test.each(['upload', 'batch', 'migrate', 'check', 'scrape', 'sync'])('there are histories of a %s', (jobType) => {
  expect(files.filter((file) => file.startsWith(`${jobType}-`)).length).toBeGreaterThanOrEqual(2);
});

// A job that was started by an older ferry must go on under this one: what it did before has to come out the same again.
test('recorded histories replay with the workflows of today', () => {
  expect(replay(directory)).toEqual({ replayed: files.length, failures: [] });
}, 120_000);

test('a history of other workflows does not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-replay-'));
  try {
    const file = files.find((name) => startedTypeOf(name) === 'folderWorkflow') ?? '';
    const text = readFileSync(join(directory, file), 'utf8').replaceAll('"planPage"', '"planAnotherPage"');
    writeFileSync(join(folder, file), text);
    expect(replay(folder).failures).toHaveLength(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);

function startedTypeOf(file: string): string | undefined {
  const history = JSON.parse(readFileSync(join(directory, file), 'utf8')) as {
    events: { workflowExecutionStartedEventAttributes?: { workflowType: { name: string } } }[];
  };
  return history.events[0]?.workflowExecutionStartedEventAttributes?.workflowType.name;
}
