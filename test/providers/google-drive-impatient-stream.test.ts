import { Readable } from 'node:stream';
import { impatientStream } from '../../src/providers/google-drive/impatient-stream';

test('a stream that says nothing breaks', async () => {
  const silent = new Readable({ read: () => undefined });
  silent.push('first');
  const parts: string[] = [];
  const reading = (async () => {
    for await (const part of impatientStream({ stream: silent, silenceMs: 5 })) parts.push(String(part));
  })();
  await expect(reading).rejects.toThrow(/ended early/);
  expect([parts, silent.destroyed]).toEqual([['first'], true]);
});

test('one that talks comes whole; one that nobody wants any more is let go of', async () => {
  const whole = impatientStream({ stream: Readable.from([Buffer.from('a'), Buffer.from('b')]), silenceMs: 60_000 });
  const parts: string[] = [];
  for await (const part of whole) parts.push(String(part));
  expect(parts).toEqual(['a', 'b']);
  const silent = new Readable({ read: () => undefined });
  const closed = new Promise((resolve) => silent.once('close', resolve));
  const impatient = impatientStream({ stream: silent, silenceMs: 60_000 });
  impatient.resume();
  impatient.destroy();
  await closed;
});
