import type { State } from '../../src/state/state';
import { until } from '../support/until';
import { describeOnEach } from './databases';

const deletion = {
  jobId: 'sync/albums-1',
  pair: 'local:/albums flickr:me',
  side: 'flickr',
  title: 'Summer',
  name: 'a.jpg',
  target: '5301',
  md5: 'd41d8cd98f00b204e9800998ecf8427e',
  bytes: 5_000_000_000,
  how: 'deleted' as const,
  restore: 'upload a.jpg again',
};

describeOnEach('the journal of deletions', (database) => {
  let one: State;
  let two: State;
  beforeAll(async () => {
    one = await database.connect();
    two = await database.connect();
  });

  test('what is deleted is noted once, whoever tries it again', async () => {
    await one.deletions.record(deletion);
    await two.deletions.record(deletion);
    const found = await two.deletions.list(deletion.jobId);
    expect(found).toEqual([{ ...deletion, at: expect.stringMatching(/^\d{4}-.*Z$/) as string }]);
  });

  test('each job has its own, in the order of time; what is not known is left out', async () => {
    const jobId = 'sync/albums-2';
    const unknown = { md5: undefined, bytes: undefined };
    await one.deletions.record({ ...deletion, ...unknown, jobId, side: 'local', target: 'b.jpg', how: 'trashed' });
    await until(
      'the clock goes on',
      async () => Date.now() > Date.parse((await one.deletions.list(jobId))[0]?.at ?? ''),
    );
    await one.deletions.record({ ...deletion, jobId, target: '5302', how: 'detached' });
    const found = await one.deletions.list(jobId);
    expect(found.map(({ side, how, target }) => ({ side, how, target }))).toEqual([
      { side: 'local', how: 'trashed', target: 'b.jpg' },
      { side: 'flickr', how: 'detached', target: '5302' },
    ]);
    expect(found[0]).toMatchObject({ md5: undefined, bytes: undefined });
    expect(await one.deletions.list('sync/albums-3')).toEqual([]);
  });

  test('a photo that came back and is deleted again is another deletion', async () => {
    const jobId = 'sync/albums-4';
    await one.deletions.record({ ...deletion, jobId });
    await one.deletions.record({ ...deletion, jobId, md5: 'other content' });
    expect(await one.deletions.list(jobId)).toHaveLength(2);
  });
});
